"""Redacts log lines and stored errors: no email addresses, no links, no tokens."""

import logging
import re
import traceback

# A local part has at most 64 characters; without that limit, a long word would be searched once for each of its letters.
_ADDRESS = re.compile(r"""[^\s<>"'@,;:()\[\]]{0,64}+["']?@[\w.-]+""")
_LINK = re.compile(r"(?:https?|mailto|redis|rediss|smtps?|postgres(?:ql)?):[^\s<>\"')\]]+", re.IGNORECASE)
# Our signed values ("12.1~…", "…:…:…"), keys and cookies: long, without a space, and not a word.
_TOKEN = re.compile(
    r"(?<![\w.~:-])(?=[\w.~:-]*\d)(?=[\w.~:-]*[A-Za-z])[\w.-]*[~:][\w~:.-]{16,}|(?<![\w-])(?=\w*\d)[\w-]{32,}|\bwf_\w{8,}"
)
_TOKEN_IN_PATH = re.compile(r"(/alerts/(?:end|confirm)/|/password/reset/key/|/confirm-email/)[^/\s\"']+")


def redacted(text: str) -> str:
    """Returns ``text`` on one line, without anything that grants access or identifies a person. Domains are kept: they
    tell servers apart."""
    text = _TOKEN_IN_PATH.sub(r"\1…", text)
    text = _LINK.sub("[link]", text)
    text = _ADDRESS.sub(lambda found: f"…@{found[0].rpartition('@')[2]}", text)
    return _TOKEN.sub("[token]", text)


def origin(error: BaseException) -> str:
    """Returns the type of an error and the line of code that raised it, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    last = frames[-1]
    return f"{type(error).__name__} in {last.name} ({'/'.join(last.filename.rsplit('/', 2)[-2:])}:{last.lineno})"


class RedactingFormatter(logging.Formatter):
    """Formats a log line with its traceback, redacted."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))
