"""Celery tasks for alerts: plan, send, clean up. PostgreSQL is the queue; every task can run twice, late or never, and the
next sweep catches up.
"""

import datetime as dt
import logging

from celery import shared_task
from django.conf import settings
from django.db import connection
from django.utils import timezone

from alerts import delivery_state, matching, planning, retention, sending, services
from alerts.models import Section
from alerts.push import planning as pushes
from alerts.sending import DatabaseClock

logger = logging.getLogger(__name__)
SLICE = 5.0  # seconds that a task sends for: a worker that is asked to stop can wait that long
WAITS = 60  # seconds after which an unstarted task expires: the next sweep queues another
LAST = 9  # lowest of Redis's priorities, 0 being the highest: codes (0) and emails about money (3) come before digests
_LOCK = 0x616C6572  # the first key of the senders' advisory locks
PUSH_PLACES = 1_000  # the second key of the first sender of notifications
_SWEEPER = -1  # the second key of the sweep's lock


@shared_task
def sweep() -> None:
    """Every minute: plans what is due, matches the searches behind it together, and queues the senders' tasks."""
    if not _take_place(_SWEEPER):
        return  # the previous sweep is still running
    try:
        now = DatabaseClock()()
        delivery_state.beat(now)
        planning.plan_due(now=now)
        pushes.announce(now=now)
        prepare(now)
    finally:
        _leave_place(_SWEEPER)
    _ring(settings.ALERT_SENDERS)
    if pushes.is_any_due(now):
        push.apply_async(expires=WAITS, priority=LAST)


def prepare(now: dt.datetime) -> None:
    """Ensures that every search that a planned digest needs has a match."""
    needed = Section.objects.filter(digest__state="planned", digest__not_before__lte=now)
    since: dict[int, dt.datetime] = {}
    for search, watermark in needed.values_list("alert__search_id", "alert__watermark").iterator(chunk_size=10_000):
        since[search] = min(watermark, since.get(search, watermark))
    matching.ensure(since, now=now)


@shared_task
def send() -> None:
    """Sends for some seconds and queues itself again while digests are left. The number of places limits concurrent
    senders."""
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


@shared_task
def push() -> None:
    """Sends notifications for some seconds. Works in places of its own, so neither channel waits for the other."""
    from alerts.push import sending as push_sending  # what it needs for encryption is for workers only

    place = next((one for one in range(settings.ALERT_SENDERS) if _take_place(PUSH_PLACES + one)), None)
    if place is None:
        return
    try:
        now = DatabaseClock()
        tally = push_sending.send_due(clock=now, seconds=SLICE)
    finally:
        _leave_place(PUSH_PLACES + place)
    logger.info("%s", tally)
    if not tally.is_done:
        push.apply_async(expires=WAITS, priority=LAST)


def _ring(times: int) -> None:
    for _time in range(times):
        send.apply_async(expires=WAITS, priority=LAST)


def _take_place(place: int) -> bool:
    """Returns whether this database connection now holds the place, which only one connection at a time can."""
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
    """Every hour: handles members who have moved to another time zone, and those whose plan covers all their alerts
    again."""
    now = timezone.now()
    planning.follow_zones(now)
    services.resume_held(now=now)


@shared_task
def forget() -> None:
    """Every night: deletes data past its retention period."""
    retention.delete_expired(timezone.now())
