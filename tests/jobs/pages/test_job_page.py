import re
from html import unescape

import pytest
from django.utils import timezone

from jobs import deduplication, services
from jobs.models import Company, Job, Source
from jobs.pay import Pay
from jobs.screening.claims import Finding
from tests.factories import a_job, a_posting, a_user

pytestmark = pytest.mark.django_db

MOST_QUERIES = 8


@pytest.fixture
def now():
    return timezone.now()


def words_of(response):
    """The page as one line of words."""
    html = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def words(client, job):
    response = client.get(job.get_absolute_url())
    assert response.status_code == 200
    return words_of(response)


def a_source(name, company=None):
    return Source.objects.create(name=name, format="rss", company=company)


def found(job, *findings):
    Job.objects.filter(pk=job.pk).update(found=[finding.as_json() for finding in findings])


# --- What it says -------------------------------------------------------------------------------------------------------


def test_an_open_posting_shows_its_title_company_text_and_facts(client, now):
    job = a_job(
        now=now,
        regions=("europe", "canada"),
        place="Remote, Europe or Canada",
        timezone=(-60, 330),
        industries=("admin", "hr"),
        skills=("Excel", "R&D <b>"),
    )
    html = client.get(job.get_absolute_url()).content.decode()
    assert "<h1>Operations Officer</h1>" in html
    assert "<li>Plan the week.</li>" in html
    assert "R&amp;D &lt;b&gt;" in html
    page = words(client, job)
    assert "$72,000–$88,000 a year" in page
    assert "Who can apply Europe, Canada Listed as “Remote, Europe or Canada”." in page
    assert "Time zones UTC−1 to UTC+5:30" in page
    assert "Job type Full-time" in page
    assert "Level Mid-level" in page
    assert "Industry Administration , Human resources" in page.replace(" ,", " ,")


def test_pay_by_the_hour_has_its_yearly_equivalent_and_what_that_assumes(client, now):
    page = words(client, a_job(now=now, pay=Pay(2_000, 2_500, "USD", "hour")))
    assert "$20–$25 an hour Yearly equivalent $41,600–$52,000, based on 2,080 hours." in page
    assert "This range is wide" not in page


def test_pay_by_the_year_has_no_equivalent_and_a_range_of_twice_the_lowest_is_flagged(client, now):
    page = words(client, a_job(now=now, pay=Pay(5_000_000, 10_000_000, "EUR", "year")))
    assert "Yearly equivalent" not in page
    assert "This range is wide: the top is at least twice the bottom." in page


def test_missing_pay_is_said_plainly(client, now):
    assert "Pay Pay not stated" in words(client, a_job(now=now, pay=None))


def test_many_countries_are_counted_and_all_of_them_can_be_read(client, now):
    page = words(client, a_job(now=now, regions=("spain", "portugal", "france", "italy")))
    assert "Who can apply 4 countries" in page
    assert "All 4 places Spain, Portugal, France, Italy" in page


def test_every_source_of_the_opening_is_listed_the_employers_own_first(client, now):
    own = a_source("Northwind careers", services.company_named("Northwind"))
    board = a_source("Remote Harbor")
    copy = a_job(now=now, source=board, external_id="7", source_url="https://harbor.example/7")
    lead = a_job(now=now, source=own, external_id="1", source_url="https://northwind.example/1")
    copy.refresh_from_db()
    assert copy.lead == lead
    page = words(client, lead)
    assert "Source Northwind careers From the employer Remote Harbor" in page


def test_a_source_address_that_is_no_web_address_becomes_no_link(client, now):
    job = a_job(now=now, source=a_source("Odd feed"), external_id="1", source_url="javascript:alert(1)")
    html = client.get(job.get_absolute_url()).content.decode()
    assert "javascript:" not in html
    assert "Odd feed" in html


def test_the_card_says_where_the_apply_link_leads_and_when_the_posting_was_last_seen(client, now):
    page = words(client, a_job(now=now, source=a_source("Remote Harbor"), external_id="1"))
    assert "Opens northwind.example. Last checked just now." in page


def test_a_posting_that_names_no_way_to_apply_says_so_and_has_no_apply_link(client, now):
    job = a_job(now=now, apply_url="")
    response = client.get(job.get_absolute_url())
    assert "This job doesn't say how to apply." in words_of(response)
    assert f"/jobs/{job.pk}/apply/" not in response.content.decode()


# --- Can I apply, and what the rules found ------------------------------------------------------------------------------


def test_a_visitor_who_has_not_said_where_they_live_is_asked(client, now):
    job = a_job(now=now)
    html = client.get(job.get_absolute_url()).content.decode()
    assert f'href="/jobs/place/?next=%2Fjobs%2F{job.pk}-operations-officer%2F"' in html


