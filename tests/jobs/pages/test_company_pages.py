import datetime as dt

import pytest
from django.utils import timezone

from jobs import company_stats, services
from jobs.lifecycle import Closed
from jobs.models import Company, Job, Source
from tests.factories import a_job, a_user
from tests.jobs.pages.test_job_page import words_of
from toolkit import markdown

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PAGES_OF_COMPANIES = (("/companies", "/"), ("/api/v1/companies", ""), ("/api/v1/companies", "/jobs"))


@pytest.fixture
def now():
    return timezone.now()


def names(response):
    return [company.name for company in response.context["companies"]]


# --- The list -----------------------------------------------------------------------------------------------------------


def test_companies_that_hire_are_listed_by_name_with_how_many_jobs_they_have_open(client, now):
    a_job(now=now, company="zebra GmbH")
    a_job(now=now, company="Acme Inc.")
    a_job(now=now, company="Acme Inc.", title="Cook")
    services.fill(job=a_job(now=now, company="Gone Ltd"), now=now)
    services.company_named("Never")
    response = client.get("/companies/")
    assert names(response) == ["Acme Inc.", "zebra GmbH"]
    assert "Acme Inc. 2 open jobs" in words_of(response)
    assert "zebra GmbH 1 open job" in words_of(response)


def test_an_opening_at_two_sources_counts_once(client, now):
    for name in ("One", "Two"):
        a_job(now=now, source=Source.objects.create(name=name, format="rss"), external_id=name)
    assert "Northwind 1 open job" in words_of(client.get("/companies/"))


def test_a_letter_shows_the_names_that_begin_with_it_and_the_number_sign_all_others(client, now):
    for company in ("Acme", "Beta", "bravo", "37 Sails", "Ærø Ferries"):
        a_job(now=now, company=company)
    assert names(client.get("/companies/?letter=b")) == ["Beta", "bravo"]
    assert names(client.get("/companies/?letter=B")) == ["Beta", "bravo"]
    assert names(client.get("/companies/?letter=other")) == ["37 Sails", "Ærø Ferries"]
    response = client.get("/companies/?letter=q")
    assert names(response) == []
    assert "No companies under this letter have open jobs." in words_of(response)
    assert client.get("/companies/?letter=bb").status_code == 404


@pytest.mark.parametrize("query", ["acme", "ACME inc", "cm", " acme,  Inc. "])
def test_a_part_of_the_name_finds_a_company(client, now, query):
    a_job(now=now, company="Acme Inc.")
    a_job(now=now, company="Beta")
    assert names(client.get("/companies/", {"q": query})) == ["Acme Inc."]


@pytest.mark.parametrize("query", ["%", "_", "x" * 10_000, "<script>", "🙂"])
def test_strange_queries_find_nothing_and_break_nothing(client, now, query):
    a_job(now=now, company="Acme Inc.")
    response = client.get("/companies/", {"q": query})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().replace('<script type="', "")


def test_pages_follow_each_other_by_name_without_gap_or_repetition(client, now, monkeypatch):
    monkeypatch.setattr(company_stats, "PAGE", 4)
    for at in range(10):
        a_job(now=now, company=f"Company {at:02}")
    found, url = [], "/companies/?q=company"
    while url:
        response = client.get(url)
        found.append(names(response))
        url = response.context["next_url"]
        assert 'content="noindex, follow"' in response.content.decode()
    assert [len(page) for page in found] == [4, 4, 2]
    assert [name for page in found for name in page] == [f"Company {at:02}" for at in range(10)]
    assert "First page" in words_of(response)


def test_very_many_openings_are_counted_up_to_a_bound(client, now, monkeypatch):
    monkeypatch.setattr(company_stats, "MOST_COUNTED", 2)
    for at in range(3):
        a_job(now=now, title=f"Cook {at}")
    assert "2 or more open jobs" in words_of(client.get("/companies/"))


def test_the_list_takes_the_same_few_queries_however_long_it_is(client, now, django_assert_max_num_queries):
    client.get("/companies/")
    for at in range(30):
        a_job(now=now, company=f"Company {at}")
    with django_assert_max_num_queries(2):
        assert len(names(client.get("/companies/"))) == 30


# --- One company --------------------------------------------------------------------------------------------------------


def test_a_company_whose_jobs_were_never_public_is_named_nowhere(client, now):
    scam = "<p>You must pay a registration fee of $50 before the interview.</p>"
    held = a_job(now=now, company="Zephyrine", description=scam)
    assert held.status == "pending"
    assert {client.get(f"{path}/zephyrine{end}").status_code for path, end in PAGES_OF_COMPANIES} == {404}
    assert b'href="/companies/zephyrine/"' not in client.get("/companies/zephyrinne/").content
    params = {"name": "get_company", "arguments": {"company": "Zephyrine"}}
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    assert client.post("/mcp", asked, content_type="application/json").json()["result"]["isError"]
    services.publish(job=held, by=None, now=now)
    assert {client.get(f"{path}/zephyrine{end}").status_code for path, end in PAGES_OF_COMPANIES} == {200}


