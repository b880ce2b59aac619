import json
from decimal import Decimal

import pytest

from feeds.sources import formats, further_requests
from feeds.sources.base import BrokenItem, FeedError, FeedPay

API = "https://api.smartrecruiters.com/v1/companies/GlenmooreGroup/postings"


@pytest.fixture
def fetch(payload):
    """Answers as the API does; ``fetch.asked`` are the addresses."""
    asked = []

    def fetch(url):
        asked.append(url)
        if "offset=2" in url:
            return payload("smartrecruiters-2.json")
        number = url.rpartition("/")[2]
        if number == "744000000000002":
            raise FeedError("api.smartrecruiters.com answered 500.")
        return payload("smartrecruiters-detail.json").replace(b"744000000000001", number.encode())

    fetch.asked = asked
    return fetch


def test_texts_come_from_the_address_of_each_posting(read, fetch):
    feed = read("smartrecruiters-1.json", fetch)
    planner = feed.items[0]
    assert planner.title == "Route Planner"
    assert planner.company == "Glenmoore Group & Co"
    assert planner.url == "https://jobs.smartrecruiters.com/GlenmooreGroup/744000000000001-route-planner"
    assert planner.apply_url.endswith("?oga=true")
    assert planner.description == (
        "<h3>Company Description</h3>\n<p>We plan routes.</p>\n"
        "<h3>Job Description</h3>\n<p>Route Planner at work.</p>\n"
        "<h3>Qualifications</h3>\n<p>Two years.</p>"
    )
    assert (planner.place, planner.countries, planner.workplace) == ("Ireland", ("IE",), "remote")
    assert planner.types == ("permanent",)
    assert planner.level == "mid_senior_level"
    assert planner.pay == FeedPay(Decimal(31000), Decimal(35000), "GBP", "year")


def test_all_pages_are_read(read, fetch):
    feed = read("smartrecruiters-1.json", fetch, f"{API}?limit=2&country=ie")
    assert [item.external_id for item in feed.items] == ["744000000000001", "744000000000003"]
    assert feed.more == ()
    assert fetch.asked == [
        f"{API}?limit=100&country=ie&offset=2",
        f"{API}/744000000000001",
        f"{API}/744000000000002",
        f"{API}/744000000000003",
    ]


def test_a_posting_whose_text_cannot_be_had_is_broken_but_known_to_be_there(read, fetch):
    assert read("smartrecruiters-1.json", fetch).broken == (
        BrokenItem(
            2,
            "Fleet Analyst",
            "Its text couldn't be read: api.smartrecruiters.com answered 500.",
            "744000000000002",
        ),
    )


@pytest.mark.parametrize("answer", [b"{}", b"[]", b'{"jobAd": "text"}', b"<html>"])
def test_an_answer_that_is_no_posting_breaks_that_posting_only(read, answer):
    feed = read("smartrecruiters-2.json", lambda url: answer)
    assert feed.items == ()
    assert feed.broken[0].reason.startswith("Its text couldn't be read")


def test_without_asking_further_the_list_says_where_the_rest_is(read):
    feed = read("smartrecruiters-1.json")
    planner, analyst = feed.items
    assert planner.description == ""
    assert planner.notes == ("description: at another URL, which wasn't read.",)
    assert planner.url == "https://jobs.smartrecruiters.com/GlenmooreGroup/744000000000001"
    assert (planner.place, analyst.place) == ("Ireland", "Leeds, West Yorkshire, United Kingdom")
    assert (planner.workplace, analyst.workplace) == ("remote", "hybrid")
    assert feed.more == (f"{API}?limit=100&offset=2", f"{API}/744000000000001", f"{API}/744000000000002")


def test_a_posting_that_leads_nowhere_is_broken():
    posting = {"id": "1", "name": "Clerk"}
    for fields, reason in (({}, "ref is missing"), ({"jobAd": {"sections": {}}}, "postingUrl is missing")):
        [broken] = formats.read_feed("smartrecruiters", json.dumps({"content": [posting | fields]}).encode()).broken
        assert broken.reason.startswith(reason)


def test_so_many_texts_are_read_and_no_more(read, fetch, monkeypatch):
    monkeypatch.setattr(further_requests, "MOST_DETAILS", 1)
    feed = read("smartrecruiters-2.json", fetch)
    assert feed.more == ()
    feed = read("smartrecruiters-1.json", fetch)
    assert feed.more == (f"{API}/744000000000002", f"{API}/744000000000003")


def test_a_posting_by_itself_is_a_feed_of_one(read, payload):
    [item] = read("smartrecruiters-detail.json").items
    assert item.description.startswith("<h3>Company Description</h3>")
    listed = json.dumps({"content": [json.loads(payload("smartrecruiters-detail.json"))], "totalFound": 1, "offset": 0})
    assert formats.read_feed("smartrecruiters", listed.encode()).items == (item,)
