"""A search that is partly another filter says which, and what it did not look for."""

import pytest

from jobs.search import hints
from jobs.search.criteria import Criteria


@pytest.mark.parametrize(
    ("typed", "words", "unused", "offers"),
    [
        ("part time accountant", "accountant", ("part time",), {"type": ("part-time",)}),
        ("Part-time accountant", "accountant", ("Part-time",), {"type": ("part-time",)}),
        ("accountant europe", "accountant", ("europe",), {"geo": "europe"}),
        ("accountant in Germany", "accountant", ("in Germany",), {"geo": "germany"}),
        ("nurse USA", "nurse", ("USA",), {"geo": "united-states"}),
        ("US nurse", "nurse", ("US",), {"geo": "united-states"}),
        ("senior accountant", "senior accountant", (), {"level": ("senior",)}),
        ("entry level analyst", "analyst", ("entry level",), {"level": ("entry",)}),
        ("remote nurse jobs", "nurse", ("remote",), {}),
        ("work from home nurse", "nurse", ("work from home",), {}),
        ("designer 100k", "designer", ("100k",), {"pay": {"pay": 100_000, "currency": "USD", "period": "year"}}),
        ("designer €80,000", "designer", ("€80,000",), {"pay": {"pay": 80_000, "currency": "EUR", "period": "year"}}),
        ("designer 80k salary", "designer", ("80k salary",), {"pay": {"pay": 80_000, "currency": "USD", "period": "year"}}),
        # Nothing would be left, so the words are searched for, and the filter is offered beside them.
        ("part time", "part time", (), {"type": ("part-time",)}),
        ("europe", "europe", (), {"geo": "europe"}),
        # These are no filters.
        ("help us grow", "help us grow", (), {}),
        ("it manager", "it manager", (), {}),
        ("contract manager", "contract manager", (), {}),
        ("360 marketing", "360 marketing", (), {}),
        ('"part time" accountant', '"part time" accountant', (), {}),
        ("accountant -remote", "accountant -remote", (), {}),
    ],
)  # fmt: skip
def test_filters_among_the_words(typed, words, unused, offers):
    reading = hints.read(typed)
    assert (reading.words, reading.unused, dict(reading.offers)) == (words, unused, offers)


def test_places_can_not_be_left_out_and_that_is_said():
    reading = hints.read("senior react no US")
    assert (reading.words, reading.unused, reading.left_out) == ("senior react", ("no US",), ("no US",))


def test_a_filter_that_is_set_is_not_offered():
    reading = hints.read("part time accountant europe")
    assert [field for field, _criteria in reading.filters(Criteria(geo="europe"))] == ["type"]
    [(_field, criteria)] = reading.filters(Criteria(q="x", geo="europe"))
    assert criteria == Criteria(q="x", geo="europe", type=("part-time",))
