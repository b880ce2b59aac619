"""Formats of remote job boards: many employers, the newest jobs."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from feeds.importing import timezones
from feeds.sources import formats
from feeds.sources.base import FeedPay
from jobs.models.source import Coverage

UTC = dt.UTC


@pytest.mark.parametrize(
    "format", ["remotive", "himalayas", "remoteok", "workingnomads", "arbeitnow", "atom", "jsonfeed", "jsonld"]
)
def test_boards_are_windows(format):
    assert formats.FORMATS[format].coverage == Coverage.WINDOW


def test_remotive(read):
    feed = read("remotive.json")
    lead, editor = feed.items
    assert (lead.external_id, lead.title, lead.company) == ("1990001", "Support Lead", "Marrowbone Tools")
    assert (lead.place, lead.workplace, lead.types) == ("Europe, Israel", "remote", ("full_time",))
    assert (lead.pay, lead.pay_text) == (None, "€45k - €55k")
    assert lead.published_at == dt.datetime(2026, 11, 20, 10, 23, 26, tzinfo=UTC)
    assert editor.pay_text == "$50-$75 /hour"
    assert [(one.position, one.external_id) for one in feed.broken] == [(3, "1990003")]


def test_himalayas_restricts_places_and_time_zones(read):
    feed = read("himalayas.json", address="https://himalayas.app/jobs/api?limit=3")
    developer, illustrator, agent = feed.items
    assert (developer.place, developer.countries) == ("Spain; Portugal", ("ES", "PT"))
    assert timezones.window(developer.tags) == (0, 120)
    assert developer.pay == FeedPay(Decimal(60000), Decimal(80000), "EUR", "year")
    assert developer.expires_at == dt.datetime(2026, 12, 25, 12, 0, tzinfo=UTC)
    assert (illustrator.place, illustrator.tags) == ("Worldwide", ())  # its zones aren't neighbors
    assert (agent.place, agent.countries) == ("United States", ("US",))
    assert timezones.window(agent.tags) == (-480, -300)
    assert feed.more == ("https://himalayas.app/jobs/api?limit=3&cursor=bGF0ZXI",)


def test_himalayas_pages_by_offset_where_there_is_no_cursor(payload):
    document = json.loads(payload("himalayas.json"))
    del document["nextCursor"]
    feed = formats.read_feed("himalayas", json.dumps(document).encode())
    assert feed.more == ("https://himalayas.app/jobs/api?offset=3",)
    document["totalCount"] = 3
    assert formats.read_feed("himalayas", json.dumps(document).encode()).more == ()


def test_remote_ok(read):
    manager, tester = read("remoteok.json").items
    assert (manager.title, manager.company, manager.place) == ("Office Manager", "Quarry Lane", "Canada")
    assert manager.pay == FeedPay(Decimal(50000), Decimal(65000), "USD", "year")
    assert manager.published_at == dt.datetime(2026, 11, 25, 9, 46, 40, tzinfo=UTC)
    assert (tester.pay, tester.pay_text, tester.place) == (None, "", "")


def test_working_nomads(read):
    specialist, recruiter = read("workingnomads.json").items
    assert specialist.external_id == specialist.url
    assert (specialist.company, specialist.place, specialist.tags) == ("Larkspur Payroll", "UK", ("payroll", "excel"))
    assert recruiter.tags == ()


def test_arbeitnow_says_of_each_job_whether_it_is_remote(read):
    feed = read("arbeitnow.json", address="https://www.arbeitnow.example/api/job-board-api")
    assert [item.workplace for item in feed.items] == ["remote", ""]
    assert feed.items[0].published_at == dt.datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    assert feed.more == ("https://www.arbeitnow.example/api/job-board-api?page=2",)


def test_we_work_remotely(read):
    bookkeeper, porter = read("rss-weworkremotely.xml").items
    assert (bookkeeper.company, bookkeeper.title) == ("Hollow Oak", "Senior Bookkeeper")
    assert bookkeeper.place == "Anywhere in the World"
    assert bookkeeper.expires_at == dt.datetime(2026, 12, 20, tzinfo=UTC)
    assert (porter.place, porter.types) == ("USA Only", ("Contract",))


def test_json_feed_takes_employers_from_authors(read):
    feed = read("jsonfeed.json", address="https://feeds.example/list")
    assert [(item.title, item.company) for item in feed.items] == [
        ("Glazer", "Kiln & Co"),
        ("Bookkeeper", "Kiln Holding"),
    ]
    assert feed.items[0].workplace == "remote"
    assert feed.more == ("https://feeds.example/list?page=2",)
    assert [one.name for one in feed.broken] == ["No page"]


def test_atom_takes_employers_from_titles_or_authors(read):
    feed = read("atom.xml", address="https://feeds.example/list")
    analyst, officer, editor = feed.items
    assert [(item.title, item.company) for item in feed.items] == [
        ("Data Analyst", "Osier Labs"),
        ("Press Officer", "Osier Labs"),
        ("Night Editor", "Moth Weekly"),
    ]
    assert (analyst.place, analyst.workplace) == ("Germany", "remote")
    assert analyst.published_at == dt.datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    assert officer.url == "https://board.example/jobs/2"
    assert editor.description == "You write."
    assert feed.more == ("https://feeds.example/list?page=2",)


def test_any_page_with_job_postings(read):
    feed = read("jsonld.html", address="https://fern.example/jobs")
    adviser, smith = feed.items
    assert (adviser.external_id, adviser.url) == ("T-1", "https://fern.example/jobs/tax-adviser")
    assert (adviser.company, adviser.place, adviser.workplace) == ("Fern & Anvil", "Germany", "remote")
    assert adviser.pay == FeedPay(Decimal(60000), Decimal(75000), "EUR", "year")
    assert (smith.company, smith.place, smith.workplace) == ("Fern & Anvil", "Ulm, Germany", "")
    assert [one.reason for one in feed.broken] == ["url is missing."]


def test_a_page_of_one_job_is_its_page():
    body = b'<script type="application/ld+json">{"@type":"JobPosting","title":"Clerk"}</script>'
    [clerk] = formats.read_feed("jsonld", body, address="https://fern.example/jobs/clerk").items
    assert clerk.url == clerk.external_id == "https://fern.example/jobs/clerk"


def test_a_table_by_the_usual_names_of_its_columns(read):
    keeper, carpenter = read("csv.csv").items
    assert (keeper.external_id, keeper.title, keeper.company) == ("F-1", "Beekeeper", "Hive Ltd")
    assert keeper.description == 'Keep "our" bees; call them\ntwice a day.'
    assert (keeper.place, keeper.workplace) == ("Remote, Spain", "remote")
    assert keeper.pay_text == "30.000 € - 35.000 € brutos anuales"
    assert keeper.published_at == dt.datetime(2026, 11, 28, tzinfo=UTC)
    assert carpenter.notes == ("published isn't a date: “03/04/2026”; ignored.",)


def test_a_table_by_a_mapping():
    body = b"what,where,who\nClerk,https://a.example/1,Acme\n"
    mapping = {"title": "What", "url": "where", "company": "who"}
    [clerk] = formats.read_feed("csv", body, columns=mapping).items
    assert (clerk.title, clerk.url, clerk.company) == ("Clerk", "https://a.example/1", "Acme")
