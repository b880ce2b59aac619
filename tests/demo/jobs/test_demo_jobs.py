"""``manage.py demo_jobs``: what it leaves in the database."""

import io
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from demo.jobs import loading
from demo.jobs.invention import draft
from demo.jobs.material import GUIDED
from jobs import services
from jobs.lifecycle import Status
from jobs.market_stats import market_of_role
from jobs.models import Company, ImportRun, Job, JobEvent, Listing, SearchWord, Source
from tests.factories import NOW

pytestmark = pytest.mark.django_db
Kind = JobEvent.Kind


def load(count, seed=1, now=NOW):
    return loading.load(count=count, seed=seed, now=now, progress=lambda done, of: None)


def test_the_command_adds_what_is_missing_and_says_so():
    said = io.StringIO()
    call_command("demo_jobs", count=60, stdout=said)
    assert "Added 60 invented jobs of seed 1." in said.getvalue()
    call_command("demo_jobs", count=60, stdout=said)
    assert said.getvalue().splitlines()[-1] == "Added 0 invented jobs of seed 1."
    assert Job.objects.count() == 60
    call_command("demo_jobs", count=90, stdout=said)
    assert Job.objects.count() == 90


def test_what_was_deleted_comes_back():
    load(30)
    Job.objects.get(external_id="demo-1-7").delete()
    assert load(30) == 1


@pytest.mark.parametrize("count", ["0", "-5", "many", "99999999999"])
def test_a_count_that_is_none_is_refused(count):
    with pytest.raises(CommandError, match="whole number"):
        call_command("demo_jobs", "--count", count)


def test_six_hundred_take_a_few_seconds():
    load(1)  # compiles the rules, which every process does once
    began = time.process_time()  # not the clock on the wall, which other work slows down
    load(600)
    assert time.process_time() - began < 10
    assert Job.objects.count() == 600
    assert 70 <= Company.objects.count() <= 81


def test_every_guide_finds_its_market():
    load(600)
    for title in GUIDED:
        market = market_of_role([title], now=NOW)
        assert market.openings >= 8, title
        assert market.pay is not None, title
        assert len(market.skills) >= 4


def test_the_listing_holds_what_is_visible_and_leads():
    load(240)
    shown = Job.objects.visible(NOW).leading().values_list("pk", flat=True)
    assert 150 < len(shown) < 240
    assert set(Listing.objects.values_list("job_id", flat=True)) == set(shown)


def test_mistyped_words_are_known_at_once():
    load(60)
    assert SearchWord.objects.filter(word="marketing").exists()


def test_copies_stand_behind_one_posting_of_another_source():
    load(240)
    copies = Job.objects.filter(lead__isnull=False).select_related("lead")
    assert len(copies) >= 12
    for copy in copies:
        assert copy.lead.lead_id is None
        assert copy.lead.source_id != copy.source_id
        assert copy.lead.title == copy.title


def test_findings_are_those_of_the_rules():
    load(240)
    for job in Job.objects.select_related("company"):
        assert job.findings == services.examine(job)


def test_the_faulty_are_held_or_shown_with_their_contradiction():
    load(600)
    faulty = [f"demo-1-{number}" for number in range(600) if draft(number, seed=1, now=NOW).fault]
    told = [job for job in Job.objects.filter(external_id__in=faulty) if job.findings]
    assert len(told) >= 0.9 * len(faulty)
    assert any(job.contradictions and job.is_visible(NOW) for job in told)
    held = [job for job in told if job.status == Status.PENDING]
    assert held
    assert all(job.published_at is None for job in held)
    assert all(job.status == Status.PENDING for job in told if any(finding.kind == "scam" for finding in job.findings))


def test_the_others_are_accused_of_nothing():
    for number in range(400):
        one = draft(number, seed=1, now=NOW)
        if not one.fault:
            job = Job(company=Company(name=one.posting.company), **one.posting.columns())
            accused = [finding for finding in services.examine(job) if finding.kind in ("contradiction", "scam")]
            assert not accused, (number, accused)


def test_every_posting_has_a_ledger_that_fits_it():
    load(240)
    for job in Job.objects.prefetch_related("events"):
        kinds = [event.kind for event in job.events.all()]
        assert kinds[0] == Kind.FIRST_SEEN
        assert all(event.at <= NOW for event in job.events.all())
        assert (kinds[-1] == Kind.CLOSED) == (job.status in (Status.FILLED, Status.WITHDRAWN))
        assert (Kind.PUBLISHED in kinds) == (job.published_at is not None)
    assert {Kind.CHANGED, Kind.REPOSTED, Kind.RELISTED} <= set(JobEvent.objects.values_list("kind", flat=True))


def test_its_sources_are_never_asked():
    load(60)
    assert Source.objects.count() >= 10
    assert not Source.objects.filter(is_active=True).exists()
    assert ImportRun.objects.count() == 4 * Source.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_large_number_leaves_the_index_of_the_listing_in_place(monkeypatch):
    monkeypatch.setattr(loading, "REBUILD_FROM", 30)
    load(40)
    with connection.cursor() as cursor:
        assert "listing_words" in connection.introspection.get_constraints(cursor, Listing._meta.db_table)
