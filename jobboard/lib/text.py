"""Normal forms for text that comes from people, files and feeds."""

import re

# Unicode categories Cc (but tab and newline) and Cs; as a pattern because guides hold tens of thousands of characters.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _printable(text: str) -> str:
    """``text`` without control characters (tabs and newlines stay), lone surrogates, and with ``\\n`` as its only newline."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """``text`` as a single line: white space runs folded to one space, ends trimmed."""
    return " ".join(_printable(text).split())


def prose(text: str) -> str:
    """``text`` as a block: ends trimmed, inner lines kept as they are (Markdown gives them meaning)."""
    return _printable(text).strip()
