"""What the JSON API tells of jobs, companies, guides and occupations."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from careers.models import Edition
from jobs import services
from jobs.models import Company, Job
from jobs.search import spelling
from jobs.vocabulary.regions import regions
from occupations.models import Occupation
from tests.factories import a_job, a_published_guide, an_occupation

pytestmark = pytest.mark.django_db


def get(client, path, **query):
    answer = client.get(f"/api/v1{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def pages_of(client, path, **query):
    """The items of each page, following cursors."""
    pages, cursor = [], ""
    while cursor is not None:
        page = get(client, path, **query, **({"cursor": cursor} if cursor else {}))
        pages.append(page["items"])
        cursor = page["next_cursor"]
        assert len(pages) < 20
    return pages


@pytest.fixture
def now():
    return timezone.now()


# --- Jobs ---------------------------------------------------------------------------------------------------------------------


def test_jobs_are_searched_by_the_criteria_of_the_page(client, now):
    berlin = a_job(now=now, title="Data engineer", regions=("germany",), industries=("engineering",), company="Acme")
    a_job(now=now, title="Nurse", regions=("spain",), industries=("healthcare",))
    found = get(client, "/jobs", q="data engineer", geo="DE", industry="engineering")
    assert [one["id"] for one in found["items"]] == [berlin.pk]
    assert (found["total"], found["corrected"]) == ({"number": 1, "is_exact": True}, None)
    assert found["facets"]["industry"] == [
        {"slug": "engineering", "name": "Engineering", "jobs": {"number": 1, "is_exact": True}}
    ]
    assert len(get(client, "/jobs", industry=["engineering", "healthcare"])["items"]) == 2
    assert len(get(client, "/jobs", industry="engineering,healthcare")["items"]) == 2
    assert get(client, "/jobs", pay=90_000)["items"] == []
    assert get(client, "/jobs", salary_min=50_000, tag="nurse", exclude="")["items"][0]["title"] == "Nurse"


def test_mistyped_keywords_are_corrected_and_say_so(client, now):
    a_job(now=now, title="Accountant")
    spelling.refresh(now)
    found = get(client, "/jobs", q="acountant")
    assert (len(found["items"]), found["corrected"]) == (1, "accountant")
    assert get(client, "/jobs", q="acountant", as_typed="true")["items"] == []


def test_jobs_that_only_mention_the_keywords_come_last_and_say_so(client, now):
    a_job(now=now, title="Nurse", description="<p>You work with zebras all day long.</p>")
    a_job(now=now - timedelta(hours=1), title="Zebras keeper", company="Zoo")
    found = get(client, "/jobs", q="zebras")
    assert [(one["title"], one["found_in"]) for one in found["items"]] == [
        ("Zebras keeper", "job"),
        ("Nurse", "description"),
    ]
    assert (found["total"]["number"], found["mentioned"]["number"]) == (1, 1)


def test_every_job_is_on_one_page_though_new_ones_come_in_between(client, now):
    jobs = [
        a_job(now=now - timedelta(hours=hour), title=f"Officer {hour}", company=f"Firm {hour}") for hour in range(1, 8)
    ]
    first = get(client, "/jobs", limit=3)
    a_job(now=now, title="Just now", company="Late")
    rest = []
    cursor = first["next_cursor"]
    while cursor:
        page = get(client, "/jobs", limit=3, cursor=cursor)
        rest += page["items"]
        cursor = page["next_cursor"]
    assert [one["id"] for one in [*first["items"], *rest]] == [job.pk for job in jobs]


def test_the_next_page_is_linked(client, now):
    for number in range(2):
        a_job(now=now, title=f"Officer {number}", company=f"Firm {number}")
    answer = client.get("/api/v1/jobs?limit=1&sort=newest")
    address = answer["Link"].removeprefix("<").partition(">")[0]
    assert client.get(address).json()["items"][0]["id"] != answer.json()["items"][0]["id"]
    assert "Link" not in client.get(address)


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("geo=atlantis", "geo", "atlantis"),
        ("industry=engineering,magic", "industry", "magic"),
        ("pay=lots", "pay", "whole number"),
        ("q=" + "x" * 201, "q", "200"),
        ("limit=0", "limit", "1"),
        ("limit=many", "limit", "integer"),
        ("no_pay=perhaps", "no_pay", "boolean"),
        ("cursor=made-up", "cursor", "cursor"),
        ("page=2", "page", "no such parameter"),
        ("colour=red", "colour", "no such parameter"),
        ("geo[]=spain", "geo[]", "no such parameter"),
        ("limit[]=5", "limit[]", "no such parameter"),
        ("geo=spain&geo=france", "geo", "only once"),
        ("q=pilot&q=", "q", "only once"),
        ("limit=1&limit=2", "limit", "only once"),
        ("sort=fit", "sort", "best, newest, pay"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(client, query, name, said):
    answer = client.get(f"/api/v1/jobs?{query}")
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["in"], error["name"]) == ("query", name)
    assert said in error["detail"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        *((one, 1) for one in ("1", "on", "true", "True", "yes", "y", "T")),
        *((one, 0) for one in ("0", "off", "False", "n")),
    ],
)
def test_a_flag_counts_however_it_is_written(client, now, value, found):
    a_job(now=now, pay=None)
    assert len(get(client, "/jobs", pay=50_000, no_pay=value)["items"]) == found


def test_alternatives_can_be_repeated(client, now):
    for number, (level, industry) in enumerate((("senior", "engineering"), ("entry", "hr"), ("director", "legal"))):
        a_job(now=now, title=f"Officer {number}", company=f"Firm {number}", level=level, industries=(industry,))
    for query in ("level=senior&level=entry", "level[]=senior&level[]=entry", "industry[]=engineering&industry[]=hr"):
        assert len(get(client, f"/jobs?{query}")["items"]) == 2, query


def test_a_cursor_belongs_to_its_search(client, now):
    for number in range(2):
        a_job(now=now, title=f"Officer {number}", company=f"Firm {number}")
    cursor = get(client, "/jobs", limit=1)["next_cursor"]
    for query in ({"limit": 1, "q": "officer"}, {"limit": 2}, {"limit": 1, "level": "senior"}):
        answer = client.get("/api/v1/jobs", {**query, "cursor": cursor})
        assert (answer.status_code, answer.json()["errors"][0]["name"]) == (400, "cursor")
    assert client.get("/api/v1/companies", {"cursor": cursor}).status_code == 400


def test_a_closed_job_is_gone_and_a_held_one_was_never_there(client, now):
    job = a_job(now=now)
    services.fill(job=job, now=now)
    answer = client.get(f"/api/v1/jobs/{job.pk}")
    assert answer.status_code == 410
    assert answer.json()["detail"].startswith("It was marked as filled on ")


def test_a_job_that_moderators_are_checking_isnt_told_as_closed(client, now):
    job = a_job(now=now)
    services.hold(job=job, now=now)
    answer = client.get(f"/api/v1/jobs/{job.pk}")
    assert (answer.status_code, job.title in answer.content.decode()) == (410, False)
    assert answer.json()["detail"].startswith("Our moderators have been checking it since ")
    held = a_job(
        now=now, title="Held", description="<p>You come to our office in Paris every day.</p>", workplace="onsite"
    )
    assert held.published_at is None
    assert client.get(f"/api/v1/jobs/{held.pk}").status_code == 404
    assert client.get(f"/api/v1/jobs/{2**70}").status_code == 400


def test_a_copy_is_told_as_the_job_that_leads_it(client, now):
    lead, copy = a_job(now=now), a_job(now=now, title="Other")
    Job.objects.filter(pk=copy.pk).update(lead=lead)
    answer = client.get(f"/api/v1/jobs/{copy.pk}")
    assert (answer.json()["id"], answer["Content-Location"]) == (lead.pk, f"/api/v1/jobs/{lead.pk}")


# --- Companies ----------------------------------------------------------------------------------------------------------------


def test_companies_that_hire_are_listed_by_name(client, now):
    for name in ("Cedar", "Acme", "Birch"):
        a_job(now=now, company=name)
    Company.objects.create(name="Idle", slug="idle", name_key="idle")
    pages = pages_of(client, "/companies", limit=2)
    assert [[one["name"] for one in page] for page in pages] == [["Acme", "Birch"], ["Cedar"]]
    assert pages[0][0]["open_jobs"] == 1
    assert [one["name"] for one in get(client, "/companies", q="edar")["items"]] == ["Cedar"]
    assert [one["name"] for one in get(client, "/companies", letter="b")["items"]] == ["Birch"]
    assert client.get("/api/v1/companies?letter=ä").status_code == 400


def test_a_company_tells_how_its_jobs_ended_and_lists_those_that_are_open(client, now):
    jobs = [a_job(now=now - timedelta(hours=hour), title=f"Officer {hour}", company="Acme") for hour in range(1, 4)]
    services.fill(job=a_job(now=now, title="Filled", company="Acme"), now=now)
    told = get(client, "/companies/acme")
    assert (told["name"], told["open_jobs"], told["outcomes"]["filled"]) == ("Acme", 3, 1)
    pages = pages_of(client, "/companies/acme/jobs", limit=2)
    assert [[one["id"] for one in page] for page in pages] == [[jobs[0].pk, jobs[1].pk], [jobs[2].pk]]
    assert client.get("/api/v1/companies/nobody").status_code == 404
    assert client.get("/api/v1/companies/nobody/jobs").status_code == 404


# --- Guides and occupations ---------------------------------------------------------------------------------------------------


def test_guides_are_listed_found_and_told(client, now):
    a_published_guide(now=now)
    a_published_guide(now=now, title="Harbor Pilot", slug="harbor-pilot", also_called=[])
    pages = pages_of(client, "/guides", limit=1)
    assert [[one["title"] for one in page] for page in pages] == [["Harbor Pilot"], ["Lighthouse Keeper"]]
    assert [one["slug"] for one in get(client, "/guides", q="lighthouse")["items"]] == ["lighthouse-keeper"]
    assert get(client, "/guides", field="none")["items"] == []
    assert len(get(client, "/guides", field="operations")["items"]) == 2
    told = get(client, "/guides/lighthouse-keeper")
    assert (told["title"], told["pay"][0]["median"], told["pay"][0]["source"]["basis"]) == (
        "Lighthouse Keeper",
        41_000,
        "editorial",
    )
    assert {"key": "challenges", "heading": "Challenges", "text": "Storms."} in told["sections"]


@pytest.mark.parametrize(
    "letters", ["職業案内船長灯台守港湾水先人航海士漁師造船工", "🐙🚢⚓🌊🗼🦀🐟🧭⛵🪝", 'Ω&"\\</é']
)
def test_a_cursor_holds_a_title_of_any_letters(client, now, letters):
    luck = random.Random(17)  # noqa: S311 - the same each time
    titles = ["".join(luck.choices(letters, k=120)) for _ in range(3)]
    for number, title in enumerate(titles):
        a_published_guide(now=now, title=title, slug=f"guide-{number}", also_called=[])
    pages = pages_of(client, "/guides", limit=1)
    assert sorted(one["title"] for page in pages for one in page) == sorted(titles)


def test_a_guide_is_found_by_its_former_slug(client, now):
    guide = a_published_guide(now=now)
    guide.former_slugs = ["wickie"]
    guide.save()
    answer = client.get("/api/v1/guides/wickie")
    assert (answer.status_code, answer["Content-Location"]) == (200, "/api/v1/guides/lighthouse-keeper")
    Edition.objects.all().delete()
    assert client.get("/api/v1/guides/wickie").status_code == 404


def test_occupations_are_listed_found_and_told(client, now):
    an_occupation(now=now)
    an_occupation(now=now, code="53-5022.00", title="Motorboat Operators")
    pages = pages_of(client, "/occupations", limit=1)
    assert [[one["title"] for one in page] for page in pages] == [
        ["Captains of Light Vessels"],
        ["Motorboat Operators"],
    ]
    assert [one["code"] for one in get(client, "/occupations", q="motorboat")["items"]] == ["53-5022.00"]
    assert get(client, "/occupations", group="15-0000")["items"] == []
    assert client.get("/api/v1/occupations?group=99-0000").status_code == 400
    told = get(client, "/occupations/captains-of-light-vessels")
    assert (told["code"], told["tasks"]) == ("53-5021.00", ["Trim the lamp."])
    assert told["credits"]
    Occupation.objects.filter(code="53-5022.00").update(former_slugs=["boats"])
    answer = client.get("/api/v1/occupations/boats")
    assert answer["Content-Location"] == "/api/v1/occupations/motorboat-operators"
    assert client.get("/api/v1/occupations/none").status_code == 404


# --- Vocabularies -------------------------------------------------------------------------------------------------------------


def test_vocabularies_name_every_value_of_a_filter(client, now):
    a_published_guide(now=now)
    values = {
        kind: get(client, f"/vocabularies/{kind}")["items"]
        for kind in ("industries", "types", "levels", "regions", "fields")
    }
    assert {"slug": "engineering", "name": "Engineering"} in values["industries"]
    assert {"slug": "full-time", "name": "Full-time"} in values["types"]
    assert {"slug": "senior", "name": "Senior"} in values["levels"]
    assert {"slug": "spain", "name": "Spain", "code": "ES", "parent": "european-union"} in values["regions"]
    assert len(values["regions"]) == len(regions())
    assert [field["slug"] for field in values["fields"]] == ["operations"]
    for parameter, kind in (("industry", "industries"), ("type", "types"), ("level", "levels"), ("geo", "regions")):
        assert client.get("/api/v1/jobs", {parameter: values[kind][0]["slug"]}).status_code == 200


# --- What it costs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/jobs", 2),
        ("/jobs?q=officer", 3),
        ("/companies", 1),
        ("/companies/acme", 2),
        ("/companies/acme/jobs", 2),
        ("/guides", 1),
        ("/guides/lighthouse-keeper", 2),
        ("/occupations", 1),
        ("/occupations/captains-of-light-vessels", 1),
        ("/vocabularies/regions", 0),
    ],
)
def test_a_list_costs_as_many_queries_however_long_it_is(client, now, path, most, django_assert_max_num_queries):
    for number in range(4):
        a_job(now=now, title=f"Officer {number}", company="Acme")
    a_published_guide(now=now)
    an_occupation(now=now)
    client.get(f"/api/v1{path}")
    with django_assert_max_num_queries(most):
        assert client.get(f"/api/v1{path}").status_code == 200
