import datetime as dt
import json
from decimal import Decimal

from feeds.sources import formats
from feeds.sources.base import FeedPay


def test_a_board_is_read(read):
    feed = read("greenhouse.json")
    engineer, planner, intern = feed.items
    assert engineer.external_id == "7532001"
    assert engineer.company == "Marlow & Pine"
    assert engineer.place == "Remote - US"
    assert engineer.workplace == "remote"
    assert engineer.types == ("Full-time",)
    assert engineer.industries == ("Engineering & Data",)
    assert engineer.published_at == dt.datetime(2026, 7, 1, 13, 0, tzinfo=dt.UTC)
    assert planner.workplace == ""
    assert planner.expires_at == dt.datetime(2026, 10, 1, 3, 59, tzinfo=dt.UTC)
    assert intern.company == ""
    assert intern.published_at is None  # the time of its last change says nothing about when it was published


def test_escaped_html_becomes_html_once(read):
    assert read("greenhouse.json").items[0].description == (
        "<h2>About us</h2>\n<p>We run R&amp;D for growers &lt; 50 acres.&nbsp;</p>"
    )


def test_cents_of_several_places_become_one_range_in_one_currency(read):
    engineer = read("greenhouse.json").items[0]
    assert engineer.pay == FeedPay(Decimal(160000), Decimal(210000), "USD", "year")
    assert engineer.notes == ("pay is stated 3 times; 2 of them are combined into one range.",)


def test_the_words_beside_pay_tell_its_period(read):
    assert read("greenhouse.json").items[1].pay == FeedPay(Decimal("22.5"), Decimal(30), "USD", "hour")


def test_pay_that_may_mean_several_things_is_left_out(read):
    intern = read("greenhouse.json").items[2]
    assert intern.pay is None
    assert intern.notes == (
        "pay is in cents of JPY, which has none; shown as written.",
        "pay has no period; shown as written.",
    )


def test_a_link_that_is_none_breaks_its_entry_only(read):
    [broken] = read("greenhouse.json").broken
    assert (broken.position, broken.name, broken.external_id) == (4, "No link", "7532004")
    assert broken.reason == "absolute_url isn't a web address: “javascript:alert(1)”."


def test_a_board_asked_without_content_says_so():
    job = {
        "id": 1,
        "title": "Writer",
        "absolute_url": "https://boards.greenhouse.io/a/jobs/1",
        "location": {"name": "Hybrid, Leeds"},
    }
    [item] = formats.read_feed("greenhouse", json.dumps({"jobs": [job]}).encode()).items
    assert item.description == ""
    assert item.workplace == "hybrid"
    assert item.notes == ("content: missing. The feed URL needs ?content=true.",)
