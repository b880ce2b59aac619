"""One moment for each local day, wherever somebody lives and whatever their clocks do."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import schedule

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "America/Santiago", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
).map(ZoneInfo)  # fmt: skip
BEGIN, END = dt.datetime(2010, 1, 2), dt.datetime(2035, 1, 1)  # noqa: DTZ001 - hypothesis adds the time zone
MOMENTS = st.datetimes(BEGIN, END, timezones=st.just(dt.UTC))
HOURS = st.integers(0, 23)
WEEKDAYS = st.none() | st.integers(0, 6)


@given(now=MOMENTS, hour=HOURS, weekday=WEEKDAYS, zone=ZONES)
def test_the_next_moment_follows_the_last_one_and_nothing_is_between(now, hour, weekday, zone):
    day, last = schedule.last_due(now, hour=hour, weekday=weekday, zone=zone)
    following = schedule.next_due(now, hour=hour, weekday=weekday, zone=zone)
    assert last <= now < following
    assert schedule.next_due(last, hour=hour, weekday=weekday, zone=zone) == following
    assert following - last <= dt.timedelta(days=1 if weekday is None else 7, hours=26)
    if weekday is not None:
        assert day.weekday() == weekday


@given(now=MOMENTS, hour=HOURS, zone=ZONES)
def test_daily_moments_are_of_different_local_days(now, hour, zone):
    days = []
    for _day in range(5):
        now = schedule.next_due(now, hour=hour, weekday=None, zone=zone)
        days.append(schedule.last_due(now, hour=hour, weekday=None, zone=zone)[0])
    assert len({schedule.day_of(day) for day in days}) == 5


@pytest.mark.parametrize(
    ("zone", "day", "hour", "expected"),
    [
        ("Europe/Berlin", dt.date(2026, 3, 29), 2, "2026-03-29T01:00"),  # 02:00 is skipped: 03:00 in summer
        ("Europe/Berlin", dt.date(2026, 10, 25), 2, "2026-10-25T00:00"),  # 02:00 comes twice: the first
        ("Africa/Cairo", dt.date(2026, 4, 24), 0, "2026-04-23T22:00"),  # midnight is skipped
        ("Europe/Berlin", dt.date(2026, 7, 1), 8, "2026-07-01T06:00"),
    ],
)
def test_an_hour_is_one_moment_on_the_days_on_which_clocks_change(zone, day, hour, expected):
    assert f"{schedule.moment(day, hour, ZoneInfo(zone)):%Y-%m-%dT%H:%M}" == expected


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "Europe"])
def test_what_is_no_time_zone_is_utc(name):
    assert schedule.zone(name).key == "UTC"


def test_weeks_are_those_of_iso_8601():
    assert schedule.week_of(dt.date(2027, 1, 1)) == "2026-W53"


@pytest.mark.parametrize(
    ("zone", "now", "hours", "until"),
    [
        ("UTC", "2026-11-23T21:59", (22, 8), None),
        ("UTC", "2026-11-23T22:00", (22, 8), "2026-11-24T08:00"),
        ("UTC", "2026-11-24T07:59", (22, 8), "2026-11-24T08:00"),
        ("UTC", "2026-11-24T08:00", (22, 8), None),
        ("UTC", "2026-11-24T12:30", (12, 14), "2026-11-24T14:00"),
        ("UTC", "2026-11-24T12:30", (9, 9), None),
        ("UTC", "2026-11-24T00:00", (0, 8), "2026-11-24T08:00"),
        ("UTC", "2026-11-24T23:30", (23, 0), "2026-11-25T00:00"),
        ("Asia/Kolkata", "2026-11-24T17:00", (22, 8), "2026-11-25T02:30"),
        ("America/New_York", "2026-11-01T05:30", (22, 8), "2026-11-01T13:00"),  # the night in which clocks go back
        ("America/New_York", "2026-03-08T06:30", (22, 8), "2026-03-08T12:00"),  # and forward
        ("Nowhere/Atall", "2026-11-24T23:30", (22, 8), "2026-11-25T08:00"),
    ],
)
def test_quiet_hours_end_at_a_local_hour(zone, now, hours, until):
    begin, end = hours
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)
    found = schedule.end_of_quiet(moment, begin=begin, end=end, zone=schedule.zone(zone))
    assert found == (until and dt.datetime.fromisoformat(until).replace(tzinfo=dt.UTC))
