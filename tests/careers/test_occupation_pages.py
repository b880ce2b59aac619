import datetime as dt
import json
import random
import re
from collections import Counter

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from careers.display import headcount, money, percent
from careers.occupations.page import page_of_occupation
from occupations.models import Occupation
from tests.careers.page_figures import Page, empty_parts, figures_without_passport
from tests.factories import a_job, a_published_guide, an_occupation
from tests.garbage import leave_out_what_is_there

pytestmark = pytest.mark.django_db
ANALYSTS = "/careers/occupations/information-security-analysts/"
DEVELOPERS = "/careers/occupations/software-developers/"


@pytest.fixture
def a_guide_to_software_engineers(occupations):
    yesterday = timezone.now() - dt.timedelta(days=1)
    occupation = {"code": "15-1252", "match": "broad"}
    return a_published_guide(now=yesterday, title="Software Engineer", slug="software-engineer", occupation=occupation)


def words(response):
    return Page(response.content.decode()).ids["main"].text()


def body_of(occupation):
    """The page without what all pages have, as text."""
    context = {"page": page_of_occupation(occupation, now=timezone.now())}
    return render_to_string("careers/occupations/occupation.html", context)


# --- What a page says ---------------------------------------------------------------------------------------------------


def test_the_page_says_what_is_published_with_its_source(client, occupations):
    page = words(client.get(DEVELOPERS))
    assert "Half of employees in the United States earn more than $135,980 a year (May 2025)." in page
    assert "projected to grow 15.8% by 2034, compared with 3.1% for all occupations" in page
    assert "From about 1,693,800 jobs in 2024 to about 1,961,400 in 2034: about 267,700 more." in page
    assert "The middle half earn $105,210 to $171,980 a year." in page
    for part in ("US Bureau of Labor Statistics", "May 2025", "SOC 15-1252", "percentiles of annual wages"):
        assert part in page


def test_a_page_without_skills_says_so_instead_of_drawing_them(client, occupations):
    assert occupations["15-1252.00"].document.onet.skills == ()
    page = client.get(DEVELOPERS)
    assert "skills-list" not in page.content.decode()
    assert "O*NET 29.3 has no skill or knowledge ratings for this occupation." in words(page)
    assert "Estimated by O*NET’s machine learning." in words(page)
    assert "skills-list" in client.get(ANALYSTS).content.decode()


def test_a_shrinking_occupation_says_that_people_are_still_hired(client, occupations):
    page = words(client.get(occupations["43-4051.00"].get_absolute_url()))
    assert "The number of jobs is projected to fall" in page
    assert "people who leave the occupation still make room for others" in page
    assert "Jobs that go away" in page


@pytest.mark.parametrize("code", ["13-1022.00", "21-1014.00", "15-1299.08"])
def test_a_figure_of_a_wider_group_says_so_beside_it(client, occupations, code):
    page = Page(client.get(occupations[code].get_absolute_url()).content.decode())
    cells = [cell for cell in page.top.everything() if cell.parent and "cells" in cell.parent.classes]
    assert len(cells) > 3
    assert all("wider group" in cell.text() for cell in cells)
    assert "Figures are for a wider group" in page.ids["main"].text()


def test_an_occupation_without_published_pay_has_no_pay(client, db):
    page = client.get(an_occupation().get_absolute_url()).content.decode()
    assert 'id="pay"' not in page
    assert "Median pay" not in page


def test_tasks_are_core_tasks_and_never_called_the_most_important(client, occupations):
    page = words(client.get(ANALYSTS))
    assert "Core tasks" in page
    assert "most important" not in page.lower()


def test_an_occupation_without_a_guide_says_that_it_has_facts_only(client, occupations):
    assert "Facts, not a guide" in words(client.get(ANALYSTS))


def test_an_occupation_links_to_the_guides_of_its_roles(client, a_guide_to_software_engineers):
    page = client.get(DEVELOPERS).content.decode()
    assert 'href="/careers/software-engineer/"' in page
    assert "Facts, not a guide" not in page


def test_related_occupations_are_links_with_pay_and_growth(client, occupations):
    page = client.get(ANALYSTS).content.decode()
    assert f'href="{DEVELOPERS}"' in page
    assert "$135,980 a year · jobs +15.8%" in page


