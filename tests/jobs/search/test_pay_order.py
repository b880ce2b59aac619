"""Sorted by pay: the same as sorting everything in Python, page by page, and what has no comparable pay comes last."""

import datetime as dt

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.models import Job, Listing
from jobs.pay import Pay, compared
from jobs.search import results
from jobs.search.criteria import Criteria
from jobs.search.query import Personal
from tests.factories import NOW, a_job

pytestmark = pytest.mark.django_db
AMOUNTS = [None, (5_000_000, "USD", "year"), (9_000_000, "USD", "year"), (4_000, "EUR", "hour"), (800_000, "BRL", "month"),
           (7_000_000, "GBP", "year"), (100, "KMF", "year"), (9_000_000, "USD", "year"), (12_345_600, "USD", "year")]  # fmt: skip


def paying(number, *, title="Keeper", **fields):
    amount = AMOUNTS[number % len(AMOUNTS)]
    pay = Pay(amount[0], amount[0], amount[1], amount[2]) if amount else None
    return a_job(
        title=title, company=f"Company {number}", pay=pay, published_at=NOW - dt.timedelta(hours=number),
        expires_at=NOW + dt.timedelta(days=30), **fields,
    )  # fmt: skip


def exactly(jobs):
    """The order by definition: comparable pay from the highest, the newer id first; then the rest, newest first."""
    worth = {job.pk: compared(job.pay_currency, job.pay_yearly_max) for job in jobs}
    paid = sorted((job for job in jobs if worth[job.pk] is not None), key=lambda job: (-worth[job.pk], -job.pk))
    rest = sorted(
        (job for job in jobs if worth[job.pk] is None), key=lambda job: (-job.published_at.timestamp(), -job.pk)
    )
    return [job.pk for job in paid], [job.pk for job in rest]


def every_page(criteria, **options):
    paid, rest, start = [], [], None
    while True:
        page = results.search(criteria, start=start, now=NOW, **options)
        for number in range(1, page.pages + 1):
            one = results.search(criteria, page=number, start=start, now=NOW, **options)
            paid += [job.pk for job in one.jobs]
            rest += [job.pk for job in one.rest]
        if page.older is None:
            return paid, rest
        start = page.older


@pytest.fixture(scope="module")
def board(django_db_setup, django_db_blocker):
    """Made once: what a test changes is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        for number in range(60):
            paying(number, title="Keeper" if number % 3 else "Harbor Pilot")
        yield list(Job.objects.all())
        transaction.set_rollback(True)


@pytest.mark.parametrize("asked", [Criteria(), Criteria(q="keeper"), Criteria(q="pilot"), Criteria(exclude="pilot"),
                                   Criteria(geo="spain"), Criteria(pay=50_000), Criteria(q="keeper", posted=1)])  # fmt: skip
def test_all_pages_together_are_the_exact_order(board, small_cap, asked):
    newest = asked.replace(sort="newest")
    matching, start = set(), None
    while True:
        page = results.search(newest, start=start, now=NOW)
        for number in range(1, page.pages + 1):
            matching |= {job.pk for job in results.search(newest, page=number, start=start, now=NOW).jobs}
        if page.older is None:
            break
        start = page.older
    assert matching
    assert every_page(asked.replace(sort="pay")) == exactly([job for job in board if job.pk in matching])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pays=st.lists(st.integers(0, 50_000_000), min_size=30, max_size=60), rare=st.sets(st.integers(0, 59)))
def test_any_pay_is_walked_through_in_order_whatever_matches(board, pays, rare):
    """Random amounts, from very dense to very far apart, and matches from none to all, straight from the function."""
    rows = list(Listing.objects.order_by("position"))
    for at, row in enumerate(rows):
        worth = pays[at % len(pays)]
        buckets = " ".join(f"'{prefix}{worth >> bits}'" for prefix, bits in (("~f", 10), ("~g", 14), ("~y", 18)))
        words = f"{buckets} 'rare'" if at in rare else buckets
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_listing SET paid = %s, words = %s::tsvector WHERE position = %s",
                [worth << 31 | row.job_id, words, row.position],
            )
    found = []
    top = (1 << 62) - 1
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT paid FROM jobs_best_paid('rare', '', 0, '', NULL, false, %s, 7, %s)", [top, NOW])
            page = [paid for (paid,) in cursor.fetchall()]
        found += page
        if len(page) < 7:
            break
        top = page[-1] - 1
    wanted = sorted(
        (pays[at % len(pays)] << 31 | row.job_id for at, row in enumerate(rows) if at in rare), reverse=True
    )
    assert found == wanted


def test_what_a_member_hid_takes_no_room_on_a_page_and_is_not_counted(board):
    jobs = results.search(Criteria(q="keeper"), now=NOW)
    skip = tuple(job.pk for job in jobs.jobs[:3])
    for sort in ("best", "newest", "pay"):
        fewer = results.search(Criteria(q="keeper", sort=sort), personal=Personal(skip=skip), now=NOW)
        assert fewer.count.number == jobs.count.number - 3
        assert fewer.skipped == 3
        assert not {job.pk for job in fewer.jobs} & set(skip)
        assert len(fewer.jobs) + len(fewer.rest) == results.PAGE


def test_what_a_member_muted_is_not_searched(board):
    found = results.search(Criteria(q="keeper"), personal=Personal(companies=("company-1",), words=("pilot",)), now=NOW)
    assert found.count.number == 39
    assert results.search(Criteria(), personal=Personal(words=("pilot",)), now=NOW).count.number == 40


@pytest.mark.parametrize(
    ("q", "exclude", "titles"),
    [
        ("keeper", "harbor", {"Keeper"}),
        ("keeper OR pilot", "harbor", {"Keeper"}),
        ("", "keeper", {"Harbor Pilot"}),
        ("", "keeper harbor", set()),
        ("pilot -harbor", "keeper", set()),
    ],
)
def test_excluded_words_are_nowhere(board, q, exclude, titles):
    found = results.search(Criteria(q=q, exclude=exclude, as_typed=True), now=NOW)
    assert {job.title for job in found.jobs} == titles


@pytest.mark.parametrize(
    ("currency", "yearly", "worth"),
    [("USD", 10_000_000, 1_000_000), ("EUR", 10_000_000, 1_130_582), ("KMF", 10_000, None), ("USD", None, None), ("USD", 10**15, 50_000_000)],
)  # fmt: skip
def test_pay_is_compared_in_dollars(currency, yearly, worth):
    assert compared(currency, yearly) == worth
