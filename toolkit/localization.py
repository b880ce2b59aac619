"""Formats dates and times for the reader, by locale (Unicode CLDR, through Babel) and time zone, and reads local times.

Pages and emails have no formats of their own. A date in a sentence is a `day`, a point in time in a list a `moment`.
The reader is set by `read_by`; the default is American English in UTC.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time, format_timedelta

T = TypeVar("T", dt.date, dt.datetime)
AMERICAN = "en_US"
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


@dataclass(frozen=True)
class Reader:
    """``locale`` as CLDR names it, such as ``de_AT``."""

    locale: str = AMERICAN
    zone: dt.tzinfo = dt.UTC


class NoSuchTime(ValueError):
    """The time doesn't exist because clocks are set forward past it."""


ANYBODY = Reader()
_reader: ContextVar[Callable[[], Reader]] = ContextVar("reader", default=lambda: ANYBODY)


def reader() -> Reader:
    """Returns the current reader."""
    return _reader.get()()


@contextmanager
def read_by(who: Reader | Callable[[], Reader]) -> Iterator[None]:
    """Sets the reader within the context; a callable is called only when something is formatted."""
    token = _reader.set(who if callable(who) else lambda: who)
    try:
        yield
    finally:
        _reader.reset(token)


def day(value: dt.date | dt.datetime) -> str:
    """Returns ``November 30, 2026`` for American English, whose medium form abbreviates the month; elsewhere CLDR's
    medium form: ``30 Nov 2026``, ``30.11.2026``."""
    who = reader()
    return format_date(_local(value, who), "long" if who.locale == AMERICAN else "medium", locale=who.locale)


def short_day(value: dt.date | dt.datetime) -> str:
    """Returns, for example, ``Nov 30``: use it where the year is clear."""
    who = reader()
    return format_skeleton("MMMd", _as_time(_local(value, who)), locale=who.locale)


def moment(value: dt.datetime, *, now: dt.datetime) -> str:
    """Returns, for example, ``Mon, Nov 30, 8:00 AM``, with the year if it differs from that of ``now``."""
    who = reader()
    local = value.astimezone(who.zone)
    is_this_year = local.year == now.astimezone(who.zone).year
    date = format_skeleton("MMMEd" if is_this_year else "yMMMEd", local, locale=who.locale)
    joined = Locale.parse(who.locale).datetime_formats["medium"]
    return str(joined).replace("'", "").format(clock(local.timetz()), date)


def moment_in_zone(value: dt.datetime, *, now: dt.datetime) -> str:
    """Returns, for example, ``Mon, Nov 30, 8:00 AM UTC``: use it where the reader can't know the zone otherwise, as in
    an email."""
    who = reader()
    local = value.astimezone(who.zone)
    return f"{moment(value, now=now)} {format_datetime(local, 'z', tzinfo=who.zone, locale=who.locale)}"


def clock(value: dt.time) -> str:
    """Returns ``8:00 AM`` or ``08:00``: a time of day without a zone. CLDR's narrow space before AM breaks searches in
    a page and is shown as a box by old mail programs, so it is replaced by a plain space."""
    return format_time(value.replace(tzinfo=None), "short", locale=reader().locale).replace("\u202f", " ")


def ago(value: dt.datetime, *, now: dt.datetime) -> str:
    """Returns, for example, ``3 hours ago``."""
    return format_timedelta(value - now, add_direction=True, locale=reader().locale)


def utc_moment(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """Returns that local time in UTC. If clocks are set back over it, returns the first of the two; raises
    ``NoSuchTime`` if they are set forward past it."""
    local = dt.datetime.combine(day, time, zone)
    found = local.astimezone(dt.UTC)
    if found.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    return found


def _local(value: T, who: Reader) -> T:
    return value.astimezone(who.zone) if isinstance(value, dt.datetime) else value


def _as_time(value: dt.date | dt.datetime) -> dt.datetime:
    return value.replace(tzinfo=None) if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time.min)
