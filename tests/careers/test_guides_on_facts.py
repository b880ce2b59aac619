"""Guides show published facts, are checked against them, and link to occupations."""

import datetime as dt
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone

from careers import services
from careers.importing.guidefile import loads
from careers.occupations.beside_guides import occupation_of
from careers.publish_checks import publish_checks
from careers.related_roles import related_roles
from tests.careers.page_figures import Page
from tests.factories import a_document, a_published_guide

pytestmark = pytest.mark.django_db
GUIDE = "/careers/lighthouse-keeper/"
CONTENT = sorted((settings.BASE_DIR / "careers" / "content").glob("*.md"))
MANAGERS = {"code": "11-1021", "match": "related"}


def a_guide_to(occupation, **changes):
    return a_published_guide(now=timezone.now() - dt.timedelta(days=1), occupation=occupation, **changes)


def words(client):
    return Page(client.get(GUIDE).content.decode()).ids["main"].text()


def about_figures(**changes):
    """What the checklist says about the figures of a guide."""
    document = a_document(**changes)
    return [check.message for check in publish_checks(document, facts=occupation_of(document).facts)]


def test_a_guide_shows_the_published_growth_openings_and_education_of_its_occupation(client, occupations):
    a_guide_to(MANAGERS)
    page = words(client)
    outlook = occupations["11-1021.00"].document.outlook
    assert "Published growth" in page
    assert "+4.4%" in page
    assert "Openings a year" in page
    assert f"{outlook.openings:,}" in page
    assert "The usual way in, as published" in page
    assert "Bachelor’s degree" in page
    assert "No occupation code fits this role exactly. This is the closest one." in page
    assert 'href="/careers/occupations/general-and-operations-managers/"' in client.get(GUIDE).content.decode()


def test_a_guide_with_published_growth_of_its_own_shows_it_once_among_its_key_figures(client, occupations):
    a_guide_to(MANAGERS, growth=published_growth("4.4"))
    assert "Published growth" not in words(client)


def published_growth(rate):
    return {
        "rate": rate, "period": "2024–2034", "basis": "published", "publisher": "US Bureau of Labor Statistics",
        "release": "Employment Projections 2024–34", "occupation_code": "11-1021", "area": "United States",
        "measure": "Projected change in employment", "url": "https://www.bls.gov/emp/",
    }  # fmt: skip


def test_a_guide_to_an_occupation_without_projection_shows_none(client, occupations):
    a_guide_to({"code": "55-3016", "match": "related"})
    assert "as published" not in words(client)


def test_the_checklist_asks_for_the_published_growth(occupations):
    assert about_figures(occupation=MANAGERS, growth={"rate": "6"}, pay=()) == [
        "“Pay” is empty.",
        "Growth is an estimate, although +4.4% is published for “General and operations managers”.",
    ]


@pytest.mark.parametrize(
    ("match", "rate", "is_far"),
    [("exact", "7.4", False), ("exact", "7.5", True), ("broad", "9.4", False), ("related", "14.5", True)],
)
def test_the_checklist_warns_of_growth_far_from_the_published(occupations, match, rate, is_far):
    [said] = about_figures(occupation={"code": "11-1021", "match": match}, growth={"rate": rate}, pay=[band(105800)])
    assert ("far from" in said) is is_far


def test_the_checklist_warns_of_a_published_growth_that_is_not_what_is_published(occupations):
    pay = [band(105800)]
    assert about_figures(occupation=MANAGERS, growth=published_growth("4.4"), pay=pay) == []
    assert about_figures(occupation=MANAGERS, growth=published_growth("5.4"), pay=pay) == [
        "Growth is +5.4%, but +4.4% is published for “General and operations managers”."
    ]


def band(median):
    return {"country": "US", "currency": "USD", "median": median * 100}


@pytest.mark.parametrize(
    ("match", "part", "is_far"),
    [
        ("exact", 0.9, False),
        ("exact", 0.8, True),
        ("broad", 0.8, False),
        ("related", 0.6, False),
        ("related", 1.6, True),
    ],
)
def test_the_checklist_warns_of_pay_far_from_the_published(occupations, match, part, is_far):
    median = occupations["11-1021.00"].document.pay_in("US").median
    ours = [{**band(0), "median": int(median * Decimal(str(part)))}]
    said = about_figures(occupation={"code": "11-1021", "match": match}, growth=published_growth("4.4"), pay=ours)
    assert ["Median pay is estimated" in message for message in said] == [True] * is_far


def test_related_roles_lead_to_a_guide_an_occupation_or_a_search(client, occupations):
    a_guide_to(MANAGERS, related=["Wickie", "Registered Nurse", "Software Developers", "Rope Walker"])
    document = a_document(related=["Wickie", "Registered Nurse", "Software Developers", "Rope Walker"])
    roles, _linked = related_roles(document, timezone.now())
    assert [(role.url, role.is_found) for role in roles] == [
        (GUIDE, True),
        ("/careers/occupations/registered-nurses/", True),
        ("/careers/occupations/software-developers/", True),
        ("/careers/occupations/?q=Rope+Walker", False),
    ]
    page = client.get(GUIDE).content.decode()
    assert all(f'href="{role.url}"' in page for role in roles)


def test_every_guide_agrees_with_what_is_published_and_its_related_roles_lead_somewhere(all_occupations):
    documents = [loads(path.read_text("utf-8")) for path in CONTENT]
    now = timezone.now()
    for document in documents:
        guide = services.import_document(document=document, update=False, by=None, now=now)
        services.publish(guide=guide, by=None, now=now)
    wrong = {}
    for document in documents:
        linked = occupation_of(document)
        assert linked is not None, document.title
        checks = publish_checks(document, now=now, facts=linked.facts)
        nowhere = [role.title for role in related_roles(document, now)[0] if not role.is_found]
        wrong[document.title] = [*(check.message for check in checks), *nowhere]
    assert {title: found for title, found in wrong.items() if found} == {}


def test_the_guide_to_operations_officers_shows_the_published_growth():
    growth = loads((settings.BASE_DIR / "careers" / "content" / "operations-officer.md").read_text("utf-8")).growth
    assert (growth.rate, growth.basis) == (Decimal("4.4"), "published")