def test_related_occupations_are_called_similar_and_no_career_moves(client, occupations):
    page = client.get(ANALYSTS)
    assert 'id="related" tabindex="-1">Similar occupations</h2>' in page.content.decode()
    text = f"{page.content.decode()} {client.get(f'{ANALYSTS[:-1]}.md').content.decode()}"
    assert "## Similar occupations" in text
    assert "can lead" not in text
    assert "You’re here" not in text


def test_open_jobs_of_the_occupation_are_listed_and_counted(client, occupations):
    now = timezone.now()
    for at in range(8):
        a_job(
            now=now - dt.timedelta(days=1),
            title="Information Security Analyst",
            external_id=str(at),
            company=f"Acme {at}",
        )
    page = client.get(ANALYSTS)
    assert "8 open jobs on this site are in this occupation." in words(page)
    assert "8 jobs, counted on" in words(page)


def test_credits_name_the_release(client, occupations):
    page = words(client.get(DEVELOPERS))
    assert "This site includes information from the O*NET 29.3 Database" in page
    assert "USDOL/ETA has not approved, endorsed, or tested these modifications." in page


# --- Every page ---------------------------------------------------------------------------------------------------------


def shape(value, at=""):
    """What is published about an occupation, without what it says: which parts there are, and whether a list is empty, has one
    item or more."""
    if isinstance(value, dict):
        return frozenset().union(*(shape(part, f"{at}.{name}") for name, part in value.items()))
    if isinstance(value, list):
        return frozenset({(at, min(len(value), 2))})
    return frozenset({(at, value if isinstance(value, bool) else value is None)})


def test_no_page_has_a_figure_without_passport_an_empty_part_or_a_missing_value(all_occupations, pytestconfig):
    """One page of each shape, and another one where many have it; all pages with ``--long``."""
    leave_out_what_is_there()
    faults, seen = {}, Counter()
    for occupation in all_occupations.filter(is_listed=True).order_by("pk").iterator(chunk_size=50):
        kind = shape(occupation.facts)
        seen[kind] += 1
        if seen[kind] not in (1, 10) and not pytestconfig.getoption("--long"):
            continue
        page = Page(body_of(occupation))
        text = page.top.text()
        faults[occupation.slug] = [
            *figures_without_passport(page),
            *empty_parts(page),
            *re.findall(r".{20}\bNone\b.{20}", text),
            *re.findall(r"[$£]0\b.{10}", text),
        ]
    assert {slug: found for slug, found in faults.items() if found} == {}
    assert (seen.total(), len(faults) > 130) == (923, True)


def test_forty_random_figures_of_pages_agree_with_the_facts(all_occupations):
    chance = random.Random()  # noqa: S311 - figures, not secrets
    seen = 0
    for occupation in all_occupations.filter(is_listed=True, median_pay__isnull=False, growth__isnull=False).order_by(
        "?"
    )[:20]:
        facts = occupation.document
        shown = Page(body_of(occupation)).top.text()
        pay, outlook = facts.pay_in("US"), facts.outlook
        names = [
            name for name in ("p10", "p25", "median", "p75", "p90") if getattr(pay, name) and name not in pay.top_coded
        ]
        figures = {
            "growth": percent(outlook.growth),
            "openings": headcount(outlook.openings),
            "employment": headcount(outlook.employment),
            "exits": headcount(outlook.exits),
            "transfers": headcount(outlook.transfers),
            **{name: money(getattr(pay, name), "USD") for name in names},
        }
        for name in chance.sample(sorted(figures), 2):
            assert figures[name] in shown, f"{occupation.slug}: {name}"
            seen += 1
    assert seen == 40


# --- Addresses ----------------------------------------------------------------------------------------------------------


def test_a_page_takes_at_most_ten_queries_cold_and_none_when_kept(client, occupations, django_assert_max_num_queries):
    with django_assert_max_num_queries(10) as cold:
        client.get(DEVELOPERS)
    assert len(cold) > 0
    with django_assert_max_num_queries(0):
        assert client.get(DEVELOPERS).status_code == 200


