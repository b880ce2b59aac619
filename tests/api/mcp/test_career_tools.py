"""What the tools for careers tell: guides, roles, occupations and pay."""

import datetime as dt

import pytest
from django.utils import timezone

from careers.models import Edition
from jobs.models import Job
from jobs.pay import Pay
from occupations.models import Occupation
from tests.factories import a_job, a_published_guide

pytestmark = pytest.mark.django_db


def test_a_role_leads_to_its_guide_and_its_occupation(told, refused, occupations):
    a_published_guide(now=timezone.now())
    assert told("get_role", role="Head Light Keeper")["guide"]["slug"] == "lighthouse-keeper"
    role = told("get_role", role="software developer")
    assert (role["guide"], role["occupation"]["slug"], role["could_be"]) == (None, "software-developers", [])
    related = told("get_related_roles", role="lighthouse-keeper")
    assert [(one["title"], one["kind"]) for one in related["from_guide"]] == [("Harbor Pilot", "search")]
    assert refused("get_related_roles", role="zzz qqq").startswith("“zzz qqq” names no guide")


def test_guides_are_found_and_read_in_parts(told, refused):
    a_published_guide(now=timezone.now())
    assert [one["slug"] for one in told("search_guides", q="lighthose")["guides"]] == ["lighthouse-keeper"]
    read = told("get_guide", guide="Wickie", sections=["pros", "cons"])
    assert [(one["key"], one["text"]) for one in read["sections"]] == [("pros", "- Quiet."), ("cons", "- Fog.")]
    assert refused("get_guide", guide="lighthouse-keeper", sections=["salary"]).startswith(
        "sections: There's no section"
    )
    assert refused("get_guide", guide="zzz qqq").startswith("There's no guide “zzz qqq”.")


def test_careers_are_compared_as_on_the_page(told, refused):
    for title, slug in (("Lighthouse Keeper", "lighthouse-keeper"), ("Harbor Pilot", "harbor-pilot")):
        a_published_guide(now=timezone.now(), title=title, slug=slug, also_called=[])
    read = told("compare_guides", guides=["lighthouse-keeper", "harbor-pilot"])
    assert [career["title"] for career in read["careers"]] == ["Lighthouse Keeper", "Harbor Pilot"]
    topics = {row["topic"]: row["cells"] for row in read["topics"]}
    assert topics["Median pay"][0]["figure"] == "$41,000 a year"
    assert topics["Demand"][0]["text"] == "Low, 1 of 5"
    assert (
        refused("compare_guides", guides=["harbor-pilot"]) == "guides, occupations: Name two to four careers together."
    )
    assert "guides: nobody" in refused("compare_guides", guides=["harbor-pilot", "nobody"])


def test_pay_is_told_with_its_source_and_never_made_up(told, refused, occupations):
    read = told("salary", role="software developer")
    [us] = [pay for pay in read["published"] if pay["country"] == "US"]
    occupation = Occupation.objects.get(slug="software-developers")
    assert us["median"] == occupation.median_pay / 100
    assert us["source"]["release"]
    assert read["advertised"] is None
    assert "so we tell none" in read["note"]
    now = timezone.now() - dt.timedelta(hours=1)
    for number in range(8):
        a_job(now=now, title=f"Software Developer {number}", pay=Pay(90_000_00, 110_000_00, "USD", "year"))
    Job.objects.update(occupation=occupation, occupation_set_at=now)
    read = told("salary", role="software-developers", country="GB")
    assert {pay["country"] for pay in read["published"]} <= {"GB"}
    assert (read["advertised"]["low"], read["advertised"]["sample"]) == (90_000, 8)
    assert "not only of this country" in read["note"]
    assert refused("salary", role="zzz qqq").startswith("“zzz qqq” names no guide")


def test_an_occupation_is_found_by_code_and_title(told, refused, occupations):
    by_slug = told("get_occupation", occupation="software-developers")
    assert (
        told("get_occupation", occupation="15-1252")
        == told("get_occupation", occupation="software developer")
        == by_slug
    )
    assert "names no single occupation" in refused("get_occupation", occupation="developer of things")


def test_careers_cost_few_queries(told, occupations, django_assert_max_num_queries):
    a_published_guide(now=timezone.now())
    assert Edition.objects.count() == 1
    for queries, name, arguments in (
        (1, "search_guides", {}),
        (8, "get_guide", {"guide": "lighthouse-keeper"}),
        (3, "compare_guides", {"guides": ["lighthouse-keeper"], "occupations": ["software-developers"]}),
        (1, "get_occupation", {"occupation": "software-developers"}),
        (8, "get_role", {"role": "software-developers"}),
        (8, "salary", {"role": "software-developers"}),
        (8, "get_related_roles", {"role": "software-developers"}),
    ):
        with django_assert_max_num_queries(queries):
            told(name, **arguments)
