"""Any search as RSS, Atom and JSON Feed, as clients of job boards read them."""

import datetime as dt
import json

import feedparser
import pytest
from defusedxml import ElementTree
from django.utils import timezone

from feeds.importing.normalization import read_job
from feeds.importing.pay_words import read_pay
from feeds.sources.formats import FORMATS
from jobs.models import Company, Job, Source
from jobs.pay import Pay
from tests.factories import a_job

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
LISTING = {"job_listing": SITE}
ALL_FEEDS = ("/jobs/feed/", "/jobs/feed", "/feed/job_feed", "/feed/job_feed/", "/jobs/feed.atom", "/jobs/feed.json")


@pytest.fixture
def jobs():
    now = timezone.now()
    made = [
        {"title": "Editor & <b>lead</b>", "company": "Finch & Co", "regions": ("spain", "portugal"), "types": ("full-time", "contract"),
         "industries": ("copywriting",), "pay": Pay(60_000_00, 75_500_00, "EUR", "year"), "level": "senior",
         "description": "<p>You edit <em>words</em> & more.</p>"},
        {"title": "Nurse", "company": "Ward", "regions": ("united-states",), "types": ("part-time",), "industries": ("healthcare",),
         "pay": None, "description": "<p>You care.</p>"},
        {"title": "Tester", "company": "Bugs", "regions": ("germany",), "types": ("freelance",), "industries": ("qa-testing",),
         "pay": Pay(30_50, None, "USD", "hour"), "description": "<p>You test.</p>"},
    ]  # fmt: skip
    return [a_job(now=now - dt.timedelta(hours=number + 1), **changes) for number, changes in enumerate(made)]


def titles(answer):
    assert answer.status_code == 200, answer.content
    if answer["Content-Type"].endswith("json"):
        return [item["title"] for item in answer.json()["items"]]
    return [entry.title for entry in feedparser.parse(answer.content).entries]


def test_rss_has_the_elements_of_wp_job_manager(client, jobs):
    answer = client.get("/jobs/feed")
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    entry = parsed.entries[0]
    assert entry.title == "Editor & <b>lead</b>"
    assert entry.link == SITE + jobs[0].get_absolute_url()
    assert entry["job_listing_company"] == "Finch & Co"
    assert entry["job_listing_location"] == "Spain, Portugal"
    assert entry["job_listing_job_type"] == "Full-Time, Contract"
    assert entry["job_listing_salary"] == "€60,000 - €75,500 EUR / year"
    assert entry["post-id"] == str(jobs[0].pk)
    assert entry.author == "Finch & Co"
    assert entry.content[0].value == "<p>You edit <em>words</em> &amp; more.</p>"
    assert "job_listing_salary" not in parsed.entries[1]
    item = ElementTree.fromstring(answer.content).find("channel/item")
    assert item.findtext("job_listing:company", namespaces=LISTING) == "Finch & Co"


def test_elements_are_as_wordpress_writes_them_for_clients_without_a_parser(client, jobs):
    Company.objects.filter(pk=jobs[0].company_id).update(logo=b"png")
    Job.objects.filter(pk=jobs[0].pk).update(description="<p>Ends with ]]&gt; ]]> \x01.</p>")
    answer = client.get("/jobs/feed")
    text = answer.content.decode()
    assert "<job_listing:company><![CDATA[Finch & Co]]></job_listing:company>" in text
    assert f'<post-id xmlns="com-wordpress:feed-additions:1">{jobs[0].pk}</post-id>' in text
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    assert "Ends with ]]" in parsed.entries[0].content[0].value
    logo = f"{SITE}/companies/{jobs[0].company.slug}/logo.png"
    assert parsed.entries[0].media_content == [{"url": logo, "medium": "image"}]
    assert "media_content" not in parsed.entries[1]


def test_the_pay_is_written_so_that_it_can_be_read(client, jobs):
    entries = feedparser.parse(client.get("/feed/job_feed").content).entries
    pay = read_pay(entries[0]["job_listing_salary"])
    assert (int(pay.low), int(pay.high), pay.currency, pay.period) == (60_000, 75_500, "EUR", "year")
    assert entries[2]["job_listing_salary"] == "from $30.50 USD / hour"
    assert float(read_pay(entries[2]["job_listing_salary"]).low) == 30.5


