"""What similar jobs pay, on the page of a job."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from jobs.models import Job
from jobs.pay import Pay
from jobs.pay_comparison import WIDTH, _bar, compare_pay
from tests.factories import NOW, a_job

pytestmark = pytest.mark.django_db
OWN = Pay(5_000_000, 7_000_000, "USD", "year")


def alike(number, pay, **changes):
    return a_job(title=f"Clerk {number}", company=f"Company {number}", **{"level": "senior", "pay": pay, **changes})


def yearly(low, currency="USD"):
    """A range of $10,000 that starts at ``low`` thousand."""
    return Pay(low * 100_000, (low + 10) * 100_000, currency, "year")


@pytest.fixture
def market():
    """Nine jobs whose middles are $45,000 to $85,000."""
    for number in range(9):
        alike(number, yearly(40 + 5 * number))


def compared(**changes):
    job = a_job(title="Officer", **{"level": "senior", "pay": OWN, **changes})
    return compare_pay(Job.objects.get(pk=job.pk), now=NOW)


def test_half_of_the_similar_jobs_stand_between_the_quartiles_of_their_middles(market):
    found = compared()
    assert (found.sample, found.low, found.high, found.currency) == (9, "$55,000", "$75,000", "USD")
    assert (found.half.x, found.half.width) == (75, 150)
    assert (found.own.x, found.own.width) == (38, 150)


def test_pay_by_the_hour_counts_by_the_year(market):
    assert compared(pay=Pay(2_500, 3_000, "USD", "hour")).own.x == 52


def test_only_jobs_of_the_industry_and_level_in_the_same_currency_with_both_ends_count(market):
    alike(20, yearly(200), level="entry")
    alike(21, yearly(200), industries=("legal",))
    alike(22, yearly(200, "EUR"))
    alike(23, Pay(20_000_000, None, "USD", "year"))
    alike(24, None)
    assert compared().sample == 9


def test_too_few_are_no_figure_and_neither_is_any_level():
    for number in range(8):
        alike(number, yearly(40))
    assert compared().sample == 8
    assert compared(pay=Pay(5_000_000, 7_000_000, "EUR", "year")) is None
    assert compared(level="any") is None
    Job.objects.filter(title="Clerk 3").delete()
    assert compared() is None


def test_a_job_without_pay_is_told_what_others_pay_in_the_currency_of_most(market):
    alike(20, yearly(40, "EUR"))
    found = compared(pay=None)
    assert (found.sample, found.currency, found.own) == (9, "USD", None)


def test_the_page_says_how_many_and_which(client):
    now = timezone.now()
    for number in range(8):
        alike(number, yearly(40 + 5 * number), now=now)
    job = a_job(title="Officer", level="senior", pay=OWN, now=now)
    page = " ".join(client.get(job.get_absolute_url()).content.decode().split())
    assert "Half of 8 similar jobs pay $53,750 to $71,250 a year." in page
    assert "Senior jobs in Administration that are open here now, by the middle of their range." in page


def test_it_is_one_query(market, django_assert_num_queries):
    job = Job.objects.get(pk=a_job(level="senior", pay=OWN).pk)
    with django_assert_num_queries(1):
        compare_pay(job, now=NOW)


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=2), st.lists(st.integers(0, 10**9), min_size=2, max_size=2))
def test_a_bar_is_seen_and_stays_in_the_drawing(part, ends):
    ends = (min(*part, *ends), max(*part, *ends))
    bar = _bar(sorted(part), ends)
    assert bar.x >= 0
    assert bar.width > 0
    assert bar.x + bar.width <= WIDTH
