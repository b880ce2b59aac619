"""Page, count, feed and digest ask the same: whatever is searched for, an alert finds what the page shows, all of it and in its order."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts import matching, saved_searches
from alerts.models import Match, Search
from jobs.models import Job, Listing
from jobs.search import matching as set_based
from jobs.search import results
from jobs.search.criteria import Criteria, parse
from tests.alerts.support import MONDAY
from tests.factories import NOW, a_job
from tests.jobs.search.test_exactness import asked, board  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("board")]
FOREVER = NOW - dt.timedelta(days=30)
LOOKED = NOW + dt.timedelta(minutes=20)  # when everything has been listed long enough
PROPERTY = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


def as_typed(criteria):
    """Only what an address can ask for; an alert tells of what is new, so it has no age."""
    return parse(QueryDict(criteria.replace(posted=None).querystring)).criteria


def by_page(criteria, now):
    """The ids the search page shows, of all its pages."""
    found = results.search(criteria, now=now)
    ids = [job.pk for job in found.jobs]
    for page in range(2, found.pages + 1):
        ids += [job.pk for job in results.search(criteria, page=page, now=now).jobs]
    assert len(ids) == found.count.number
    return ids


def alone(search, *, since=FOREVER, until=LOOKED - matching.TRAIL, now=LOOKED, most=1000):
    return matching.ask_alone(search.pk, since=since, until=until, now=now, most=most)


def together(search):
    Match.objects.all().delete()
    matching.ensure({search.pk: FOREVER}, now=LOOKED)
    return matching.hits_after(Match.objects.get(), FOREVER)


@settings(max_examples=120, **PROPERTY)
@given(criteria=asked.map(as_typed), few=st.booleans())
def test_an_alert_finds_what_the_page_shows(criteria, few):
    with pytest.MonkeyPatch.context() as patch:
        # Through the listing, or through a table of the new jobs.
        patch.setattr(set_based, "POSTINGS_A_SEARCH", 0 if few else 10**6)
        patch.setattr(matching, "MOST", 1000)
        search = saved_searches.row_of(criteria, now=LOOKED)
        shown = by_page(criteria.replace(sort="newest"), LOOKED)
        assert alone(search).job_ids == shown
        assert together(search).job_ids == shown


def test_the_feed_and_the_count_agree_with_the_alert():
    now = timezone.now()
    Job.objects.update(expires_at=now + dt.timedelta(days=9))
    Listing.objects.update(expires_at=now + dt.timedelta(days=9), listed_at=now - dt.timedelta(hours=1))
    for query in (
        "q=python",
        "q=office+-ledger&level=senior",
        "geo=spain",
        "q=%22python+office%22",
        "pay=50000&no_pay=1",
    ):
        search = saved_searches.row_of(parse(QueryDict(query)).criteria, now=now)
        found = alone(search, since=now - dt.timedelta(days=2), until=now, now=now).job_ids
        feed = Client().get(f"/jobs/feed/?{query}").content.decode()
        places = [feed.find(f"/jobs/{pk}<") for pk in found[:50]]
        assert -1 not in places
        assert places == sorted(places)
        assert feed.count("<item>") == min(50, len(found))
        assert results.search(saved_searches.criteria_of(search), now=now).count == (len(found), True)


@pytest.mark.parametrize("most", [1, 3, 5, 50])
def test_many_searches_at_once_are_each_on_their_own(monkeypatch, most):
    monkeypatch.setattr(matching, "MOST", most)
    for number, job in enumerate(Listing.objects.order_by("position")):  # in another order than they were published in
        Listing.objects.filter(pk=job.pk).update(listed_at=NOW - (number * 7 % 11) * dt.timedelta(hours=1))
    words = ("python", "office", "lighthouse", "remote", "ledger", "", "-office", "python OR ledger")
    rows = [
        saved_searches.row_of(Criteria(q=word, level=level), now=NOW) for word in words for level in ((), ("senior",))
    ]
    assert len({row.pk for row in rows}) == 16
    monkeypatch.setattr(set_based, "POSTINGS_A_SEARCH", 10**6)  # through tables of the new jobs
    matching.ensure({row.pk: FOREVER for row in rows}, now=LOOKED)
    monkeypatch.setattr(set_based, "POSTINGS_A_SEARCH", 0)  # through the listing
    for row in rows:
        hits, expected = matching.hits_after(Match.objects.get(pk=row.pk), FOREVER), alone(row, most=matching.MOST)
        assert (hits.job_ids, hits.is_capped) == (expected.job_ids, expected.is_capped)


def test_searches_that_mean_the_same_share_a_row():
    one = saved_searches.row_of(Criteria(q="Python", type=("contract", "full-time"), sort="best", posted=7), now=NOW)
    assert saved_searches.row_of(Criteria(q="python", type=("full-time", "contract")), now=NOW) == one
    assert saved_searches.row_of(Criteria(q="python", type=("full-time",)), now=NOW) != one


def test_a_search_that_asks_for_what_is_not_known_any_more_finds_nothing_rather_than_everything(caplog):
    search = Search.objects.create(digest="x", querystring="geo=atlantis", query="", compiled_by="", created_at=NOW)
    assert alone(search).job_ids == []
    assert "geo=atlantis" in caplog.text


def test_searches_of_older_code_are_prepared_anew():
    search = saved_searches.row_of(Criteria(q="python"), now=NOW)
    Search.objects.update(query="'nonsense'", compiled_by="older")
    assert alone(search).job_ids
    assert Search.objects.get().compiled_by != "older"


def test_a_match_that_reaches_back_far_enough_is_used_again(django_assert_num_queries):
    search = saved_searches.row_of(Criteria(q="python"), now=NOW)
    matching.ensure({search.pk: NOW - dt.timedelta(days=7)}, now=LOOKED)
    with django_assert_num_queries(1):
        matching.ensure({search.pk: NOW - dt.timedelta(days=1)}, now=LOOKED)
    matching.ensure({search.pk: NOW - dt.timedelta(days=9)}, now=LOOKED)
    assert Match.objects.get().since == NOW - dt.timedelta(days=9)
    kept = Match.objects.get().until
    with django_assert_num_queries(1):  # nothing was listed since
        matching.ensure({search.pk: NOW}, now=MONDAY)
    a_job(now=MONDAY - dt.timedelta(hours=1))
    matching.ensure({search.pk: NOW}, now=MONDAY)
    assert kept < Match.objects.get().until == MONDAY - dt.timedelta(hours=1)


def test_a_match_is_never_read_shorter_than_it_is_asked_for():
    search = saved_searches.row_of(Criteria(q="python"), now=NOW)
    whole = matching.matches({search.pk: FOREVER}, now=LOOKED)[search.pk]
    Match.objects.update(since=NOW, positions=[], listed=[])  # by another sender, for whom that is enough
    again = matching.matches({search.pk: FOREVER}, now=LOOKED)[search.pk]
    assert again.positions == whole.positions != []


def test_a_match_that_was_made_for_older_ones_says_how_many_are_new(monkeypatch):
    monkeypatch.setattr(matching, "MOST", 3)
    search = saved_searches.row_of(Criteria(), now=NOW)
    for hour in range(4):
        a_job(now=NOW + dt.timedelta(days=1, hours=hour))
    now = NOW + dt.timedelta(days=2)
    match = matching.matches({search.pk: FOREVER}, now=now)[search.pk]
    two = matching.hits_after(match, NOW + dt.timedelta(days=1, hours=1))
    assert (len(two.job_ids), two.is_capped) == (2, False)
    assert matching.hits_after(match, FOREVER).is_capped
