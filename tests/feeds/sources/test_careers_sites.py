"""Formats of careers sites: all open jobs of one employer, some with texts at addresses of their own."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from feeds.sources import formats
from feeds.sources.base import Availability, FeedPay
from jobs.models.source import Coverage

UTC = dt.UTC


@pytest.mark.parametrize("format", ["teamtailor", "bamboohr", "rippling", "pinpoint", "workday"])
def test_careers_sites_are_snapshots(format):
    assert formats.FORMATS[format].coverage == Coverage.SNAPSHOT


def test_teamtailor(read):
    manager, driver = read("teamtailor.json").items
    assert manager.external_id.endswith("000000000001")
    assert (manager.company, manager.place, manager.workplace) == ("Amberfell AB", "Sweden; Norway", "remote")
    assert manager.countries == ("SE", "NO")
    assert manager.pay == FeedPay(Decimal(42000), Decimal(52000), "SEK", "month")
    assert (manager.expires_at, manager.expires_with_day) == (dt.datetime(2026, 12, 31, tzinfo=UTC), True)
    assert (driver.place, driver.workplace) == ("Lund, Skåne, Sweden", "")


def test_bamboohr_reads_each_text_from_its_address(read):
    asked = []

    def fetch(url):
        asked.append(url)
        opening = {"description": "<p>You help.</p>", "datePosted": "2026-11-06", "compensation": "$65,000 - $75,000"}
        return json.dumps({"result": {"jobOpening": opening}}).encode()

    feed = read("bamboohr.json", fetch, "https://acme.bamboohr.com/careers/list")
    clerk, engineer = feed.items
    assert asked == [f"https://acme.bamboohr.com/careers/{number}/detail" for number in (24, 25)]
    assert (clerk.workplace, engineer.workplace) == ("onsite", "remote")
    assert (engineer.place, engineer.countries) == ("Ontario, Canada", ("CA",))
    assert (engineer.description, engineer.pay_text) == ("<p>You help.</p>", "$65,000 - $75,000")
    assert engineer.url == "https://acme.bamboohr.com/careers/25"
    assert engineer.published_at == dt.datetime(2026, 11, 6, tzinfo=UTC)
    assert (feed.stated, feed.more) == (2, ())


def test_rippling_puts_the_places_of_a_job_together(read, payload):
    def fetch(url):
        return payload("rippling-detail.json").replace(b"000000000001", url[-12:].encode())

    feed = read("rippling-1.json", fetch, "https://api.rippling.com/platform/api/ats/v1/board/osprey/jobs")
    adviser, _roofer = feed.items
    assert adviser.place == "Remote (United States); Remote (Canada)"
    assert (adviser.workplace, adviser.company) == ("remote", "Osprey Mutual")
    assert adviser.types == ("full-time",)
    assert adviser.pay == FeedPay(Decimal(62000), Decimal(70000), "USD", "year")
    assert adviser.description == "<p>You advise.</p>\n<p>We insure.</p>"


def test_rippling_answers_about_one_job(payload):
    status = formats.FORMATS["rippling"].status
    said = status.read(payload("rippling-detail.json"))
    assert said == {"11aa0000-0000-4000-8000-000000000001": Availability.OPEN}


def test_pinpoint(read):
    designer, receptionist = read("pinpoint.json").items
    assert designer.workplace == "remote"
    assert designer.description == (
        "<p>You write screens.</p>\n<h3>What you do</h3>\n<ul><li>Words</li></ul>\n<h3>What you bring</h3>\n<p>Care.</p>"
    )
    assert designer.pay == FeedPay(Decimal(45000), Decimal(50000), "GBP", "year")
    assert designer.expires_at == dt.datetime(2026, 12, 10, 23, 59, tzinfo=UTC)
    assert (receptionist.pay, receptionist.pay_text) == (None, "")  # the employer doesn't want it shown
    assert receptionist.place == "Leeds, West Yorkshire"


def test_workday_reads_list_and_detail(read, payload):
    address = "https://harbour.wd3.myworkdayjobs.com/wday/cxs/harbour/careers/jobs"
    asked = []

    def fetch(url):
        asked.append(url)
        return payload("workday-detail.json")

    feed = read("workday-1.json", fetch, address)
    actuary = feed.items[0]
    assert asked[0] == address.removesuffix("/jobs") + "/job/Remote---Ireland/Actuary_R-1001"
    assert (actuary.title, actuary.company) == ("Actuary", "Harbour Life")
    assert (actuary.place, actuary.workplace) == ("Remote - Ireland; Remote - Spain", "remote")
    assert actuary.published_at == dt.datetime(2026, 11, 24, tzinfo=UTC)
    assert (feed.stated, feed.more) == (2, ())


def test_a_workday_list_with_more_pages_is_read_to_its_end(payload):
    first, address = json.loads(payload("workday-1.json")), "https://a.wd1.myworkdayjobs.com/wday/cxs/a/b/jobs"
    first["total"] = 3

    def fetch(url):
        if "offset=2" in url:
            row = {"title": "Cook", "externalPath": "/job/x/Cook_R-3", "locationsText": "Remote"}
            return json.dumps({"total": 0, "jobPostings": [row]}).encode()
        return payload("workday-detail.json")

    feed = formats.read_feed("workday", json.dumps(first).encode(), fetch, address)
    assert len(feed.items) == 3
    assert feed.more == ()
