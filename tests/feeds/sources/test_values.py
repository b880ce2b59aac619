"""Single values of feeds."""

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.sources import values
from feeds.sources.base import FeedPay
from feeds.sources.values import Unreadable

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part),
    max_leaves=3,
)
unhurried = settings(deadline=None)


@unhurried
@given(ANYTHING)
def test_any_value_is_read_or_unreadable(value):
    assert isinstance(values.text(value, 10), str)
    assert len(values.identifier(value)) <= 200
    assert isinstance(values.markup(value), str)
    assert values.flag(value) in (True, False)
    assert values.workplace(value) in ("", "remote", "hybrid", "onsite")
    assert len(values.country(value)) in (0, 2)
    for read in (
        values.link,
        values.mailbox,
        values.moment,
        values.currency,
        values.period,
        values.amount,
    ):
        with contextlib.suppress(Unreadable):
            read(value)


# --- Texts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  Senior\n\t Writer ", "Senior Writer"),
        ("R&amp;D &#8211; Labs", "R&D – Labs"),
        ("Zero\x00width\u200b \u202eright", "Zerowidth right"),
        ("👩\u200d💻 lead", "👩\u200d💻 lead"),
        ("half \ud800", "half"),
        (42, "42"),
        (None, ""),
        (True, ""),
        (["a"], ""),
    ],
)
def test_texts_are_one_clean_line(value, text):
    assert values.text(value, 80) == text


def test_texts_are_cut_at_their_limit():
    assert values.text("a" * 500, 200) == "a" * 200
    assert values.text("word " * 500, 8) == "word wor"


def test_long_ids_stay_apart():
    one, other = (values.identifier("https://feeds.example/" + "a" * 300 + end) for end in "bc")
    assert len(one) <= 200
    assert one != other
    assert values.identifier(149243) == "149243"


# --- Links ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "link"),
    [
        (" https://acme.example/jobs?a=1&copy=2 ", "https://acme.example/jobs?a=1&copy=2"),
        ("https://acme.example/jobs?a=1&#038;b=2&amp;c=3", "https://acme.example/jobs?a=1&b=2&c=3"),
        ("HTTP://ACME.example/?mail=a@b.example", "HTTP://ACME.example/?mail=a@b.example"),
        ("", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_web_addresses_are_kept(value, link):
    assert values.link(value) == link


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://acme.example/", "//acme.example/jobs", "acme.example/jobs", "https://",
        "https:///jobs", "https://acme example/", "https://a.example/\nb", "https://me:secret@acme.example/", "https://[::1/",
        "https://acme.example\\@evil.example/", "https://acme.example/" + "a" * 1000, "mailto:jobs@acme.example",
    ],
)  # fmt: skip
def test_other_addresses_are_unreadable(value):
    with pytest.raises(Unreadable):
        values.link(value)


def test_mailboxes_are_checked():
    assert values.mailbox(" jobs@acme.example ") == "jobs@acme.example"
    for wrong in ("jobs", "jobs@", "a b@acme.example", "jobs@acme.example, other@acme.example"):
        with pytest.raises(Unreadable, match="isn't an email address"):
            values.mailbox(wrong)


# --- Times ----------------------------------------------------------------------------------------------------------

NOON = dt.datetime(2024, 5, 6, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2024-05-06 12:00:00",
        "2024-05-06T12:00:00Z",
        "2024-05-06T12:00:00.000Z",
        "2024-05-06T12:00:00+0000",
        "2024-05-06T07:00:00-05:00",
        "2024-05-06 12:00:00 UTC",
        "2024-05-06 12:00 GMT",
        1714996800000,
        "Mon, 06 May 2024 12:00:00 +0000",
        "Mon, 06 May 2024 12:00:00 GMT",
        "Mon, 06 May 2024 14:00:00 +02:00",
        "Mon, 06 May 2024 08:00:00 EDT",
        "Mon, 06 May 2024 14:00:00 CEST",
        "06 May 2024 12:00:00 -0000",
        "Mon, 6 May 24 12:00 Z",
        "Mon, 06 May 2024 12:00:00 XYZ",
    ],
)
def test_times_of_every_source_are_read(value):
    assert values.moment(value) == NOON


@pytest.mark.parametrize("value", ["2024-05-06", "May 6, 2024"])
def test_a_date_alone_begins_its_day(value):
    assert values.moment(value) == dt.datetime(2024, 5, 6, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "2024-13-06",
        "0001-01-01",
        "9999-12-31T23:59:59-12:00",
        10**30,
        -1,
        0,
        True,
        ["2024-05-06"],
        {},
        "06/05/2024",
    ],
)
def test_other_times_are_unreadable(value):
    with pytest.raises(Unreadable, match="isn't a date"):
        values.moment(value)


# --- Places ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code"),
    [("DE", "DE"), ("gb", "GB"), ("UK", "GB"), ("USA", "US"), ("United States", "US"), ("germany", "DE"), ("Turkey", "TR"),
     ("EU", ""), ("European Union", ""), ("Berlin", ""), ("XX", ""), (None, ""), (49, "")],
)  # fmt: skip
def test_countries_are_known_by_code_and_name(value, code):
    assert values.country(value) == code


@pytest.mark.parametrize(
    ("value", "place"),
    [("Remote", "remote"), ("REMOTE", "remote"), ("Hybrid", "hybrid"), ("OnSite", "onsite"), ("on-site", "onsite"),
     ("on_site", "onsite"), ("In-Office", "onsite"), ("unspecified", ""), ("Remote control", ""), (None, "")],
)  # fmt: skip
def test_workplaces_are_known_by_the_words_of_the_sources(value, place):
    assert values.workplace(value) == place


