import json

import pytest

from feeds.sources import formats
from feeds.sources.base import FeedError


def test_the_widget_is_read(read):
    feed = read("workable-widget.json")
    engineer, foreman_or_planner = feed.items[0], feed.items[-1]
    assert engineer.external_id == "A1B2C3D4E5"
    assert engineer.company == "Peat & Harrow"
    assert engineer.workplace == "remote"
    assert engineer.types == ("Full-time",)
    assert engineer.level == "Mid-Senior level"
    assert engineer.industries == ("Engineering", "Logistics & Supply Chain")
    assert foreman_or_planner.url == "https://apply.workable.com/j/K1L2M3N4O5"
    assert feed.broken == ()


def test_a_posting_listed_once_a_place_is_one_posting(read):
    engineer = read("workable-widget.json").items[0]
    assert engineer.place == "London, England, United Kingdom; Dublin, Leinster, Ireland"
    assert engineer.countries == ("GB", "IE")  # a hidden place is none


def test_the_interface_for_customers_is_read(read):
    feed = read("workable-v3.json")
    [intern] = feed.items
    assert intern.external_id == "GROOV003"
    assert intern.place == "Portland, Oregon, United States"
    assert intern.workplace == "hybrid"
    assert intern.description == "<p>Sell.</p>\n<p>Talk.</p>\n<p>Lunch.</p>"
    assert intern.notes == ("pay has no period; shown as written.",)
    assert feed.skipped == 1
    assert feed.more == ("https://www.workable.com/spi/v3/accounts/peat/jobs?limit=2&since_id=61884e3",)


def test_the_interface_of_careers_pages_is_read(read):
    [analyst] = read("workable-results.json").items
    assert analyst.workplace == "hybrid"  # beats the flag
    assert analyst.types == ("full-time",)
    assert (analyst.place, analyst.countries) == ("Germany", ("DE",))


def test_the_full_description_is_not_told_twice():
    parts = {
        "description": "<p>Sell.</p>",
        "requirements": "<p>Talk.</p>",
        "full_description": "<p>Sell.</p><p>Talk.</p>",
    }
    for fields in (parts, {"details": parts}):
        job = {"shortcode": "A", "title": "Agent", **fields}
        [item] = formats.read_feed("workable", json.dumps({"jobs": [job]}).encode()).items
        assert item.description == "<p>Sell.</p><p>Talk.</p>"


def test_further_pages_are_read(read):
    page = {"jobs": [{"shortcode": "NEXT", "title": "Writer", "url": "https://peat.workable.com/j/NEXT"}], "paging": {}}
    asked = []

    def fetch(url):
        asked.append(url)
        return json.dumps(page).encode()

    feed = read("workable-v3.json", fetch)
    assert [item.external_id for item in feed.items] == ["GROOV003", "NEXT"]
    assert (feed.more, len(asked)) == ((), 1)


def test_a_page_that_cannot_be_read_fails_the_feed_because_its_postings_would_look_gone(read):
    def fetch(url):
        raise FeedError("It is a web page.")

    with pytest.raises(FeedError, match="Page 2 of the feed couldn't be read: It is a web page"):
        read("workable-v3.json", fetch)


def test_pages_without_an_end_are_not_read_for_ever():
    pages = iter(range(10_000))

    def fetch(url):
        return json.dumps(
            {"jobs": [], "paging": {"next": f"https://www.workable.com/spi/v3/jobs?page={next(pages)}"}}
        ).encode()

    feed = formats.read_feed("workable", fetch(""), fetch)
    assert feed.more == ("https://www.workable.com/spi/v3/jobs?page=29",)


def test_a_page_that_leads_to_itself_is_read_once():
    again = json.dumps({"jobs": [], "paging": {"next": "https://www.workable.com/spi/v3/jobs"}}).encode()
    assert formats.read_feed("workable", again, lambda url: again).more == ()