def test_a_company_shows_what_it_says_of_itself_and_its_openings_newest_first(client, now):
    a_job(now=now, title="Cook", published_at=now - 3 * DAY)
    a_job(now=now, title="Baker", published_at=now - 2 * DAY)
    a_job(now=now, title="Elsewhere", company="Other")
    Company.objects.filter(name="Northwind").update(
        site="https://www.northwind.example/", about="We **sail**. <script>alert(1)</script>"
    )
    response = client.get("/companies/northwind/")
    page = words_of(response)
    assert "2 open remote jobs" in page
    shown = page.partition("2 open remote jobs")[2]  # the header names the Cook Islands
    assert shown.index("Baker") < shown.index("Cook")
    assert "Elsewhere" not in page
    html = response.content.decode()
    assert "<strong>sail</strong>" in html
    assert "<script>alert" not in html
    assert '<a href="https://www.northwind.example/" rel="nofollow noopener">northwind.example</a>' in html


def test_what_a_company_says_of_itself_is_rendered_when_it_is_saved(client, now, monkeypatch):
    company = a_job(now=now).company
    company.about = "We **sail**."
    company.save(update_fields=["about"])
    assert Company.objects.get(pk=company.pk).about_html == "<p>We <strong>sail</strong>.</p>"
    monkeypatch.setattr(markdown, "render", lambda source: pytest.fail("rendered while it is looked at"))
    assert "<strong>sail</strong>" in client.get("/companies/northwind/").content.decode()


def test_a_site_that_is_no_web_address_becomes_no_link(client, now):
    a_job(now=now)
    Company.objects.update(site="javascript:alert(1)")
    assert "javascript:" not in client.get("/companies/northwind/").content.decode()


def test_more_openings_than_fit_lead_to_the_search(client, now):
    for at in range(22):
        a_job(now=now, title=f"Cook {at}")
    html = client.get("/companies/northwind/").content.decode()
    assert html.count('<li class="job">') == 20
    assert 'href="/jobs/?company=northwind">Search all 22 jobs</a>' in html


def test_what_became_of_its_postings_is_counted_for_ninety_days(client, now):
    source = Source.objects.create(name="One", format="rss")

    def closed(title, age, how, **options):
        job = a_job(now=now - (age + 10) * DAY, title=title, source=source, external_id=title)
        how(job=job, now=now - age * DAY, **options)

    for at in range(3):
        closed(f"Filled {at}", 5, services.fill)
    closed("Old", 91, services.fill)
    closed("Gone", 6, services.withdraw, because=Closed.GONE)
    closed("Back", 6, services.withdraw, because=Closed.EMPLOYER)
    closed("Scam", 6, services.reject, by=None)
    for age in (30, 200):
        a_job(now=now - age * DAY, title=f"Over {age}", expires_at=now - (age - 1) * DAY)
    page = words_of(client.get("/companies/northwind/"))
    assert "6 jobs closed in the last 90 days:" in page
    assert "Filled 3 Removed from the source 1 Withdrawn by the employer 1 Expired 1" in page
    assert "Half of the" not in page  # four say too little about how long they were open


def test_how_long_postings_were_open_is_said_when_enough_have_closed(client, now):
    for at, days in enumerate((2, 10, 20, 30, 80)):
        job = a_job(now=now - (days + 1) * DAY, title=f"Filled {at}")
        services.fill(job=job, now=now - DAY)
    page = words_of(client.get("/companies/northwind/"))
    assert "Half of the 5 filled or removed jobs were open for 20 days or less." in page


def test_the_posting_not_looked_at_for_longest_says_how_fresh_they_are(client, now):
    source = Source.objects.create(name="One", format="rss")
    for at, hours in enumerate((2, 50)):
        job = a_job(now=now - 9 * DAY, title=f"Cook {at}", source=source, external_id=str(at))
        services.verify(job_ids=[job.pk], now=now - hours * dt.timedelta(hours=1))
    assert "We last checked its open jobs 2 days ago." in words_of(client.get("/companies/northwind/"))


def test_a_company_without_openings_says_so_and_is_not_indexed(client, now):
    services.fill(job=a_job(now=now), now=now)
    response = client.get("/companies/northwind/")
    assert "Northwind has no open remote jobs right now." in words_of(response)
    assert 'content="noindex, follow"' in response.content.decode()


def test_an_unknown_company_is_a_404_with_those_that_sound_like_it(client, now):
    a_job(now=now)
    a_job(now=now, company="Northwood")
    a_job(now=now, company="Nothing alike")
    response = client.get("/companies/nortwind/")
    assert response.status_code == 404
    page = words_of(response)
    assert "Did you mean one of these? Northwind Northwood" in page
    assert "alike" not in page
    assert client.get("/companies/zzz/").status_code == 404
    assert client.get("/companies/Northwind/")["Location"] == "/companies/northwind/"


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_page_takes_at_most_eight_queries_however_many_openings(
    client, now, django_assert_max_num_queries, signed_in
):
    for at in range(25):
        a_job(now=now, title=f"Cook {at}")
    if signed_in:
        client.force_login(a_user())
    client.get("/companies/northwind/")
    with django_assert_max_num_queries(8):
        assert client.get("/companies/northwind/").status_code == 200
    assert Job.objects.count() == 25
