"""Normal forms for text that comes from people, files and feeds."""

import unicodedata


def _printable(text: str) -> str:
    """``text`` without control characters (tabs and newlines stay), lone surrogates, and with ``\\n`` as its only newline."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def one_line(text: str) -> str:
    """``text`` as a single line: white space runs folded to one space, ends trimmed."""
    return " ".join(_printable(text).split())


def prose(text: str) -> str:
    """``text`` as a block: ends trimmed, inner lines kept as they are (Markdown gives them meaning)."""
    return _printable(text).strip()
