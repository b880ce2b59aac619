"""Any search as RSS 2.0: the same jobs as its page."""

import datetime as dt
from email.utils import parsedate_to_datetime

import pytest
from defusedxml import ElementTree
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.vocabulary.industries import INDUSTRIES
from tests.factories import a_job

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


@pytest.fixture
def jobs():
    """Jobs that differ in what searches ask for."""
    now = timezone.now()
    places = ("anywhere", "spain", "european-union", "united-states")
    kinds = ("full-time", "contract")
    return [
        a_job(
            now=now - dt.timedelta(hours=number),
            title=f"{('Editor', 'Nurse', 'Tester')[number % 3]} <{number}> & co",
            company=f"Firm {number}",
            industries=(list(INDUSTRIES)[number % 5],),
            regions=(places[number % 4],),
            place=places[number % 4],
            types=(kinds[number % 2],),
        )
        for number in range(12)
    ]


def items(response):
    return ElementTree.fromstring(response.content).findall("channel/item")


def test_the_channel_says_what_it_is_and_where_it_comes_from(client, jobs):
    answer = client.get("/jobs/feed/?type=contract&q=editor")
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    channel = root.find("channel")
    assert root.get("version") == "2.0"
    assert channel.findtext("title") == "Wayfarer: Remote jobs for “editor”"
    assert channel.findtext("link") == f"{SITE}/jobs/?q=editor&type=contract"
    itself = channel.find(f"{ATOM}link")
    assert (itself.get("rel"), itself.get("href")) == ("self", f"{SITE}/jobs/feed/?q=editor&type=contract")


def test_an_item_says_what_the_posting_says(client, jobs):
    job = jobs[1]
    item = next(
        one for one in items(client.get("/jobs/feed/")) if one.findtext("link") == SITE + job.get_absolute_url()
    )
    assert item.findtext("title") == f"{job.title} · Firm 1"
    assert (item.find("guid").text, item.find("guid").get("isPermaLink")) == (f"{SITE}/jobs/{job.pk}", "false")
    assert item.findtext(CREATOR) == "Firm 1"
    assert item.findtext("category") == "Administration"
    assert parsedate_to_datetime(item.findtext("pubDate")) == job.published_at.replace(microsecond=0)
    description = item.findtext("description")
    assert job.excerpt in description
    for fact in ("Open to: Spain", "Pay: $72,000–$88,000 a year", "Job type: Contract", "Level: Mid-level"):
        assert f"<li>{fact}</li>" in description


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.fixed_dictionaries(
        {},
        optional={
            "q": st.sampled_from(["editor", "nurse -tester", '"editor"', "editor OR nurse", "nobody"]),
            "geo": st.sampled_from(["spain", "france", "anywhere", "us"]),
            "industry": st.lists(st.sampled_from(list(INDUSTRIES)[:6]), max_size=3),
            "type": st.sampled_from(["full-time", "contract"]),
            "pay": st.sampled_from(["1000", "80000", "100000"]),
            "posted": st.sampled_from(["1", "30"]),
        },
    )
)
def test_feed_and_page_show_the_same_postings(client, jobs, query):
    page = client.get("/jobs/", query)
    feed = client.get("/jobs/feed/", query)
    assert [one.findtext("link") for one in items(feed)] == [SITE + card.url for card in page.context["cards"]]
    assert page.context["feed_url"] in ElementTree.fromstring(feed.content).find(f"channel/{ATOM}link").get("href")


def test_it_takes_the_parameters_of_jobicys_feed(client, jobs):
    answer = client.get("/jobs/feed/?tag=editor&geo=usa&industry=admin,admin-support&type=full-time")
    assert answer.status_code == 200
    page = client.get("/jobs/?q=editor&geo=united-states&industry=admin&industry=admin-support&type=full-time")
    assert [one.findtext("link") for one in items(answer)] == [SITE + card.url for card in page.context["cards"]]


def test_at_most_fifty_items_newest_first(client):
    now = timezone.now()
    for number in range(52):
        a_job(now=now - dt.timedelta(minutes=number), title=f"Role {number}", company=f"C{number}")
    titles = [one.findtext("title") for one in items(client.get("/jobs/feed/"))]
    assert titles == [f"Role {number} · C{number}" for number in range(50)]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"pay": "lots"}, "pay: Enter a whole number"),
        ({"type": "fulltime"}, "type: We don't recognize “fulltime”"),
        ({"geo": "atlantis"}, "geo: We don't recognize “atlantis”"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_the_name_of_the_parameter(client, jobs, query, message):
    answer = client.get("/jobs/feed/", query)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert message in answer.content.decode()


def test_an_unchanged_feed_is_not_sent_again(client, jobs):
    first = client.get("/jobs/feed/")
    assert client.get("/jobs/feed/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    a_job(now=timezone.now(), title="News", company="Newsroom")
    assert client.get("/jobs/feed/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_an_empty_feed_is_a_feed(client):
    assert items(client.get("/jobs/feed/?q=nothing")) == []


def test_a_feed_takes_two_queries(client, jobs, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get("/jobs/feed/")
