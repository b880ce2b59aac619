import datetime as dt
import threading

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone

from accounts.tasks import clear_expired_sessions
from careers.models import GuideReads
from careers.tasks import count_reads
from jobboard.celery import app
from tests.factories import a_published_guide
from tests.site.world import a_world
from toolkit import page_cache, read_counter


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


@pytest.mark.django_db
def test_counting_reads_adds_to_the_day_and_hands_each_read_over_once():
    guide = a_published_guide()
    for _ in range(2):
        page_cache._valkey().hincrby(read_counter.READS, "lighthouse-keeper", 5)
        count_reads()
    count_reads()
    assert GuideReads.objects.get().count == 10
    assert GuideReads.objects.get().guide == guide


@pytest.mark.django_db
def test_expired_sessions_are_cleared_and_others_stay():
    for days in (-1, 1):
        session = SessionStore()
        session.set_expiry(timezone.now() + dt.timedelta(days=days))
        session.save()
    clear_expired_sessions()
    assert Session.objects.count() == 1


def test_workers_and_beat_try_their_broker_without_a_last_time():
    assert app.conf.broker_connection_max_retries is None
    assert app.conf.broker_connection_retry_on_startup


@pytest.mark.django_db(transaction=True)
def test_two_beats_may_send_everything_at_once(stand_in, settings):
    """Each scheduled task runs in two workers at the same moment, on a site with something of everything."""
    a_world()
    app.loader.import_default_modules()
    names = sorted({entry["task"] for entry in app.conf.beat_schedule.values()})
    both = threading.Barrier(2)
    failed = []

    def run():
        for name in names:
            both.wait(60)
            try:
                app.tasks[name]()
            except Exception as error:
                failed.append((name, repr(error)))
        connections.close_all()

    workers = [threading.Thread(target=run) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
