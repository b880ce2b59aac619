"""Reads values that MCP clients put into headers: what isn't plain ASCII comes as Base64."""

import base64
import binascii
import re

_ENCODED = re.compile(r"=\?base64\?(.*)\?=")


def decoded(value: str) -> str | None:
    """Returns the text of a header's value, None if it can't be read."""
    found = _ENCODED.fullmatch(value)
    if found is None:
        return value
    try:
        return base64.b64decode(found[1], validate=True).decode()
    except (binascii.Error, ValueError):
        return None
