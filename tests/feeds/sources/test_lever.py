import datetime as dt
import json
from decimal import Decimal

from feeds.sources import formats
from feeds.sources.base import BrokenItem, FeedPay


def test_postings_are_read(read):
    feed = read("lever.json")
    designer, agent, adviser = feed.items
    assert designer.title == "Product Designer"
    assert designer.company == ""
    assert designer.apply_url.endswith("/apply")
    assert designer.place == "Remote - Germany; Remote - Austria"
    assert designer.countries == ()  # the one country stated is that of the first place only
    assert designer.industries == ("Product", "Design")
    assert designer.level == "Senior"
    assert designer.pay == FeedPay(Decimal(70000), Decimal(85000), "EUR", "year")
    assert agent.countries == ("IE",)
    assert agent.pay == FeedPay(Decimal(18), Decimal(22), "EUR", "hour")
    assert [item.workplace for item in feed.items] == ["remote", "onsite", ""]
    assert adviser.notes == ("pay has an unknown period: “one-time”; shown as written.",)
    assert feed.broken == (BrokenItem(4, "", "id is missing."),)


def test_times_are_milliseconds(read):
    assert read("lever.json").items[1].published_at == dt.datetime(2026, 7, 14, 3, 33, 20, tzinfo=dt.UTC)


def test_the_european_host_is_one_of_lever():
    assert formats.FORMATS["lever"].hosts == ("api.lever.co", "api.eu.lever.co")


def test_lists_and_closing_words_belong_to_the_description(read):
    assert read("lever.json").items[0].description == (
        "<div>Hello.</div><div>You design &amp; test.</div>\n"
        "<h3>What you bring</h3><ul><li>Five years of practice</li><li>German at C1</li></ul>\n"
        "<h3>Benefits &amp; perks</h3><ul><li>30 days off</li></ul>\n"
        "<p>We answer everybody.</p>\n"
        "<div>Paid in 13 parts.</div>"
    )


def test_postings_in_groups_are_read_as_well(payload):
    groups = [{"title": "Design", "postings": json.loads(payload("lever.json"))}, {"title": "None", "postings": []}]
    feed = formats.read_feed("lever", json.dumps(groups).encode())
    assert (len(feed.items), len(feed.broken)) == (3, 1)
