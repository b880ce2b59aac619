"""A board of six hundred invented jobs, as ``manage.py demo_jobs`` leaves it."""

import time
from functools import partial

import pytest
from django.db import transaction

from demo.jobs import loading
from demo.jobs.invention import draft
from demo.jobs.material import GUIDED
from jobs import services
from jobs.lifecycle import Status
from jobs.market_stats import market_of_role
from jobs.models import Company, Job, JobEvent, Listing
from tests.factories import NOW
from tests.garbage import leave_out_what_is_there

pytestmark = pytest.mark.django_db
Kind = JobEvent.Kind
MOST = 250  # ten seconds where counting to a million takes a twenty-fifth of one


@pytest.fixture(autouse=True, scope="module")
def cost(django_db_setup, django_db_blocker):
    """Loads the board once for all tests; returns its processor time, in that of counting to a million. Other work on the
    machine slows both down, so the two are compared six times, and the calmest moment counts."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(1)  # compiles the rules, which every process does once
        leave_out_what_is_there()
        costs = []
        for number in range(100, 601, 100):
            count = seconds_of(count_to_a_million)
            costs.append(seconds_of(partial(load, number)) / count)
        yield min(costs) * len(costs)
        transaction.set_rollback(True)


def count_to_a_million():
    return sum(1 for _ in range(1_000_000))


def seconds_of(work):
    """Of the processor, and of this thread alone."""
    began = time.thread_time()
    work()
    return time.thread_time() - began


def load(count):
    loading.load(count=count, seed=1, now=NOW, progress=lambda done, of: None)


def test_six_hundred_take_a_few_seconds(cost):
    assert cost < MOST
    assert Job.objects.count() == 600
    assert 70 <= Company.objects.count() <= 81


def test_every_guide_finds_its_market():
    for title in GUIDED:
        market = market_of_role([title], now=NOW)
        assert market.openings >= 8, title
        assert market.pay is not None, title
        assert len(market.skills) >= 4


def test_the_listing_holds_what_is_visible_and_leads():
    shown = Job.objects.visible(NOW).leading().values_list("pk", flat=True)
    assert 400 < len(shown) < 600
    assert set(Listing.objects.values_list("job_id", flat=True)) == set(shown)


def test_copies_stand_behind_one_posting_of_another_source():
    copies = Job.objects.filter(lead__isnull=False).select_related("lead")
    assert len(copies) >= 30
    for copy in copies:
        assert copy.lead.lead_id is None
        assert copy.lead.source_id != copy.source_id
        assert copy.lead.title == copy.title


def test_findings_are_those_of_the_rules():
    for job in Job.objects.select_related("company").order_by("pk")[:240]:
        assert job.findings == services.examine(job)


def test_the_faulty_are_held_or_shown_with_their_contradiction():
    faulty = [f"demo-1-{number}" for number in range(600) if draft(number, seed=1, now=NOW).fault]
    told = [job for job in Job.objects.filter(external_id__in=faulty) if job.findings]
    assert len(told) >= 0.9 * len(faulty)
    assert any(job.contradictions and job.is_visible(NOW) for job in told)
    held = [job for job in told if job.status == Status.PENDING]
    assert held
    assert all(job.published_at is None for job in held)
    assert all(job.status == Status.PENDING for job in told if any(finding.kind == "scam" for finding in job.findings))


def test_every_posting_has_a_ledger_that_fits_it():
    for job in Job.objects.prefetch_related("events"):
        kinds = [event.kind for event in job.events.all()]
        assert kinds[0] == Kind.FIRST_SEEN
        assert all(event.at <= NOW for event in job.events.all())
        assert (kinds[-1] == Kind.CLOSED) == (job.status in (Status.FILLED, Status.WITHDRAWN))
        assert (Kind.PUBLISHED in kinds) == (job.published_at is not None)
    assert {Kind.CHANGED, Kind.REPOSTED, Kind.RELISTED} <= set(JobEvent.objects.values_list("kind", flat=True))
