"""A search that finds several pages of jobs: each page has an address, and search engines are told which are for them."""

import datetime as dt
import html
import re

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories import a_job
from tests.jobs.pages.test_search_page_states import links, titles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def many(django_db_setup, django_db_blocker):
    """Forty-five jobs, an hour apart."""
    now = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        for hours in range(1, 46):
            a_job(now=now - dt.timedelta(hours=hours), title=f"Role {hours}", company=f"C{hours}")
        yield
        transaction.set_rollback(True)


def head(response):
    """The head of a page, in one line."""
    return " ".join(response.content.decode().partition("</head>")[0].split())


def title(response):
    return html.unescape(re.search(r"<title>(.*?)</title>", response.content.decode(), re.S)[1])


# --- Pages ----------------------------------------------------------------------------------------------------------------


def test_pages_are_numbered_and_together_hold_every_posting_once(client):
    first = client.get("/jobs/?type=full-time")
    second = client.get(links(first)["Page 2"])
    third = client.get(links(second)["Next"])
    assert titles(first) + titles(second) + titles(third) == [f"Role {hours}" for hours in range(1, 46)]
    assert "Next" not in links(third)
    assert 'aria-current="page"><span class="vh">Page </span>3</a>' in third.content.decode()


def test_new_postings_do_not_shift_the_pages_of_a_reader(client):
    second = links(client.get("/jobs/"))["Page 2"]
    before = titles(client.get(second))
    for number in range(5):
        a_job(now=timezone.now(), title=f"Fresh {number}", company=f"D{number}")
    assert titles(client.get(second)) == before


def test_the_title_names_the_page(client):
    assert title(client.get("/jobs/")) == "Remote jobs – Wayfarer"
    assert title(client.get(links(client.get("/jobs/"))["Page 2"])) == "Remote jobs (page 2 of 3) – Wayfarer"


@pytest.mark.parametrize("page", ["4", "99999999999999999999999", "0", "-1", "x"])
def test_a_page_out_of_range_is_not_found_and_leads_to_the_last_one(client, page):
    answer = client.get("/jobs/", {"page": page, "type": "full-time"})
    assert answer.status_code == 404
    last = client.get(links(answer)["Go to page 3"])
    assert titles(last) == [f"Role {hours}" for hours in range(41, 46)]


@pytest.mark.parametrize("top", ["x", "-5", "9" * 30, "0", "9" * 18])
def test_a_strange_anchor_is_no_anchor(client, top):
    assert client.get("/jobs/", {"top": top}).status_code == 200


# --- What search engines are told -------------------------------------------------------------------------------------------


def test_only_the_bare_search_and_landing_pages_are_for_search_engines(client):
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


def test_a_landing_page_without_postings_is_not_for_search_engines(client):
    assert "noindex" in head(client.get("/jobs/legal/"))


def test_the_feed_of_the_very_search_is_named(client):
    page = client.get("/jobs/?q=role&type=full-time&page=2")
    assert '<link rel="alternate" type="application/rss+xml" href="/jobs/feed/?q=role&amp;type=full-time"' in head(page)
    assert links(page)["RSS feed for this search"] == "/jobs/feed/?q=role&type=full-time"


# --- Following ---------------------------------------------------------------------------------------------------------------


def test_following_a_search_offers_mail_and_a_feed_of_it(client):
    page = client.get(links(client.get("/jobs/?q=role&geo=spain"))["Email me new matches"])
    assert links(page)["RSS feed for this search"] == "/jobs/feed/?geo=spain&q=role"
    assert links(page)["Edit search"] == "/jobs/?geo=spain&q=role"
    assert 'name="search" value="geo=spain&amp;q=role"' in page.content.decode()


def test_a_landing_page_can_be_narrowed_and_paged(client):
    page = client.get("/jobs/admin/?type=full-time")
    second = links(page)["Page 2"]
    assert second.startswith("/jobs/admin/?type=full-time&")
    assert titles(client.get(second))[0] == "Role 21"
    assert titles(client.get(links(page)["Remove filter: Administration"])) == titles(page)


# --- Compression -------------------------------------------------------------------------------------------------------------


def test_a_page_is_compressed_for_browsers_that_take_it(client):
    plain = client.get("/jobs/")
    small = client.get("/jobs/", HTTP_ACCEPT_ENCODING="gzip, br")
    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "br"
    assert len(small.content) < len(plain.content) / 4
    assert "Accept-Encoding" in plain["Vary"]
