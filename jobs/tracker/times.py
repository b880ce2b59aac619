"""Converts times between a member's time zone and UTC."""

import datetime as dt
from zoneinfo import ZoneInfo

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


class NoSuchTime(ValueError):
    """Clocks go forward over it."""


def moment(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """That time of that day, in UTC. Where clocks go back over it, the first of the two; where they go forward over it, there
    is none: ``NoSuchTime``."""
    local = dt.datetime.combine(day, time, zone)
    found = local.astimezone(dt.UTC)
    if found.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    return found
