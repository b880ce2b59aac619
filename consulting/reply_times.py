"""Measures how long members wait for a reply: from their first unanswered message to the reply."""

import datetime as dt
import statistics
from collections.abc import Sequence
from typing import NamedTuple

WINDOW = dt.timedelta(days=30)
MICROSECOND = dt.timedelta(microseconds=1)
FEWEST = 20  # replies; a median of fewer says little, so it isn't shown


class Step(NamedTuple):
    """What a message changes. ``waiting_since``: the first unanswered message of the member afterwards; ``waited``: how
    long the member waited, if this is the reply to one."""

    waiting_since: dt.datetime | None
    waited: dt.timedelta | None


def after_message(waiting_since: dt.datetime | None, *, by_member: bool, at: dt.datetime) -> Step:
    """Returns the state after a message. Further messages of the member don't restart the clock, and further replies to the
    same message aren't measured."""
    if by_member:
        return Step(waiting_since or at, None)
    return Step(None, at - waiting_since if waiting_since else None)


def measured(waited: Sequence[dt.timedelta]) -> dt.timedelta | None:
    """Returns the median, or None for fewer than ``FEWEST`` replies."""
    if len(waited) < FEWEST:
        return None
    return dt.timedelta(microseconds=statistics.median(one // MICROSECOND for one in waited))
