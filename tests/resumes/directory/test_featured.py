"""Which featured résumés a view of the directory shows: all get the same share of a day's views."""

import datetime as dt
import random
from collections import Counter

import pytest

from resumes.publishing.directory import featured
from resumes.publishing.directory.featured import MOST
from tests.resumes.directory.support import DAY, NOW
from toolkit import valkey

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def views(people, number, *, now=NOW, counts=True):
    """How often each was shown in so many views, spread over an hour."""
    shown = Counter()
    for at in range(number):
        shown.update(featured.choose(people, counts=counts, now=now + at * HOUR / number))
    return shown


@pytest.mark.parametrize("people", [7, 12, 40, 101])
def test_every_featured_resume_gets_the_same_share_of_a_days_views(people):
    shown = sum((views(list(range(people)), 25, now=NOW.replace(hour=hour)) for hour in range(24)), Counter())
    assert sum(shown.values()) == 600 * MOST
    assert len(shown) == people
    assert max(shown.values()) - min(shown.values()) <= 1


def test_the_order_in_which_they_paid_or_joined_says_nothing():
    shown = Counter()
    for at in range(200):
        people = list(range(20))
        random.Random(at).shuffle(people)  # noqa: S311 - the same each time
        shown.update(featured.choose(people, counts=True, now=NOW))
    assert max(shown.values()) - min(shown.values()) <= 1


def test_few_are_always_all_shown():
    assert views([1, 2, 3], 10) == {1: 10, 2: 10, 3: 10}
    assert featured.choose([], counts=True, now=NOW) == []


def test_who_joins_during_the_day_neither_catches_up_nor_waits():
    views(list(range(12)), 100)
    shown = views(list(range(13)), 130)
    assert shown[12] in (60, 61)
    assert max(shown.values()) - min(shown.values()) <= 2


def test_every_day_begins_anew():
    views(list(range(12)), 50)
    shown = views(list(range(12)), 2, now=NOW + DAY)
    assert set(shown.values()) == {1}


def test_views_that_do_not_count_change_nothing():
    views(list(range(12)), 20, counts=False)
    assert not valkey.client().exists(featured.KEY.format(day="2026-11-20"))


def test_counts_are_forgotten_after_the_day():
    views(list(range(12)), 1)
    assert 0 < valkey.client().ttl(featured.KEY.format(day="2026-11-20")) <= featured.KEPT


def test_without_valkey_they_take_turns_by_the_hour(settings):
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    people = list(range(30))
    shown = Counter()
    for hour in range(24 * 30):
        at = NOW + hour * HOUR
        chosen = featured.choose(people, counts=True, now=at)
        assert chosen == featured.choose(people, counts=True, now=at)
        shown.update(chosen)
    assert len(shown) == 30
    assert max(shown.values()) < 2 * min(shown.values())