@pytest.mark.parametrize(
    "path", ["/careers/occupations/", f"{DEVELOPERS[:-1]}.json", f"{DEVELOPERS[:-1]}.md", f"{DEVELOPERS}og.png"]
)
def test_what_machines_read_is_kept_too(client, occupations, django_assert_max_num_queries, path):
    client.get(path)
    with django_assert_max_num_queries(0):
        assert client.get(path).status_code == 200


def test_an_address_in_capitals_and_a_former_one_redirect(client, occupations):
    assert client.get(DEVELOPERS.replace("software", "Software"))["Location"] == DEVELOPERS
    Occupation.objects.filter(code="15-1252.00").update(former_slugs=["coders"])
    moved = client.get("/careers/occupations/coders/")
    assert (moved.status_code, moved["Location"]) == (301, DEVELOPERS)


def test_an_unknown_and_an_unlisted_occupation_have_no_page(client, occupations):
    assert client.get("/careers/occupations/alchemists/").status_code == 404
    assert client.get(occupations["55-3016.00"].get_absolute_url()).status_code == 404


def test_the_data_is_the_facts_with_credits(client, occupations):
    data = client.get(f"{DEVELOPERS[:-1]}.json").json()
    assert data["occupation"]["outlook"]["growth"] == "15.8"
    assert data["occupation"]["pay"][0]["median"] == 13_598_000
    assert data["units"]["pay"].startswith("minor units of the currency")
    assert any("O*NET 29.3" in credit["credit"] for credit in data["credits"])


def test_structured_data_gives_percentiles_with_unit_and_currency(client, occupations):
    page = client.get(DEVELOPERS).content.decode()
    found = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)]
    occupation = next(item for item in found if item["@type"] == "Occupation")
    salary = occupation["estimatedSalary"][0]
    assert (salary["currency"], salary["duration"], salary["median"]) == ("USD", "P1Y", 135980.0)
    assert salary["percentile10"] < salary["percentile25"] < salary["percentile75"] < salary["percentile90"]
    assert occupation["occupationalCategory"]["codeValue"] == "15-1252.00"


def test_the_markdown_has_the_figures_and_their_sources(client, occupations):
    page = client.get(f"{DEVELOPERS[:-1]}.md")
    assert page["Content-Type"].startswith("text/markdown")
    text = page.content.decode()
    assert "Half earn more than $135,980 a year." in text
    assert "Source: US Bureau of Labor Statistics, Employment Projections; 2024–34; SOC 15-1252" in text


# --- All occupations ----------------------------------------------------------------------------------------------------


def test_all_occupations_are_listed_by_group_and_by_letter(client, occupations):
    groups = words(client.get("/careers/occupations/"))
    assert "Computers and mathematics" in groups
    assert "Software Developers" in groups
    assert "Infantry" not in groups  # without a page
    assert "Software Developers" in words(client.get("/careers/occupations/", {"order": "az"}))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("software developer", "Software Developers"),
        ("sofware develper", "Software Developers"),
        ("acountants", "Accountants and Auditors"),
    ],
)
def test_search_finds_an_occupation_in_spite_of_typing_errors(client, occupations, query, first):
    results = client.get("/careers/occupations/", {"q": query}).context["results"]
    assert results[0].title == first


def test_a_long_list_of_results_says_that_it_is_the_best_of_more(client, occupations):
    one = occupations["15-1252.00"]
    for at in range(60):
        Occupation.objects.create(
            code=f"99-{at:04}.00",
            title=f"Accountants {at}",
            slug=f"accountants-{at}",
            is_listed=True,
            facts=one.facts,
            updated_at=one.updated_at,
        )
    page = client.get("/careers/occupations/", {"q": "accountants"})
    assert len(page.context["results"]) == 50
    assert "The 50 best matches for “accountants”" in words(page)
    Occupation.objects.filter(slug__regex="^accountants-[1-5]").delete()
    assert "occupations for “accountants”" in words(client.get("/careers/occupations/", {"q": "accountants "}))


@pytest.mark.parametrize("query", ["' OR 1=1 --", "((((", "<script>alert(1)</script>", "x" * 5000])
def test_a_strange_query_gets_a_page(client, occupations, query):
    page = client.get("/careers/occupations/", {"q": query})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_the_sitemap_lists_pages_only(client, occupations):
    listed = client.get("/sitemap-occupations.xml").content.decode()
    assert DEVELOPERS in listed
    assert "infantry" not in listed
