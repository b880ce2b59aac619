"""The page of the directory."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from resumes.models import Exclusion
from resumes.publishing.directory import featured
from tests.accounts.support import confirmed
from tests.factories import a_user
from tests.resumes.directory.support import DAY, a_document, a_person
from toolkit import valkey
from toolkit.text import initials

pytestmark = pytest.mark.django_db
PERSON = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"}
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e'


@pytest.fixture
def now():
    return timezone.now()


def html(client, path="/resumes/", **headers):
    response = client.get(path, **headers)
    assert response.status_code == 200
    return response.content.decode()


def names(page):
    return re.findall(r"<h3><a [^>]*><bdi>([^<]*)</bdi>", page)


def test_a_card_shows_who_what_where_and_skills(client, now):
    a_person(now=now)
    page = html(client)
    assert names(page) == ["Ada Quill"]
    for part in (
        ">AQ<",
        "Backend Engineer",
        "Lisbon, Portugal",
        "UTC",
        "Python",
        "1 person",
        f"{now:%B} {now.day}, {now.year}",
    ):
        assert part in page


def test_an_empty_directory_says_so(client):
    assert "Nobody has listed a résumé yet." in html(client)


def test_a_search_without_results_offers_what_dropping_a_filter_gives(client, now):
    a_person(now=now)
    page = html(client, "/resumes/?q=python&geo=japan&level=director")
    assert "No résumés match this search." in page
    assert "without “Japan”" not in page
    page = html(client, "/resumes/?q=python&geo=japan")
    assert "1 person without “Japan”" in page
    assert 'href="/resumes/?q=python"' in page


def test_values_that_are_not_understood_are_reported(client, now):
    page = html(client, "/resumes/?geo=atlantis&utc_from=later")
    assert "We don&#x27;t recognize “atlantis”" in page
    assert "Location:" in page


def test_the_front_is_for_search_engines_and_other_states_are_not(client, now):
    a_person(now=now)
    front = html(client)
    assert 'rel="canonical" href="http://testserver/resumes/"' in front or 'rel="canonical"' in front
    assert 'name="robots"' not in front
    for other in ("?q=python", "?level=senior", "?geo=nowhere", "?top=2.999999999999999999"):
        page = html(client, f"/resumes/{other}")
        assert 'content="noindex, follow"' in page, other
        assert 'rel="canonical"' not in page


def test_a_page_after_the_last_is_a_404_that_leads_back(client, now):
    a_person(now=now)
    response = client.get("/resumes/?page=7")
    assert response.status_code == 404
    assert 'href="/resumes/"' in response.content.decode()


@pytest.mark.parametrize(
    "query",
    ["?page=x", "?page=-1", "?top=9.9", "?top=x.y", "?page=0", "?utc_from=99", "?q=" + "x" * 5000, "?q=((", "?q=-a OR"],
)
def test_odd_addresses_are_answered(client, now, query):
    a_person(now=now)
    assert client.get(f"/resumes/{query}").status_code in (200, 404)


def test_hostile_text_is_shown_as_text(client, now):
    document = a_document(
        basics={"name": HOSTILE, "label": HOSTILE, "location": {"city": HOSTILE, "countryCode": "PT"}},
        skills=[{"name": HOSTILE[:40]}],
    )
    a_person(document=document, now=now)
    page = html(client)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page
    assert "alert(1)" in html(client, "/resumes/?q=%3Cscript%3Ealert(1)")


def test_people_kept_out_see_nothing_of_it(now):
    page = a_person(now=now, plus_until=now + DAY, is_featured=True, is_pinned=True)
    Exclusion.objects.create(user=page.user, domain="northwind.example", created_at=now)
    boss = confirmed(Client(), a_user("boss@northwind.example"))
    assert "Ada Quill" not in html(boss)
    assert "Ada Quill" not in html(boss, "/resumes/?q=python")
    assert "Ada Quill" in html(confirmed(Client(), page.user)), "its owner sees it"
    assert "Ada Quill" in html(Client())


def test_featured_and_pinned_are_labeled_and_explained(client, now):
    a_person("a@example.com", now=now, plus_until=now + DAY, is_featured=True, basics={"name": "Fay Feather"})
    a_person("b@example.com", now=now, plus_until=now + DAY, is_pinned=True, basics={"name": "Pia Pin"})
    a_person("c@example.com", now=now, basics={"name": "Uma Usual"})
    page = html(client)
    assert names(page)[:2] == ["Fay Feather", "Pia Pin"]
    assert sorted(names(page)[2:]) == ["Fay Feather", "Uma Usual"]
    assert page.count(">Featured</span>") == page.count(">Pinned</span>") == 1
    assert "shown equally often" in page
    assert ">Featured</span>" not in html(client, "/resumes/?q=python")
    assert ">Pinned</span>" in html(client, "/resumes/?q=python")


def test_only_people_who_are_not_the_owner_count_as_views(client, now):
    owners = [a_person(f"p{at}@example.com", now=now, plus_until=now + DAY, is_featured=True).user for at in range(7)]

    def views():
        key = featured.KEY.format(day=timezone.now().date().isoformat())
        return sum(score for _page, score in valkey.client().zrange(key, 0, -1, withscores=True))

    client.get("/resumes/", HTTP_USER_AGENT="Googlebot/2.1")
    client.head("/resumes/", **PERSON)
    html(confirmed(Client(), owners[0]), **PERSON)
    assert views() == 0
    html(client, **PERSON)
    assert views() == featured.MOST


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


@pytest.mark.parametrize("path", ["/resumes/", "/resumes/?q=python&level=midweight&geo=europe"])
def test_a_page_costs_three_queries_more_than_an_empty_one(client, now, path):
    empty = queries(client, "/about/")
    for at in range(9):
        a_person(
            f"p{at}@example.com",
            now=now,
            plus_until=now + DAY if at % 2 else None,
            is_featured=True,
            is_pinned=at % 3 == 0,
        )
    assert queries(client, path) - empty <= 3
    member = confirmed(Client(), a_user("boss@northwind.example"))
    empty = queries(member, "/about/")
    assert queries(member, path) - empty <= 3


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Quill", "AQ"), ("ada", "A"), ("Émile de la Tour", "ÉT"), ("Ольга Крылова", "ОК"), ("李 小龙", "李"), ("محمد علي", "م"),
        ("किरण देव", "कि"), ("", ""), ("“Ada” (Quill)", "AQ"), ("123", ""), ("É́mile", "É́"),
    ],
)  # fmt: skip
def test_initials_are_letters_of_the_first_and_last_names(name, letters):
    assert initials(name) == letters
