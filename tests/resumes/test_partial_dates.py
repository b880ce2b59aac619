"""Partial dates: read as people type them, shown as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resumes.partial_dates import display, display_range, is_partial_date, parts_of, read


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2021", "2021"), ("Mar 2021", "2021-03"), ("march 2021", "2021-03"), ("03/2021", "2021-03"), ("3.2021", "2021-03"),
        ("2021-03", "2021-03"), ("2021-03-15", "2021-03-15"), ("March 15, 2021", "2021-03-15"), ("15 Mar 2021", "2021-03-15"),
        ("Sept. 2020", "2020-09"), ("", ""), (" Present ", ""), ("now", ""),
        ("13/2021", None), ("Foo 2021", None), ("Feb 30, 2021", None), ("21", None), ("0021", None), ("2021-3-1x", None),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_type_them(typed, expected):
    assert read(typed) == expected


@given(st.dates().filter(lambda day: 1000 <= day.year < 3000).map(str), st.sampled_from([4, 7, 10]))
def test_what_is_shown_is_read_as_the_same_date(day, length):
    assert read(display(day[:length])) == day[:length]
    assert is_partial_date(day[:length])


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(typed):
    found = read(typed)
    assert found in ("", None) or is_partial_date(found)


def test_a_date_without_a_month_covers_its_year():
    year = parts_of("2020")
    assert (year.first_month, year.last_month) == (2020 * 12, 2020 * 12 + 11)


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [("2020-03", "2021-01", "Mar 2020 – Jan 2021"), ("2020", "", "2020 – Present"), ("", "2021", "2021")],
)
def test_periods_are_shown_as_people_read_them(start, end, shown):
    assert display_range(start, end) == shown
