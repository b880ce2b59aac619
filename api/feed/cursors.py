"""Signed cursors: where a client continues to read the feed."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from django.core import signing

LONGEST = 2048  # characters
LIFETIME = dt.timedelta(hours=24)  # from the first request of the walk
_SIGNER = signing.Signer(salt="api.feed.cursor")


class BadCursor(ValueError):
    """A cursor that can't be used; the message is for the client's author."""


@dataclass(frozen=True)
class Cursor:
    """``started``: when the walk's first page was asked for; ``position``: of the last job that was given."""

    started: dt.datetime
    position: int

    def written(self, filters: tuple[str, ...]) -> str:
        """Returns the cursor for a walk with these filters, signed."""
        microseconds = round(self.started.timestamp() * 1_000_000)
        return _SIGNER.sign_object([microseconds, self.position, _digest(filters)])


def read_cursor(text: str, filters: tuple[str, ...], *, now: dt.datetime) -> Cursor:
    """Reads a cursor. Raises `BadCursor` if we didn't sign it, if it's too old, and if it's from a walk with other filters."""
    microseconds, position, digest = _unsigned(text)
    started = dt.datetime.fromtimestamp(microseconds / 1_000_000, dt.UTC)
    if now - started >= LIFETIME:
        raise BadCursor("This cursor has expired: it lasts 24 hours from the first page. Start again without one.")
    if digest != _digest(filters):
        raise BadCursor("This cursor is from other filters. Keep geo, industry and tag as they were, or start again.")
    return Cursor(started, position)


def _unsigned(text: str) -> tuple[int, int, str]:
    invalid = BadCursor("We don't recognize this cursor. Send nextCursor unchanged, or start again without one.")
    if len(text) > LONGEST:
        raise invalid
    try:
        microseconds, position, digest = _SIGNER.unsign_object(text)
    except (signing.BadSignature, ValueError, TypeError):
        raise invalid from None
    return int(microseconds), int(position), str(digest)


def _digest(filters: tuple[str, ...]) -> str:
    return hashlib.blake2b(json.dumps(filters).encode(), digest_size=9).hexdigest()