def test_atom_is_read_too(client, jobs):
    answer = client.get("/jobs/feed.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    parsed = feedparser.parse(answer.content)
    assert (parsed.bozo, parsed.version) == (False, "atom10")
    assert parsed.entries[0].title == "Editor & <b>lead</b> · Finch & Co"
    assert parsed.entries[0].content[0].value == "<p>You edit <em>words</em> &amp; more.</p>"
    assert parsed.entries[0].published == parsed.entries[0].updated


def test_a_json_feed_has_what_version_1_1_asks(client, jobs):
    answer = client.get("/jobs/feed.json?type=full-time")
    assert answer["Content-Type"] == "application/feed+json"
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE}/jobs/feed.json?type=full-time"
    (item,) = feed["items"]
    assert item["id"] == f"{SITE}/jobs/{jobs[0].pk}"
    assert item["authors"] == [{"name": "Finch & Co", "url": SITE + jobs[0].company.get_absolute_url()}]
    assert dt.datetime.fromisoformat(item["date_published"]) == jobs[0].published_at.replace(microsecond=0)
    assert item["_job_listing"]["job_type"] == "Full-Time, Contract"


def test_every_feed_takes_lists_and_the_names_of_wp_job_manager(client, jobs):
    searches = {
        "industry=copywriting,healthcare": {"Editor", "Nurse"},
        "type=part-time,freelance": {"Nurse", "Tester"},
        "geo=usa,germany": {"Nurse", "Tester"},
        "geo=usa&geo=germany": {"Nurse", "Tester"},
        "tag=nurse,tester": {"Nurse", "Tester"},
        "tag=nurse&tag=tester": {"Nurse", "Tester"},
        'tag="registered nurse, remote",tester': {"Tester"},
        'tag="nurse",tester': {"Nurse", "Tester"},
        "job_categories=translation-localization": {"Editor"},
        "job_categories=healthcare&job_types=part-time&search_keywords=nurse&search_region=usa": {"Nurse"},
        "job_types=full-time,part-time&search_region=spain,usa": {"Editor", "Nurse"},
        "job_types=full-time|part-time&search_region=spain|usa": {"Editor", "Nurse"},
        "job_categories=healthcare|qa-testing": {"Nurse", "Tester"},
        "search_keywords=tester,nurse&job_types=": {"Nurse", "Tester"},
        "geo=usa&search_region=germany": {"Nurse"},
        "geo=spain,": {"Editor"},
        "search_region=usa,united-states,": {"Nurse"},
        "geo=,": {"Editor", "Nurse", "Tester"},
        "job_categories=&job_types=&search_keywords=&search_region=": {"Editor", "Nurse", "Tester"},
    }
    for query, expected in searches.items():
        for path in ("/jobs/feed/", "/feed/job_feed", "/jobs/feed.json"):
            assert {title.split()[0] for title in titles(client.get(f"{path}?{query}"))} == expected, (path, query)


def test_a_feed_is_open_to_scripts_and_isnt_sent_twice(client, jobs, django_assert_max_num_queries):
    for path in ALL_FEEDS:
        check_feed(client, path, django_assert_max_num_queries)