@pytest.mark.parametrize(
    ("label", "place"),
    [("Remote - US", "remote"), ("London (Hybrid)", "hybrid"), ("Hybrid remote, Leeds", "hybrid"), ("Porto, on-site", "onsite"), ("Remotely", ""), ("Leeds", "")],
)  # fmt: skip
def test_a_place_may_say_where_the_work_is_done(label, place):
    assert values.workplace_in(label) == place


# --- Pay ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (72000, "72000"), ("72000", "72000"), ("72,000", "72000"), ("72.000", "72000"), ("72 000", "72000"), ("72'000", "72000"),
        ("72,000.50", "72000.5"), ("72.000,50", "72000.5"), ("1,072,000", "1072000"), ("22,5", "22.5"), ("22.50", "22.5"),
        ("$72k", "72000"), ("72.5K", "72500"), ("€ 72.000", "72000"), ("72 000 EUR", "72000"), ("72000.00", "72000"),
        (Decimal("7.2E+4"), "72000"), ("0", None), (0, None), ("0.00", None), ("", None), (None, None), (False, None),
    ],
)  # fmt: skip
def test_amounts_are_read_however_they_are_written(value, amount):
    read = values.amount(value)
    assert str(read) == str(amount)


@pytest.mark.parametrize("value", ["much", "-5", -5, 10**13, "1e5", "50-60", "..", "Infinity", [5], "5 000 to 6 000"])
def test_other_amounts_are_unreadable(value):
    with pytest.raises(Unreadable, match="isn't an amount"):
        values.amount(value)


@unhurried
@given(st.integers(1, 10**9), st.sampled_from([",", ".", " ", "'", ""]))
def test_marks_between_thousands_change_nothing(amount, mark):
    assert values.amount(f"{amount:,}".replace(",", mark)) == amount


@pytest.mark.parametrize(
    ("value", "period"),
    [
        ("yearly", "year"), ("annum", "year"), ("per annum", "year"), ("PER_YEAR", "year"), ("per-year-salary", "year"),
        ("1 YEAR", "year"), ("annual salary", "year"), ("monthly", "month"), ("per-month-salary", "month"), ("1 MONTH", "month"),
        ("week", "week"), ("1 WEEK", "week"), ("daily", "day"), ("per-day-wage", "day"), ("hourly", "hour"),
        ("per-hour-wage", "hour"), ("Hour", "hour"), ("/hr", "hour"),
    ],
)  # fmt: skip
def test_periods_are_known_by_the_words_of_the_sources(value, period):
    assert values.period(value) == period


@pytest.mark.parametrize(
    "value", ["", None, "one-time", "bi-weekly", "2 WEEK", "semi-monthly-salary", "quarter", "per project", "NONE"]
)
def test_other_periods_are_unreadable(value):
    with pytest.raises(Unreadable, match="period"):
        values.period(value)


def test_currencies_are_those_in_use_today():
    assert [values.currency(code) for code in ("USD", "eur", "€", "US$")] == ["USD", "EUR", "EUR", "USD"]
    for code in ("$", "", None, "GOLD", "BTC", "DEM", "XXX", "XAU"):  # ISO 4217 has XXX for no currency, XAU for gold
        with pytest.raises(Unreadable, match="currency"):
            values.currency(code)


def test_pay_is_all_of_its_parts_or_nothing():
    assert values.pay("50", None, "EUR", "hourly") == FeedPay(Decimal(50), None, "EUR", "hour")
    assert values.pay("0", "", "", "") is None
    for wrong in (
        ("60", "50", "EUR", "hour"),
        ("50", "60", "", "hour"),
        ("50", "60", "EUR", ""),
        ("some", "60", "EUR", "hour"),
    ):
        with pytest.raises(Unreadable):
            values.pay(*wrong)


# --- Dates in more forms --------------------------------------------------------------------------------------------

NOV_28 = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "value",
    ["2026-11-28", "20261128", "28 Nov 2026", "28 November 2026", "Nov 28, 2026", "November 28th, 2026", "28.11.2026",
     "28. November 2026", "28 novembre 2026", "28 de noviembre de 2026", "28 november 2026", "28 listopada 2026",
     "2026-W48-6", "2026W486", "2026/11/28", "28/11/2026", "11/28/2026", "28-11-2026", "Sat, 28 Nov 2026 00:00:00 +0000",
     1795824000, "1795824000", 1795824000000, "1795824000000"],
)  # fmt: skip
def test_a_day_in_any_form_is_that_day(value):
    assert values.moment(value) == NOV_28


@pytest.mark.parametrize(
    "value",
    ["03/04/2026", "3-4-2026", "12/11/2026", "31.02.2026", "2026-11", "13/13/2026", "yesterday", "3 days ago", 2026],
)
def test_a_day_that_could_be_another_is_not_guessed(value):
    with pytest.raises(Unreadable):
        values.moment(value)


@given(st.integers(662_688_000, 7_200_000_000).map(lambda one: dt.datetime.fromtimestamp(one, dt.UTC)))
def test_seconds_and_milliseconds_are_told_apart(moment):

    seconds = int(moment.timestamp())
    for value in (seconds, seconds * 1000, str(seconds), str(seconds * 1000)):
        if len(str(value)) >= 9:
            assert values.moment(value) == moment


@given(st.dates(dt.date(1991, 1, 1), dt.date(2199, 12, 31)))
def test_any_day_is_read_as_it_was_written_or_not_at_all(day):
    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    for form in ("%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%B %d, %Y", "%Y/%m/%d", "%G-W%V-%u", "%Y%m%d", "%a, %d %b %Y"):
        assert values.moment(day.strftime(form)) == midnight
    for form in ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y"):
        if day.day > 12 or day.day == day.month:
            assert values.moment(day.strftime(form)) == midnight
        else:
            with pytest.raises(Unreadable):
                values.moment(day.strftime(form))