@pytest.mark.parametrize(("region", "verdict"), [("spain", "yes"), ("europe", "yes"), ("japan", "no")])
def test_the_answer_for_the_visitors_country_stands_beside_the_text_with_what_decides(client, now, region, verdict):
    client.cookies["place"] = "ES|Europe/Madrid"
    response = client.get(a_job(now=now, regions=(region,)).get_absolute_url())
    card = response.context["card"]
    assert card.answer.verdict == verdict
    assert f'<span class="can {verdict}">{card.verdict}</span>' in response.content.decode()
    assert f"{card.headline} {card.answer.reason} {card.answer.quote}" in words_of(response)


def test_what_the_rules_found_is_shown_with_the_sentence_gravest_first(client, now):
    job = a_job(now=now)
    found(
        job,
        Finding("timezone-demand", "limit", "You work from 9 to 5 Pacific time."),
        Finding("payment-request", "scam", "A training fee is due."),
        Finding("office-days", "contradiction", "Tuesdays we meet <in> Berlin."),
    )
    page = words(client, job)
    contradiction = page.index("The details don't match the label")
    scam = page.index("Be careful: signs of a scam")
    limit = page.index("Requirements we found")
    assert contradiction < scam < limit
    assert "Tuesdays we meet &lt;in&gt; Berlin." in client.get(job.get_absolute_url()).content.decode()


def test_a_posting_in_which_nothing_was_found_has_no_such_box(client, now):
    page = words(client, a_job(now=now))
    for heading in ("The details don't match the label", "signs of a scam", "Requirements we found"):
        assert heading not in page


# --- Addresses ----------------------------------------------------------------------------------------------------------


def test_a_wrong_slug_leads_to_the_right_one_for_good(client, now):
    job = a_job(now=now)
    response = client.get(f"/jobs/{job.pk}-something-else/")
    assert (response.status_code, response["Location"]) == (301, job.get_absolute_url())


def test_a_copy_leads_to_the_posting_that_stands_for_it(client, now):
    lead = a_job(now=now, source=a_source("One"), external_id="1")
    copy = a_job(now=now, source=a_source("Two"), external_id="2")
    copy.refresh_from_db()
    assert copy.lead == lead
    response = client.get(copy.get_absolute_url())
    assert (response.status_code, response["Location"]) == (302, lead.get_absolute_url())


@pytest.mark.parametrize("path", ["/jobs/999-nothing/", "/jobs/99999999999999999999-x/"])
def test_a_posting_that_never_was_is_unknown(client, path):
    assert client.get(path).status_code == 404


def test_drafts_and_postings_never_published_are_unknown(client, now):
    job = a_job(now=now)
    draft = services.duplicate(job=job, by=None, now=now)
    assert client.get(draft.get_absolute_url()).status_code == 404
    services.submit(job=draft, by=None, now=now)
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_the_page_is_nobodys_to_keep_and_names_its_own_address(client, now):
    job = a_job(now=now)
    response = client.get(job.get_absolute_url(), {"utm": "x"})
    assert response["Cache-Control"] == "private, no-store"
    assert f'rel="canonical" href="http://127.0.0.1:8000{job.get_absolute_url()}"' in response.content.decode()
    assert client.post(job.get_absolute_url()).status_code == 405


# --- Cost ---------------------------------------------------------------------------------------------------------------


def a_busy_board(now):
    own = a_source("Northwind careers", services.company_named("Northwind"))
    job = a_job(now=now, source=own, external_id="1")
    for at in range(3):
        a_job(now=now, source=a_source(f"Board {at}"), external_id=str(at))
    for at in range(12):
        a_job(now=now, company=f"Company {at}", pay=None)
    services.revise(job=job, posting=a_posting(level="senior"), now=now)
    deduplication.elect_lead(job, now=now)
    Company.objects.update(logo=b"png")
    return Job.objects.get(pk=job.pk)


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_page_takes_at_most_eight_queries(client, now, django_assert_max_num_queries, signed_in):
    job = a_busy_board(now)
    if signed_in:
        client.force_login(a_user())
    client.get(job.get_absolute_url())  # footer and guide titles are kept from here on
    with django_assert_max_num_queries(MOST_QUERIES):
        page = words(client, job)
    assert page.count("Company ") >= 6


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_page_of_a_closed_posting_takes_at_most_eight_queries(
    client, now, django_assert_max_num_queries, signed_in
):
    job = a_busy_board(now)
    services.fill(job=job, now=now)
    if signed_in:
        client.force_login(a_user())
    client.get(job.get_absolute_url())
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(job.get_absolute_url()).status_code == 410
