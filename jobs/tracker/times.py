"""Converts times between a member's time zone and UTC."""

import datetime as dt
from zoneinfo import ZoneInfo

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


class NoSuchTime(ValueError):
    """The time doesn't exist because clocks are set forward past it."""


def moment(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """Returns that local time in UTC. If clocks are set back over it, returns the first of the two; raises
    ``NoSuchTime`` if they are set forward past it."""
    local = dt.datetime.combine(day, time, zone)
    found = local.astimezone(dt.UTC)
    if found.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    return found
