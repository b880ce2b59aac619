"""Celery tasks for alerts: plan, send, clean up. PostgreSQL is the queue; every task can run twice, late or never, and the
next sweep catches up.
"""

import datetime as dt
import logging

from celery import shared_task
from django.conf import settings
from django.db import connection
from django.utils import timezone

from alerts import circuit_breaker, matching, planning, retention, sending, services
from alerts.clock import DatabaseClock
from alerts.models import Section

logger = logging.getLogger(__name__)
SLICE = 5.0  # seconds that a task sends for: a worker that is asked to stop can wait for that
WAITS = 60  # seconds after which a ring that no worker heard is forgotten: the next sweep rings again
LAST = 9  # of Redis's priorities, where 0 is the first: workers hear of codes (0) and of emails about money (3) before digests
_LOCK = 0x616C6572  # the first key of the advisory locks of senders
_SWEEPER = -1  # the place of whoever sweeps


@shared_task
def sweep() -> None:
    """Every minute: plans what is due, asks the searches behind it together, and rings for the senders."""
    if not _take_place(_SWEEPER):
        return  # the last one is still at it
    try:
        now = DatabaseClock()()
        circuit_breaker.beat(now)
        planning.plan_due(now=now)
        prepare(now)
    finally:
        _leave_place(_SWEEPER)
    _ring(settings.ALERT_SENDERS)


def prepare(now: dt.datetime) -> None:
    """Has a match for every search that a planned digest needs."""
    needed = Section.objects.filter(digest__state="planned", digest__not_before__lte=now)
    since: dict[int, dt.datetime] = {}
    for search, watermark in needed.values_list("alert__search_id", "alert__watermark").iterator(chunk_size=10_000):
        since[search] = min(watermark, since.get(search, watermark))
    matching.ensure(since, now=now)


@shared_task
def send() -> None:
    """Sends for some seconds and rings again while something is left. So many run at a time as there are places."""
    place = next((one for one in range(settings.ALERT_SENDERS) if _take_place(one)), None)
    if place is None:
        return
    try:
        tally = sending.send_due(clock=DatabaseClock(), seconds=SLICE)
    finally:
        _leave_place(place)
    logger.info("%s", tally)
    if not tally.is_done and not tally.is_held_up:
        _ring(1)


def _ring(times: int) -> None:
    for _time in range(times):
        send.apply_async(expires=WAITS, priority=LAST)


def _take_place(place: int) -> bool:
    """Whether this connection to the database holds the place now, which one at a time can."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, place])
        return bool(cursor.fetchone()[0])


def _leave_place(place: int) -> None:
    if connection.connection is None:  # it was lost, and the place with it
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, place])


@shared_task
def follow_zones() -> None:
    """Every hour: members who have moved to another time zone, and those whose plan covers all their alerts again."""
    now = timezone.now()
    planning.follow_zones(now)
    services.resume_held(now=now)


@shared_task
def forget() -> None:
    """Every night: what nobody can ask for any more."""
    retention.delete_expired(timezone.now())
