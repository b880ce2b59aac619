"""What the board does by itself."""

import datetime as dt

import pytest
from django.utils import timezone

from feeds import tasks
from feeds.importing import schedule
from jobs.models import ImportRun, Job, Listing, Source
from jobs.tasks import sweep_listing
from tests.factories import a_job
from tests.feeds.importing.support import a_source, entry, feed_of, waiting

pytestmark = pytest.mark.django_db


def test_a_source_is_imported_by_its_task(board):
    source = a_source(url=board.url, hosts=["127.0.0.1"])
    board.will(feed_of(entry(1)))
    tasks.import_source(source.pk)
    assert source.jobs.count() == 1
    assert source.runs.get().outcome == ImportRun.Outcome.GOOD


def test_a_task_that_comes_second_leaves_the_source_alone():
    source = a_source()
    schedule.claim(source, now=timezone.now())
    tasks.import_source(source.pk)
    assert not source.runs.exists()


def test_the_sweep_hands_each_source_that_is_due_to_a_worker_once():
    source = a_source(url="https://board.example/feed")
    before = waiting("import_source").count(f"({source.pk},)")
    tasks.import_due_sources()
    tasks.import_due_sources()
    assert waiting("import_source").count(f"({source.pk},)") == before + 1
    assert Source.objects.get(pk=source.pk).next_due_at > timezone.now()


def test_what_the_clock_has_ended_leaves_the_lists_and_its_copy_takes_over():
    now = timezone.now()
    lead = a_job(source=a_source(), external_id="1", now=now - dt.timedelta(days=2))
    copy = a_job(source=a_source(), external_id="1", now=now - dt.timedelta(days=1))
    over = now - dt.timedelta(hours=1)
    Job.objects.filter(pk=lead.pk).update(expires_at=over)
    Listing.objects.update(expires_at=over)
    sweep_listing()
    assert list(Listing.objects.values_list("job_id", flat=True)) == [copy.pk]


def test_old_imports_are_forgotten_and_recent_ones_kept():
    source, now = a_source(), timezone.now()
    for days in (1, 89, 91):
        ImportRun.objects.create(source=source, started_at=now - dt.timedelta(days=days))
    tasks.forget_old_imports()
    assert ImportRun.objects.count() == 2
