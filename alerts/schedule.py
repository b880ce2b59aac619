"""Computes when an alert is due in the recipient's time zone. Pure functions.

An alert's hour is one moment of each local day: for an hour skipped by a clock change it is the first moment after the
gap, for a repeated hour the first of the two.
"""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Returns the time zone of that name; UTC for an empty or unknown name."""
    try:
        return ZoneInfo(name or "UTC")
    except (LookupError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment(day: dt.date, hour: int, zone: ZoneInfo) -> dt.datetime:
    """Returns the moment of ``hour`` on a local day, in UTC."""
    return dt.datetime.combine(day, dt.time(hour), zone).astimezone(dt.UTC)


@lru_cache(maxsize=4096)  # alerts planned together share a few values
def next_due(now: dt.datetime, *, hour: int, weekday: int | None, zone: ZoneInfo) -> dt.datetime:
    """Returns the first due moment after ``now``: on any day, or on a ``weekday`` (0 is Monday)."""
    return next(at for day, at in _moments(now.astimezone(zone).date() - DAY, 1, hour, weekday, zone) if at > now)


@lru_cache(maxsize=4096)
def last_due(now: dt.datetime, *, hour: int, weekday: int | None, zone: ZoneInfo) -> tuple[dt.date, dt.datetime]:
    """Returns the local day and the moment of the last due time that isn't after ``now``."""
    days = _moments(now.astimezone(zone).date() + DAY, -1, hour, weekday, zone)
    return next((day, at) for day, at in days if at <= now)


def _moments(
    day: dt.date, step: int, hour: int, weekday: int | None, zone: ZoneInfo
) -> Iterator[tuple[dt.date, dt.datetime]]:
    while True:
        if weekday is None or day.weekday() == weekday:
            yield day, moment(day, hour, zone)
        day += step * DAY


def end_of_quiet(now: dt.datetime, *, begin: int, end: int, zone: ZoneInfo) -> dt.datetime | None:
    """Returns when the quiet hours that ``now`` is in end; None outside them. Equal hours: there are none."""
    if begin == end:
        return None
    today = now.astimezone(zone).date()
    for day in (today - DAY, today):
        until = moment(day if begin < end else day + DAY, end, zone)
        if moment(day, begin, zone) <= now < until:
            return until
    return None


def day_of(day: dt.date) -> str:
    """Returns the period of a daily digest, such as ``2026-11-28``."""
    return day.isoformat()


def week_of(day: dt.date) -> str:
    """Returns the period of a weekly digest, such as ``2026-W48``."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def is_daily(period: str) -> bool:
    """Returns whether a period belongs to a daily digest."""
    return "W" not in period