def check_feed(client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        first = client.get(path)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Cache-Control"] == "public, max-age=900"
    assert client.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    refused = client.get(f"{path}?geo=usa,atlantis")
    assert (refused.status_code, refused["Cache-Control"]) == (400, "no-store")
    assert "geo: We don't recognize “atlantis”" in refused.content.decode()


def test_a_job_for_a_part_of_a_country_says_so_in_every_format(client):
    texas = "<p>You must be based in Texas.</p>"
    a_job(now=timezone.now(), regions=("united-states",), place="USA", description=texas)
    [told] = client.get("/api/v2/remote-jobs").json()["jobs"]
    assert told["jobGeo"] == "United States (Texas)"
    assert client.get("/jobs/feed.json").json()["items"][0]["_job_listing"]["location"] == "United States (Texas)"
    assert "<job_listing:location><![CDATA[United States (Texas)]]>" in client.get("/jobs/feed").content.decode()
    for kind, address in (("jobicy", "/api/v2/remote-jobs"), ("rss", "/jobs/feed"), ("jsonfeed", "/jobs/feed.json")):
        [item] = FORMATS[kind].parse(client.get(address).content, None, SITE + address).items
        assert list(read_job(item, Source(name="Ourselves", format=kind)).posting.regions) == ["united-states"]


def test_a_feed_without_jobs_stays_the_same_for_a_day(client):
    for path in ("/jobs/feed", "/jobs/feed.atom"):
        answer = client.get(path)
        changed = feedparser.parse(answer.content).feed.updated_parsed
        assert tuple(changed)[3:6] == (0, 0, 0)
        assert client.get(path, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


def test_feeds_have_the_limit_of_the_other_interfaces(client, settings):
    settings.API_NETWORK_MINUTE = 1
    assert client.get("/jobs/feed").status_code == 200
    refused = client.get("/jobs/feed.json")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1


def test_a_search_of_several_places_says_so_and_can_be_asked_again(client, jobs):
    feed = client.get("/jobs/feed.json?geo=usa,germany&type=part-time").json()
    assert feed["title"] == "Wayfarer: Remote jobs (Germany · United States)"
    again = client.get(feed["feed_url"].removeprefix(SITE)).json()
    assert [item["id"] for item in again["items"]] == [item["id"] for item in feed["items"]]


def test_the_search_page_names_all_its_feeds(client, jobs):
    page = client.get("/jobs/?type=part-time").content.decode()
    for address in ("/jobs/feed/", "/jobs/feed.atom", "/jobs/feed.json"):
        assert f'href="{address}?type=part-time"' in page


def test_the_address_by_query_leads_to_the_feed(client, jobs):
    answer = client.get("/?feed=job_feed&job_categories=healthcare&search_region=usa", follow=True)
    assert titles(answer) == ["Nurse"]


# --- Read by our own importer -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("jobicy", "/api/v2/remote-jobs"), ("rss", "/jobs/feed"), ("rss", "/jobs/feed/"), ("atom", "/jobs/feed.atom"),
        ("jsonfeed", "/jobs/feed.json"),
    ],
)  # fmt: skip
def test_our_importer_reads_each_feed_unchanged(client, jobs, kind, address):
    feed = FORMATS[kind].parse(client.get(address).content, None, f"{SITE}{address}")
    assert not feed.broken
    assert [item.title for item in feed.items] == ["Editor & <b>lead</b>", "Nurse", "Tester"]
    assert [item.company for item in feed.items] == ["Finch & Co", "Ward", "Bugs"]
    assert [item.url for item in feed.items] == [SITE + job.get_absolute_url() for job in jobs]
    assert [item.published_at.replace(microsecond=0) for item in feed.items] == [
        job.published_at.replace(microsecond=0) for job in jobs
    ]
    if kind != "atom":
        assert [set(item.place.split(", ")) for item in feed.items][1:] == [{"United States"}, {"Germany"}]
    assert "<em>words</em>" in feed.items[0].description


def test_an_importer_that_follows_the_cursor_gets_every_job_once(client, jobs):
    parse, address, found = FORMATS["jobicy"].parse, "/api/v2/remote-jobs?count=1", []
    while address:
        feed = parse(client.get(address.removeprefix(SITE)).content, None, SITE + address.removeprefix(SITE))
        found += [item.external_id for item in feed.items]
        address = next(iter(feed.more), "")
    assert found == [str(job.pk) for job in jobs]


def test_an_importer_reads_the_pay_and_the_statuses(client, jobs):
    items = FORMATS["jobicy"].parse(client.get("/api/v2/remote-jobs").content, None, "").items
    assert (items[0].pay.low, items[0].pay.high, items[0].pay.currency, items[0].pay.period) == (
        60_000,
        75_500,
        "EUR",
        "year",
    )
    assert items[1].pay is None
    check = FORMATS["jobicy"].status
    address = check.address(f"{SITE}/api/v2/remote-jobs", [item.external_id for item in items])
    answers = check.read(client.get(address.removeprefix(SITE)).content)
    assert set(answers) == {str(job.pk) for job in jobs}
    assert json.dumps(sorted(set(map(str, answers.values()))))


@pytest.mark.parametrize(
    ("kind", "address"), [("jobicy", "/api/v2/remote-jobs"), ("rss", "/jobs/feed"), ("jsonfeed", "/jobs/feed.json")]
)
def test_a_job_that_went_through_a_feed_and_our_importer_is_the_same_job(client, jobs, kind, address):
    source = Source(name="Ourselves", format=kind)
    for item, job in zip(
        FORMATS[kind].parse(client.get(address).content, None, SITE + address).items, jobs, strict=True
    ):
        read = read_job(item, source).posting
        assert (read.title, read.company, set(read.regions), set(read.industries)) == (
            job.title, job.company.name, set(job.regions), set(job.industries)
        )  # fmt: skip
        if kind != "jsonfeed":  # schema.org has one word for freelance and contract
            assert set(read.types) == set(job.types)
        assert read.description.html == job.description
        whole_pay = job.pay is None or kind != "jobicy" or job.pay.low != 30_50  # of which the feed tells whole dollars
        assert (read.pay == job.pay) is whole_pay
        if kind == "jobicy":
            assert read.level == job.level
