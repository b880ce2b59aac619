"""The open feed answers as clients of contract 2.2 expect."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from jobs import services
from jobs.lifecycle import Closed
from jobs.models import Company, Job
from jobs.pay import Pay
from jobs.search import indexing
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db
FEED = "/api/v2/remote-jobs"
NAMES = {
    "apiVersion", "documentationUrl", "friendlyNotice", "jobCount", "lastUpdate", "nextCursor", "hasMore", "appliedFilters",
    "jobs", "statusCode", "success",
}  # fmt: skip


def ask(client, path=FEED, status=200, **query):
    answer = client.get(path, query)
    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def ids(answer):
    return [job["id"] for job in answer["jobs"]]


@pytest.fixture
def board():
    """Six jobs, the newest first."""
    now = timezone.now()
    return [
        a_job(now=now - dt.timedelta(hours=number + 1), title=f"Role {number}", company=f"C{number}")
        for number in range(6)
    ]


def test_the_envelope_has_all_that_clients_read(client, board):
    answer = ask(client, count="2")
    assert set(answer) == NAMES
    assert (answer["jobCount"], answer["hasMore"], answer["statusCode"], answer["success"]) == (2, True, 200, True)
    assert answer["appliedFilters"] == {"count": 2}
    assert answer["lastUpdate"] == answer["jobs"][0]["pubDate"]
    assert ids(answer) == [job.pk for job in board[:2]]


def test_an_empty_page_is_an_answer(client, board):
    answer = ask(client, tag="zymurgy")
    assert (answer["jobs"], answer["nextCursor"], answer["hasMore"], answer["lastUpdate"]) == ([], None, False, "")
    assert answer["success"] is True
    assert answer["message"]


def test_a_job_is_told_in_the_terms_of_the_contract(client):
    job = a_job(
        now=timezone.now(), title="Data engineer", company="Finch & Co", regions=("united-states", "spain"), level="midweight",
        types=("full-time", "contract"), pay=Pay(60_000_00, 75_500_50, "EUR", "year"), industries=("engineering", "seo"),
        description="<p>You build <strong>tables</strong>.</p><script>alert(1)</script>",
    )  # fmt: skip
    (told,) = ask(client)["jobs"]
    assert told == {
        "id": job.pk,
        "url": f"http://127.0.0.1:8000{job.get_absolute_url()}",
        "jobSlug": f"{job.pk}-{job.slug}",
        "jobTitle": "Data engineer",
        "companyName": "Finch & Co",
        "companyLogo": False,
        "jobIndustry": ["Engineering", "Search optimization"],
        "jobType": ["Full-Time", "Contract"],
        "jobGeo": told["jobGeo"],
        "jobLevel": "Midweight",
        "jobExcerpt": "You build tables.",
        "jobDescription": "<p>You build <strong>tables</strong>.</p>",
        "pubDate": job.published_at.isoformat(timespec="seconds"),
        "salaryMin": 60_000,
        "salaryMax": 75_500,
        "salaryCurrency": "EUR",
        "salaryPeriod": "yearly",
    }
    assert set(told["jobGeo"].split(",  ")) == {"United States", "Spain"}


def test_what_isnt_known_isnt_told(client):
    company = a_job(now=timezone.now(), pay=None, level="any").company
    (told,) = ask(client)["jobs"]
    assert not {"salaryMin", "salaryMax", "salaryCurrency", "salaryPeriod"} & set(told)
    assert told["jobLevel"] == "Any"
    Company.objects.filter(pk=company.pk).update(logo=b"png")
    a_job(now=timezone.now(), title="Another", company="Another")  # the board changes, so the answer is made anew
    logo = next(job["companyLogo"] for job in ask(client)["jobs"] if job["jobTitle"] != "Another")
    assert logo == f"http://127.0.0.1:8000/companies/{company.slug}/logo.png"


def test_one_end_of_the_pay_is_one_field(client):
    a_job(now=timezone.now(), pay=Pay(None, 25_99, "USD", "hour"))
    (told,) = ask(client)["jobs"]
    assert (told.get("salaryMin"), told["salaryMax"], told["salaryPeriod"]) == (None, 25, "hourly")


def test_only_open_leading_jobs_of_the_last_week(client):
    now = timezone.now()
    shown = a_job(now=now - dt.timedelta(days=6, hours=23), title="Shown", company="A")
    a_job(now=now - dt.timedelta(days=7, minutes=1), title="Too old", company="B")
    services.fill(job=a_job(now=now, title="Filled", company="C"), now=now)
    expired = a_job(now=now - dt.timedelta(days=2), title="Expired", company="D")
    Job.objects.filter(pk=expired.pk).update(expires_at=now - dt.timedelta(seconds=1))
    copy = a_job(now=now, title="Copy", company="E")
    Job.objects.filter(pk=copy.pk).update(lead=shown)
    assert ids(ask(client)) == [shown.pk]


# --- Filters ------------------------------------------------------------------------------------------------------------------


def test_a_count_out_of_range_is_brought_into_range(client, board):
    counts = {"0": 1, "-5": 1, "1": 1, " 3 ": 3, "200": 200, "201": 200, "9" * 40: 200}
    for count, used in counts.items():
        answer = ask(client, count=count)
        assert answer["appliedFilters"] == {"count": used}
        assert answer["jobCount"] == min(used, 6)


def test_without_a_count_a_page_has_up_to_two_hundred(client, board):
    assert ask(client)["appliedFilters"] == {"count": 200}


def test_the_place_is_where_applicants_live(client):
    now = timezone.now()
    spain = a_job(now=now, title="One", company="A", regions=("spain",))
    everywhere = a_job(now=now, title="Two", company="B", regions=("anywhere",))
    states = a_job(now=now, title="Three", company="C", regions=("united-states",))
    assert set(ids(ask(client, geo="spain"))) == {spain.pk, everywhere.pk}
    for slug in ("usa", "united-states", "USA"):
        answer = ask(client, geo=slug)
        assert set(ids(answer)) == {states.pk, everywhere.pk}
        assert answer["appliedFilters"]["geo"] == slug.lower()


def test_an_old_name_of_an_industry_is_answered_with_the_new_one(client):
    names = {
        "dev": "engineering", "e-commerce": "management", "video-audio-production": "design-multimedia",
        "translation-localization": "copywriting", "smm": "marketing",
    }  # fmt: skip
    for old, new in names.items():
        job = a_job(now=timezone.now(), title=f"For {new}", company=new, industries=(new,))
        answer = client.get(FEED, {"industry": old})
        assert ids(answer.json()) == [job.pk]
        assert answer.json()["appliedFilters"]["industry"] == new
        assert (answer["X-Jobicy-Deprecated-Industry"], answer["X-Jobicy-Replacement-Industry"]) == (old, new)
        current = client.get(FEED, {"industry": new})
        assert "X-Jobicy-Replacement-Industry" not in current
        assert ids(current.json()) == [job.pk]


def test_a_tag_is_looked_for_in_the_whole_text(client):
    a_job(now=timezone.now(), title="Cook", company="A")
    job = a_job(now=timezone.now(), title="Coder", company="B", description="<p>We like Erlang here.</p>")
    answer = ask(client, tag=" <b>erlang</b>  ")
    assert ids(answer) == [job.pk]
    assert answer["appliedFilters"]["tag"] == "erlang"


@pytest.mark.parametrize("kind", ["locations", "industries"])
def test_each_value_of_a_filter_is_listed_and_taken(client, kind):
    answer = ask(client, get=kind, count="3", geo="nowhere")
    name = {"locations": "geo", "industries": "industry"}[kind]
    assert answer["appliedFilters"] == {"get": kind}
    assert set(answer) == {kind, "appliedFilters"}
    rows = answer[kind]
    assert len({row[f"{name}ID"] for row in rows}) == len({row[f"{name}Slug"] for row in rows}) == len(rows) > 20
    for row in (rows[0], rows[-1]):
        ask(client, **{name: row[f"{name}Slug"]})
    if kind == "locations":
        assert {"usa", "uk", "hong-kong", "anywhere", "europe", "latam"} <= {row["geoSlug"] for row in rows}


def test_what_the_contract_doesnt_know_is_refused_by_name(client, board):
    refused = {
        "page=2": "page", "limit=5": "limit", "geo[]=usa": "geo[]", "geo=usa&geo=uk": "geo", "count=ten": "count", "count=1.5": "count",
        "count=": "count", "count=1e3": "count", "count=%D9%A3": "count", "geo=atlantis": "atlantis", "geo=de": "“de”",
        "geo=usa,uk": "usa,uk", "industry=fishing": "fishing", "tag=ab": "tag", "tag=" + "x" * 51: "tag", "tag=+++": "tag",
        "tag=%3Cb%3Eab%3C/b%3E": "tag", "tag=" + "%3Ca" * 120: "tag", "get=everything": "get", "get=locations&cursor=x": "cursor",
        "get=locations&page=2": "page", "cursor=x": "cursor", "cursor=" + "x" * 3000: "cursor", "cursor=a:b": "cursor",
    }  # fmt: skip
    for query, named in refused.items():
        answer = ask(client, f"{FEED}?{query}", status=400)
        assert set(answer) == {"success", "error"}
        assert answer["success"] is False
        assert named in answer["error"], query


def test_an_empty_filter_is_as_good_as_none(client, board):
    answer = ask(client, geo="", industry="", tag="", cursor="", get="")
    assert answer["jobCount"] == 6
    assert answer["appliedFilters"] == {"count": 200}


@pytest.mark.parametrize("path", [f"{FEED}.php", f"{FEED}/"])
def test_clients_that_ask_by_another_address_get_the_same(client, board, path):
    assert ask(client, path, count="3") == ask(client, count="3")


def test_what_never_reaches_a_view_is_refused_in_the_same_form(client):
    for path, status in ((f"{FEED}?tag=a%00b", 400), ("/api/v2/nothing", 404)):
        assert ask(client, path, status=status)["success"] is False


def test_other_methods_are_refused_in_the_same_form():
    client = Client(enforce_csrf_checks=True)
    for path in (FEED, f"{FEED}.php", f"{FEED}/status"):
        for method in (client.post, client.put, client.delete, client.trace):
            answer = method(path)
            assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
            assert answer.json()["success"] is False
            assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.options(FEED).status_code == 204
    assert client.head(FEED).content == b""


# --- What is kept -------------------------------------------------------------------------------------------------------------


def test_a_page_of_a_hundred_takes_three_queries_and_a_kept_one_a_single_query(client, django_assert_num_queries):
    now = timezone.now()
    job = a_job(now=now)
    copies = [
        Job(
            **{
                field.attname: getattr(job, field.attname)
                for field in Job._meta.concrete_fields
                if not field.generated and field.attname != "id"
            }
        )
        for _number in range(100)
    ]
    indexing.refresh([copy.pk for copy in Job.objects.bulk_create(copies)], now=now)
    with django_assert_num_queries(3):
        first = client.get(FEED, {"count": 100})
    with django_assert_num_queries(1):
        again = client.get(FEED, {"count": 100})
    assert first.content == again.content
    assert len(first.json()["jobs"]) == 100


def test_what_is_kept_is_made_anew_when_the_board_changes(client, board):
    assert len(ids(ask(client))) == 6
    services.withdraw(job=board[2], because=Closed.EMPLOYER, now=timezone.now())
    assert ids(ask(client)) == [job.pk for job in board if job != board[2]]


def test_an_unchanged_page_isnt_sent_again(client, board):
    first = client.get(FEED, {"count": 2}, HTTP_ACCEPT_ENCODING="gzip")
    assert first["Content-Encoding"] == "gzip"
    again = client.get(FEED, {"count": 2}, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Access-Control-Allow-Origin"] == "*"
    a_job(now=timezone.now(), title="News", company="Newsroom")
    assert client.get(FEED, {"count": 2}, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_no_answer_sets_a_cookie_or_differs_by_one(client, board):
    answer = client.get(FEED)
    assert not answer.cookies
    assert answer["Vary"] == "Accept-Encoding"
    assert answer["Cache-Control"] == "public, max-age=60"
    client.force_login(a_user())
    members = client.get(FEED)
    assert members.content == answer.content
    assert not members.cookies


def test_the_documentation_has_every_parameter_and_field_and_is_kept(client, board, django_assert_num_queries):
    told = ask(client, count="1")
    path = told["documentationUrl"].removeprefix("http://127.0.0.1:8000")
    client.get(path)
    with django_assert_num_queries(0):
        page = client.get(path)
    text = page.content.decode()
    for word in (
        *told["jobs"][0],
        "cursor",
        "geo",
        "nextCursor",
        "Retry-After",
        "closedAt",
        "job_categories",
        "hong-kong",
        "smm",
    ):
        assert f"<code>{word}" in text, word
    assert "/api/openapi.json" in text


# --- The description ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "model"),
    [
        ({}, "JobsAnswer"), ({"count": "2", "geo": "usa", "tag": "role"}, "JobsAnswer"), ({"tag": "zymurgy"}, "JobsAnswer"),
        ({"get": "locations"}, "LocationsAnswer"), ({"get": "industries"}, "IndustriesAnswer"), ({"page": "2"}, "Error"),
    ],
)  # fmt: skip
def test_answers_are_as_our_description_says(client, board, query, model):
    description = ask(client, "/api/openapi.json")
    assert description["openapi"] == "3.1.0"
    schema = {"$ref": f"#/components/schemas/{model}", "components": description["components"]}
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(client.get(FEED, query).json())


def test_the_description_names_every_parameter_and_no_other(client):
    paths = ask(client, "/api/openapi.json")["paths"]
    assert {one["name"] for one in paths[FEED]["get"]["parameters"]} == {
        "count",
        "cursor",
        "geo",
        "industry",
        "tag",
        "get",
    }
    assert {one["name"] for one in paths[f"{FEED}/status"]["get"]["parameters"]} == {"ids"}
