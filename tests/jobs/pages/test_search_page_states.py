"""Every state of the search has an address: pages, orders, landing pages, and what search engines are told of them."""

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from jobs.vocabulary.regions import countries
from tests.factories import a_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def many():
    """Forty-five jobs, an hour apart."""
    now = timezone.now()
    return [
        a_job(now=now - dt.timedelta(hours=hours), title=f"Role {hours}", company=f"C{hours}") for hours in range(1, 46)
    ]


def titles(response):
    return [card.job.title for card in response.context["cards"]]


def links(response):
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', response.content.decode(), flags=re.S)
    return {" ".join(re.sub(r"<[^>]+>", " ", words).split()): html.unescape(url) for url, words in found}


def head(response):
    """The head of a page, in one line."""
    return " ".join(response.content.decode().partition("</head>")[0].split())


def title(response):
    return html.unescape(re.search(r"<title>(.*?)</title>", response.content.decode(), re.S)[1])


# --- Pages ----------------------------------------------------------------------------------------------------------------


def test_pages_are_numbered_and_together_hold_every_posting_once(client, many):
    first = client.get("/jobs/?type=full-time")
    second = client.get(links(first)["Page 2"])
    third = client.get(links(second)["Next"])
    assert titles(first) + titles(second) + titles(third) == [f"Role {hours}" for hours in range(1, 46)]
    assert "Next" not in links(third)
    assert 'aria-current="page"><span class="vh">Page </span>3</a>' in third.content.decode()


def test_new_postings_do_not_shift_the_pages_of_a_reader(client, many):
    second = links(client.get("/jobs/"))["Page 2"]
    before = titles(client.get(second))
    for number in range(5):
        a_job(now=timezone.now(), title=f"Fresh {number}", company=f"D{number}")
    assert titles(client.get(second)) == before


def test_the_title_names_the_page(client, many):
    assert title(client.get("/jobs/")) == "Remote jobs – Wayfarer"
    assert title(client.get(links(client.get("/jobs/"))["Page 2"])) == "Remote jobs (page 2 of 3) – Wayfarer"


@pytest.mark.parametrize("page", ["4", "99999999999999999999999", "0", "-1", "x"])
def test_a_page_out_of_range_is_not_found_and_leads_to_the_last_one(client, many, page):
    answer = client.get("/jobs/", {"page": page, "type": "full-time"})
    assert answer.status_code == 404
    last = client.get(links(answer)["Go to page 3"])
    assert titles(last) == [f"Role {hours}" for hours in range(41, 46)]


def test_a_page_of_an_empty_search_leads_to_its_beginning(client):
    answer = client.get("/jobs/?page=2&q=xylophone")
    assert answer.status_code == 404
    assert links(answer)["Remote jobs for “xylophone”"] == "/jobs/?q=xylophone"


@pytest.mark.parametrize("top", ["x", "-5", "9" * 30, "0", "9" * 18])
def test_a_strange_anchor_is_no_anchor(client, many, top):
    assert client.get("/jobs/", {"top": top}).status_code == 200


# --- What search engines are told -------------------------------------------------------------------------------------------


def test_only_the_bare_search_and_landing_pages_are_for_search_engines(client, many):
    for path in ("/jobs/", "/jobs/admin/", "/jobs/in/spain/", "/jobs/admin/in/spain/"):
        page = client.get(path)
        assert "noindex" not in head(page)
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{path}">' in head(page)
    for path in (
        "/jobs/?q=role",
        "/jobs/?page=2",
        "/jobs/admin/?page=2",
        "/jobs/admin/?type=full-time",
        "/jobs/?industry=admin",
        "/jobs/?type=odd",
    ):
        page = client.get(path)
        assert '<meta name="robots" content="noindex, follow">' in head(page), path
        assert "canonical" not in head(page)


def test_a_landing_page_without_postings_is_not_for_search_engines(client, many):
    assert "noindex" in head(client.get("/jobs/legal/"))


def test_the_feed_of_the_very_search_is_named(client, many):
    page = client.get("/jobs/?q=role&type=full-time&page=2")
    assert '<link rel="alternate" type="application/rss+xml" href="/jobs/feed/?q=role&amp;type=full-time"' in head(page)
    assert links(page)["RSS feed for this search"] == "/jobs/feed/?q=role&type=full-time"


# --- Following ---------------------------------------------------------------------------------------------------------------


