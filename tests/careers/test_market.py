"""The market of our own jobs: each finished week is counted once, kept, and shown with its number of jobs and its date."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careers.market import charts, recording
from careers.market.salaries import salaries
from careers.models import MarketWeek
from careers.tasks import record_market
from jobs import services
from jobs.lifecycle import Closed
from jobs.models import Job
from jobs.pay import Pay
from tests.factories import NOW, a_job

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 11, 9)  # NOW is Friday of the week after
NOON = dt.datetime(2026, 11, 9, 12, tzinfo=dt.UTC)


def an_engineer(company="Northwind", *, days=0, now=NOON, **changes):
    at = now + days * DAY
    changes = {"title": "Software Engineer", "skills": ("Python",), **changes}
    return a_job(now=at, company=company, published_at=at, expires_at=at + 40 * DAY, **changes)


def engineers(count, **changes):
    return [an_engineer(f"Employer {number}", **changes) for number in range(count)]


def row(occupations, place="", week=MONDAY, code="15-1252.00"):
    return MarketWeek.objects.get(occupation=occupations[code], place=place, week=week)


# --- Recording ----------------------------------------------------------------------------------------------------------------


def test_a_week_counts_what_appeared_and_what_was_open_at_its_end(occupations):
    an_engineer("A")
    an_engineer("B", days=-7)
    services.fill(job=an_engineer("C"), now=NOON + DAY)
    assert recording.record_weeks(now=NOW) == 2
    week = row(occupations)
    assert (week.published, week.open_at_end) == (2, 2)
    before = row(occupations, week=MONDAY - 7 * DAY)
    assert (before.published, before.open_at_end) == (1, 1)


def test_the_week_that_is_not_over_is_not_counted(occupations):
    an_engineer(now=NOW - DAY)
    assert recording.record_weeks(now=NOW) == 0
    assert not MarketWeek.objects.exists()


def test_a_recorded_week_stays_as_it_was(occupations):
    job = an_engineer()
    recording.record_weeks(now=NOW)
    services.withdraw(job=job, because=Closed.EMPLOYER, now=NOW)
    Job.objects.update(title="Changed since", skills=["Cobol"])
    recording.record_weeks(now=NOW)
    record_market()
    week = row(occupations)
    assert (week.published, week.open_at_end, week.skills) == (1, 1, [["Python", 1]])


def test_missed_weeks_are_caught_up_on_and_twice_changes_nothing(occupations):
    an_engineer("A")
    recording.record_weeks(now=NOW)
    an_engineer("B", now=NOW + 7 * DAY)
    assert recording.record_weeks(now=NOW + 28 * DAY) == 4
    kept = list(MarketWeek.objects.order_by("pk").values())
    assert recording.record_weeks(now=NOW + 28 * DAY) == 0
    assert list(MarketWeek.objects.order_by("pk").values()) == kept


def test_a_copy_of_an_opening_counts_once(occupations):
    job, copy = engineers(2)
    Job.objects.filter(pk=copy.pk).update(lead=job)
    recording.record_weeks(now=NOW)
    assert row(occupations).published == 1


def test_a_held_job_counts_for_nothing(occupations):
    an_engineer(description="<p>You will spend three days a week in our Leeds office.</p>")
    assert recording.record_weeks(now=NOW) == 0


def test_pay_needs_eight_jobs_in_one_currency(occupations):
    engineers(7, pay=Pay(10_000_000, 12_000_000, "USD", "year"))
    an_engineer("Paid in euros", pay=Pay(9_000_000, 9_500_000, "EUR", "year"))
    an_engineer("Silent", pay=None)
    recording.record_weeks(now=NOW)
    week = row(occupations)
    assert (week.pay_currency, week.pay_sample, week.pay_low, week.pay_high) == ("USD", 7, None, None)
    assert (week.states_pay, week.open_at_end) == (8, 9)


def test_pay_is_the_median_of_both_ends_of_a_year(occupations):
    for number in range(8):
        an_engineer(f"E{number}", pay=Pay(100_000_00 + number * 1_000_00, 150_000_00, "USD", "year"))
    recording.record_weeks(now=NOW)
    week = row(occupations)
    assert (week.pay_sample, week.pay_low, week.pay_high) == (8, 103_000_00, 150_000_00)


def test_a_place_counts_the_jobs_that_its_residents_can_apply_for(occupations):
    an_engineer("A", place="Germany", regions=("germany",))
    an_engineer("B", place="Europe", regions=("europe",))
    an_engineer("C", place="Anywhere", regions=("anywhere",))
    an_engineer("D", place="Brazil", regions=("brazil",))
    recording.record_weeks(now=NOW)
    assert row(occupations).published == 4
    assert row(occupations, "germany").published == 3
    assert row(occupations, "europe").published == 2
    assert row(occupations, "brazil").published == 2
    assert not MarketWeek.objects.filter(place="france").exists()


# --- Pages ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def recorded(occupations):
    engineers(
        9,
        pay=Pay(10_000_000, 12_000_000, "USD", "year"),
        skills=("Python", "Go"),
        place="Germany",
        regions=("germany",),
    )
    an_engineer("Before", days=-7, pay=None)
    recording.record_weeks(now=NOW)
    return occupations


def test_the_page_says_every_figure_with_its_number_and_date(client, recorded):
    page = client.get("/careers/occupations/software-developers/market/").content.decode()
    for said in (
        "The latest full week ended on November 15, 2026.", "in the week of November 9, 2026", "at the end of November 15, 2026",
        "$100,000–$120,000", "a year, 9 jobs in USD", "9 of 10", "Where people can live", "Germany",
        "Published for comparison: a median of",
    ):  # fmt: skip
        assert said in page, said


def test_a_place_has_a_page_of_its_own(client, recorded):
    page = client.get("/careers/occupations/software-developers/market/germany/").content.decode()
    assert "remote jobs open to Germany" in page
    assert client.get("/careers/occupations/software-developers/market/france/").status_code == 404
    assert client.get("/careers/occupations/software-developers/market/atlantis/").status_code == 404


def test_too_few_jobs_are_said_plainly(client, occupations):
    an_engineer(pay=Pay(10_000_000, 12_000_000, "USD", "year"))
    recording.record_weeks(now=NOW)
    page = client.get("/careers/occupations/software-developers/market/").content.decode()
    assert "Too few jobs to show typical pay: 1 job states both ends of its pay" in page
    assert "$100,000" not in page


def test_an_occupation_without_jobs_says_so(client, recorded):
    answer = client.get("/careers/occupations/registered-nurses/market/")
    assert answer.status_code == 200
    assert "No job of this occupation was on this site" in answer.content.decode()
    assert 'name="robots" content="noindex"' in answer.content.decode()


def test_pages_cost_few_queries_and_none_when_kept(client, recorded):
    for url in ("/careers/occupations/software-developers/market/", "/salaries/", "/salaries/?q=sdr"):
        with CaptureQueriesContext(connection) as queries:
            first = client.get(url)
        assert len(queries) <= 10, url
        assert len(first.content) <= 75_000
        if "?" in url:
            continue  # searches aren't kept
        with CaptureQueriesContext(connection) as queries:
            again = client.get(url)
        assert (len(queries), again.content) == (0, first.content), url


def test_a_gap_in_the_weeks_is_shown_as_no_jobs(client, occupations):
    an_engineer("A", days=-21)
    Job.objects.update(closed_at=NOON - 20 * DAY)
    an_engineer("B")
    recording.record_weeks(now=NOW)
    page = client.get("/careers/occupations/software-developers/market/").content.decode()
    assert page.count('<th scope="row"><time') == 4


# --- Salaries -------------------------------------------------------------------------------------------------------------------


def test_published_stands_beside_advertised(client, recorded):
    page = client.get("/salaries/").content.decode()
    assert "Occupational Employment and Wage Statistics" in page
    assert "$100,000–$120,000" in page
    assert "9 jobs" in page
    assert page.index("Software Developers") < page.index("Accountants and Auditors")  # most open jobs first


def test_a_title_finds_its_occupation(client, recorded):
    page = client.get("/salaries/", {"q": "Sr. ops manager (remote)"}).content.decode()
    assert "is a title of General and Operations Managers." in page
    page = client.get("/salaries/", {"q": "<script>"}).content.decode()
    assert "We know no single occupation that “&lt;script&gt;” names." in page


@pytest.mark.parametrize("sort", ["jobs", "pay", "title"])
def test_pages_of_salaries_leave_nobody_out(recorded, monkeypatch, sort):
    monkeypatch.setattr("careers.market.salaries.PAGE", 4)
    seen, after = [], ""
    while True:
        page = salaries(sort=sort, after=after)
        seen += [one.occupation.code for one in page.rows]
        if not page.next_url:
            break
        after = page.next_url.rpartition("after=")[2].replace("%7E", "~").replace("+", " ").replace("%2C", ",")
    listed = [code for code, occupation in recorded.items() if occupation.is_listed]
    assert sorted(seen) == sorted(listed)


def test_a_mangled_position_starts_over(client, recorded):
    for after in ("~", "x~y", "9" * 150 + "~1", "1~-1", "--5~1", "%00"):
        assert client.get("/salaries/", {"after": after, "sort": "pay"}).status_code == 200


# --- Charts ---------------------------------------------------------------------------------------------------------------------


def test_columns_reach_from_the_ground_to_the_largest():
    drawn = charts.columns([0, 5, 10])
    assert [column.height for column in drawn] == [50, 100]
    assert all(column.y + column.height == charts.HEIGHT for column in drawn)


def test_spans_stay_inside_the_drawing():
    drawn = charts.spans([(10, 20), None, (15, 15), (20, 20)])
    assert len(drawn) == 3
    assert all(column.y >= 0 and column.y + column.height <= charts.HEIGHT + 0.01 for column in drawn)
