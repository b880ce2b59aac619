"""Redacts log lines, error reports and stored errors: no email addresses, no links, no tokens, no values of rows."""

import copy
import logging
import re
import traceback

from toolkit.request_ids import current_request_id

# A local part has at most 64 characters; without that limit, a long word would be searched once for each of its letters.
_ADDRESS = re.compile(r"""[^\s<>"'@,;:()\[\]]{0,64}+["']?@[\w.-]+""")
_LINK = re.compile(
    r"(?:https?|mailto|rediss?|sentinels?|smtps?(?:\+(?:tls|ssl))?|postgres(?:ql)?):[^\s<>\"')\]]+", re.IGNORECASE
)
# Our signed values ("12.1~…", "…:…:…"), keys and cookies: long, without a space, and not a word.
_TOKEN = re.compile(
    r"(?<![\w.~:-])(?=[\w.~:-]*\d)(?=[\w.~:-]*[A-Za-z])[\w.-]*[~:][\w~:.-]{16,}|(?<![\w-])(?=\w*\d)[\w-]{32,}|\bwf_\w{8,}"
)
_KEY = re.compile(r"\b(?:[srp]k_(?:live|test)|whsec|xox[a-z])_\w{4,}")
# PostgreSQL repeats values, and whole rows, in these parts of an error. A value can have several lines, so a part ends where
# another one or Python's own text begins.
_ROW = re.compile(
    r"^[ \t]*(DETAIL|CONTEXT|LINE \d+|WHERE|QUERY): .*"
    r"(?:\n(?![ \t]*(?:DETAIL|HINT|CONTEXT|LINE \d+|WHERE|QUERY): |The above exception |During handling |Traceback ).*)*",
    re.MULTILINE,
)
_VALUE = re.compile(r"""((?:invalid input syntax|invalid input value|out of range)[^:"\n]{0,80}: )"[^"\n]*"?""")
# What a name announces, up to the end of the value: ``password=…``, ``"token": "…"``, ``Authorization: Bearer …``.
_NAMES_OF_SECRETS = (
    r"passw(?:or)?d|passphrase|secret|token|api[_-]?key|authorization|cookie|session(?:id)?|bearer|credentials?|"
    r"csrf\w{0,20}|signature"
)
_ANY_NAME = re.compile(rf"(?:{_NAMES_OF_SECRETS})[\"']?[ ]?[=:]", re.IGNORECASE)
_NAMED = re.compile(
    rf"""(\b\w{{0,20}}?(?:{_NAMES_OF_SECRETS})["']?[ ]?[=:][ ]?)"""
    r"""((?:Bearer|Basic|Token|Digest) )?("[^"\n]*"?|'[^'\n]*'?|[^\s,;&)}\]"']+)""",
    re.IGNORECASE,
)
SECRET_NAME = re.compile(f"{_NAMES_OF_SECRETS}|api|auth|address|e?mail|phone|dsn|cookies|body", re.IGNORECASE)
_TOKEN_IN_PATH = re.compile(r"(/alerts/(?:end|confirm)/|/password/reset/key/|/confirm-email/)[^/\s\"']+")


def redacted(text: str) -> str:
    """Returns ``text`` on one line, without anything that grants access or identifies a person. Domains are kept: they
    tell servers apart."""
    text = _VALUE.sub(r'\1"…"', _ROW.sub(r"\1: …", text))
    text = _TOKEN_IN_PATH.sub(r"\1…", text)
    if _ANY_NAME.search(text):
        text = _NAMED.sub(r"\1…", text)
    text = _LINK.sub("[link]", text)
    text = _ADDRESS.sub(lambda found: f"…@{found[0].rpartition('@')[2]}", text)
    return _TOKEN.sub("[token]", _KEY.sub("[token]", text))


def origin(error: BaseException) -> str:
    """Returns the type of an error and the line of code that raised it, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    last = frames[-1]
    return f"{type(error).__name__} in {last.name} ({'/'.join(last.filename.rsplit('/', 2)[-2:])}:{last.lineno})"


def message_of(record: logging.LogRecord) -> str:
    """Returns what a line says. Python would print one whose arguments don't fit, with all of them, beside the log."""
    try:
        return record.getMessage()
    except Exception as error:
        return (
            f"{record.msg if isinstance(record.msg, str) else '…'} (arguments that don't fit: {type(error).__name__})"
        )


class RedactingFormatter(logging.Formatter):
    """Formats a log line with its traceback, redacted, and the id of the request that it is about."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        record.msg, record.args = message_of(record), None
        line = redacted(super().format(record))
        request_id = current_request_id()
        return f"{line} [request {request_id}]" if request_id else line