def test_following_a_search_offers_mail_and_a_feed_of_it(client, many):
    page = client.get(links(client.get("/jobs/?q=role&geo=spain"))["Email me new matches"])
    assert links(page)["RSS feed for this search"] == "/jobs/feed/?geo=spain&q=role"
    assert links(page)["Edit search"] == "/jobs/?geo=spain&q=role"
    assert 'name="search" value="geo=spain&amp;q=role"' in page.content.decode()


# --- Landing pages -----------------------------------------------------------------------------------------------------------


def test_a_landing_page_is_the_search_with_an_address(client):
    now = timezone.now()
    a_job(now=now, title="Nurse", company="A", industries=("healthcare",), regions=("spain",), place="Spain")
    a_job(now=now, title="Medic", company="B", industries=("healthcare",), regions=("portugal",), place="Portugal")
    a_job(now=now, title="Tester", company="C", industries=("engineering",), regions=("european-union",), place="EU")
    assert set(titles(client.get("/jobs/healthcare/"))) == {"Nurse", "Medic"}
    assert set(titles(client.get("/jobs/in/spain/"))) == {"Nurse", "Tester"}
    page = client.get("/jobs/healthcare/in/spain/")
    assert titles(page) == ["Nurse"]
    shown = page.content.decode()
    assert "<h1>Remote jobs in Healthcare, open to Spain</h1>" in shown
    assert "1 job is open now. Every job accepts applicants from Spain" in shown
    assert '<meta name="description" content="1 job is open now.' in shown


def test_landing_pages_lead_to_others_with_the_counts_they_show(client):
    now = timezone.now()
    for number, (industry, region) in enumerate(
        [
            ("legal", "spain"),
            ("legal", "european-union"),
            ("seo", "spain"),
            ("legal", "anywhere"),
            ("legal", "japan"),
            ("legal", "portugal"),
        ]
    ):
        a_job(now=now, title=f"Role {number}", company=f"C{number}", industries=(industry,), regions=(region,))
    page = client.get("/jobs/legal/in/spain/")
    assert page.context["by_industry"] == [("Search optimization", "/jobs/seo/in/spain/", 1)]
    by_place = {name: (url, number) for name, url, number in page.context["by_place"]}
    assert by_place["Portugal"] == ("/jobs/legal/in/portugal/", 3)
    assert by_place["European Union"] == ("/jobs/legal/in/european-union/", 2)
    assert "Japan" not in by_place
    for _name, url, number in [*page.context["by_industry"], *page.context["by_place"]]:
        assert len(titles(client.get(url))) == number


def test_a_landing_page_can_be_narrowed_and_paged(client, many):
    page = client.get("/jobs/admin/?type=full-time")
    second = links(page)["Page 2"]
    assert second.startswith("/jobs/admin/?type=full-time&")
    assert titles(client.get(second))[0] == "Role 21"
    assert titles(client.get(links(page)["Remove filter: Administration"])) == titles(page)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/jobs/dev/", "/jobs/engineering/"),
        ("/jobs/in/es/", "/jobs/in/spain/"),
        ("/jobs/in/usa/", "/jobs/in/united-states/"),
        ("/jobs/dev/in/uk/", "/jobs/engineering/in/united-kingdom/"),
    ],
)
def test_other_names_lead_to_the_address_for_good(client, path, target):
    answer = client.get(path)
    assert (answer.status_code, answer.url) == (301, target)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/jobs/enginering/", "/jobs/engineering/"),
        ("/jobs/in/spian/", "/jobs/in/spain/"),
        ("/jobs/engineering/in/spian/", "/jobs/engineering/in/spain/"),
        ("/jobs/enginering/in/spain/", "/jobs/engineering/in/spain/"),
    ],
)
def test_an_unknown_address_is_not_found_and_names_what_looks_alike(client, path, near):
    answer = client.get(path)
    assert answer.status_code == 404
    assert near in links(answer).values()


def test_every_country_and_group_has_a_page(client):
    for slug in ("anywhere", "emea", "european-union", *(region.slug for region in list(countries().values())[::40])):
        assert client.get(f"/jobs/in/{slug}/").status_code == 200


# --- Compression -------------------------------------------------------------------------------------------------------------


def test_a_page_is_compressed_for_browsers_that_take_it(client, many):
    plain = client.get("/jobs/")
    small = client.get("/jobs/", HTTP_ACCEPT_ENCODING="gzip, br")
    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "br"
    assert len(small.content) < len(plain.content) / 4
    assert "Accept-Encoding" in plain["Vary"]
