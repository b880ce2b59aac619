"""Chooses a consultant for a member: by language, hours in common and load."""

from collections.abc import Iterable
from typing import NamedTuple

DAY = 24 * 60
COMMON = "en"  # who speaks it answers those whose language nobody speaks
SHARED_DAY = 4 * 60  # minutes; with clocks further apart, less than half of an office day is in common


class Candidate(NamedTuple):
    """A consultant in office. ``offset``: minutes from UTC now; ``waiting`` and ``total``: open threads."""

    pk: int
    languages: frozenset[str]
    offset: int
    waiting: int
    total: int
    capacity: int


def gap(one: int, other: int) -> int:
    """Returns how far two clocks are apart, in minutes: at most half a day."""
    apart = abs(one - other) % DAY
    return min(apart, DAY - apart)


def choose(candidates: Iterable[Candidate], *, language: str, offset: int) -> Candidate | None:
    """Returns the best candidate with room, or None.

    Consultants who speak the member's language come first, then those who speak English, then those who share half of an office
    day or more. Of equals, the one with the fewest threads waiting, the fewest open, the nearest clock, the oldest profile."""

    def rank(one: Candidate) -> tuple[bool, bool, bool, int, int, int, int]:
        apart = gap(one.offset, offset)
        speaks, speaks_english = language in one.languages, COMMON in one.languages
        return not speaks, not speaks and not speaks_english, apart > SHARED_DAY, one.waiting, one.total, apart, one.pk

    return min((one for one in candidates if one.total < one.capacity), key=rank, default=None)
