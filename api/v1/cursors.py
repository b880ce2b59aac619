"""Cursors: where the next page of a list starts, signed, and bound to what was asked.

A client can't read or change one. Used with other parameters than it was made for, it's refused, so nobody mixes two lists.
"""

import hashlib
from typing import Any

from django.core import signing

from api.problems import ProblemError, field_error

SALT = "api.v1.cursor"
PARAMETER = "cursor"
LONGEST = 2048  # characters; a title of 120 characters can take nearly as many
WRONG = "The cursor isn't valid here. Start again without one, with the same parameters as now."


def write_cursor(position: Any, *, asked: str) -> str:
    """Returns the cursor of a position, which is anything that JSON can hold. ``asked``: what the list is, with its filters, in
    one canonical form."""
    return signing.dumps([_digest(asked), position], salt=SALT, compress=True)


def read_cursor(cursor: str, *, asked: str) -> Any:
    """Returns the position that a cursor was made of; None for an empty one. Raises ``ProblemError`` (400)."""
    if not cursor:
        return None
    try:
        if len(cursor) > LONGEST:
            raise ValueError
        digest, position = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError):
        digest, position = "", None
    if digest != _digest(asked):
        raise ProblemError(400, "invalid-cursor", WRONG, errors=[field_error("query", PARAMETER, WRONG)])
    return position


def _digest(asked: str) -> str:
    return hashlib.blake2b(asked.encode(), digest_size=6).hexdigest()
