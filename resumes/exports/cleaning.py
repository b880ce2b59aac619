"""Cleans member text for files: no control characters, and nothing invisible that reorders or splits words."""

import re

# What XML and PDF can't hold, what turns the direction of text around, and soft hyphens, which stay in copied words.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def clean_text(value: str) -> str:
    """Returns ``value`` as one line."""
    return " ".join(_UNWANTED.sub("", _LINE_ENDS.sub("\n", value)).split())


def clean_lines(value: str) -> str:
    """Returns ``value`` with its lines kept."""
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", value)).replace("\t", " ").strip("\n")
