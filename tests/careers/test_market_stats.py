"""What a guide says about the market comes from our own jobs, with sample and date."""

import datetime as dt

import pytest

from careers.roles import guide_for
from jobs import services
from jobs.lifecycle import Closed
from jobs.market_stats import FEWEST, market_of_role
from jobs.pay import Pay
from tests.factories import NOW, a_job, a_published_guide

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def some_jobs(count, **changes):
    return [a_job(**{"title": "Lighthouse Keeper", "company": f"Harbor {at}", **changes}) for at in range(count)]


def test_counts_open_postings_that_carry_one_of_the_titles():
    some_jobs(2)
    a_job(title="Senior Wickies wanted", company="North Light")
    a_job(title="Keeper of the lighthouse", company="South Light")
    a_job(title="Baker", company="Crumb", description="<p>Near the lighthouse keeper.</p>")
    services.withdraw(job=a_job(title="Lighthouse Keeper", company="Gone"), because=Closed.GONE, now=NOW)
    assert market_of_role(["Lighthouse Keeper", "Wickie"], now=NOW).openings == 3


def test_no_titles_mean_no_postings():
    some_jobs(1)
    assert market_of_role([], now=NOW).openings == 0


def test_pay_is_the_middle_of_what_postings_state():
    for at in range(1, 10):
        a_job(title="Lighthouse Keeper", company=f"Light {at}", pay=Pay(at * 1_000_000, at * 1_500_000, "USD", "year"))
    band = market_of_role(["Lighthouse Keeper"], now=NOW).pay
    assert (band.low, band.high, band.currency, band.sample) == (5_000_000, 7_500_000, "USD", 9)


def test_pay_is_hidden_below_eight_postings():
    some_jobs(FEWEST - 1)
    assert market_of_role(["Lighthouse Keeper"], now=NOW).pay is None
    a_job(title="Lighthouse Keeper", company="One more")
    assert market_of_role(["Lighthouse Keeper"], now=NOW).pay.sample == FEWEST


def test_currencies_are_never_mixed():
    some_jobs(FEWEST - 1)
    for at in range(FEWEST - 1):
        a_job(title="Lighthouse Keeper", company=f"Phare {at}", pay=Pay(3_000_000, 4_000_000, "EUR", "year"))
    assert market_of_role(["Lighthouse Keeper"], now=NOW).pay is None


def test_hourly_pay_counts_by_its_yearly_equivalent():
    some_jobs(FEWEST, pay=Pay(2_000, 3_000, "USD", "hour"))
    band = market_of_role(["Lighthouse Keeper"], now=NOW).pay
    assert (band.low, band.high) == (2_000 * 2080, 3_000 * 2080)


def test_most_asked_skills_come_first_and_a_single_wish_is_no_trend():
    some_jobs(2, skills=("Knots", "Morse"))
    a_job(title="Lighthouse Keeper", company="West", skills=("Knots", "Painting"))
    assert market_of_role(["Lighthouse Keeper"], now=NOW).skills == [("Knots", 3), ("Morse", 2)]


def test_openings_a_week_count_closed_postings_too():
    some_jobs(1, published_at=NOW - 8 * DAY)
    closed = a_job(title="Lighthouse Keeper", company="Far", published_at=NOW - 9 * DAY)
    services.fill(job=closed, now=NOW)
    weeks = market_of_role(["Lighthouse Keeper"], now=NOW).weeks
    assert [week.openings for week in weeks] == [0, 0, 0, 0, 0, 0, 0, 2]
    assert weeks[-1].starts == dt.date(2026, 11, 9)


def test_the_guide_shows_its_market_with_sample_and_date(client):
    guide = a_published_guide()
    some_jobs(FEWEST)
    page = client.get(guide.get_absolute_url()).content.decode()
    assert "$72,000–$88,000 a year" in page
    assert "8 jobs, counted on November 20, 2026" in page
    assert page.count('href="/jobs/') >= 5


def test_a_guide_without_open_jobs_shows_no_market(client):
    page = client.get(a_published_guide().get_absolute_url()).content.decode()
    assert "Job market today" not in page


def test_a_posting_finds_the_guide_of_its_role():
    a_published_guide()
    assert guide_for("Senior Lighthouse Keeper (Remote)", now=NOW).slug == "lighthouse-keeper"
    assert guide_for("WICKIE, night shift", now=NOW).title == "Lighthouse Keeper"
    assert guide_for("Lighthouse Keepers' Cook", now=NOW) is None
