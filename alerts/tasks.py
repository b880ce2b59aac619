"""Celery tasks for alerts: plan, send, clean up. PostgreSQL is the queue; every task can run twice, late or never, and the
next sweep catches up.
"""

import datetime as dt
import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from alerts import delivery_state, matching, places, planning, retention, sending, services
from alerts.models import Section
from alerts.push import planning as pushes
from alerts.sending import DatabaseClock

logger = logging.getLogger(__name__)
SLICE = 5.0  # seconds that a task sends for: a worker that is asked to stop can wait that long
WAITS = 60  # seconds after which an unstarted task expires: the next sweep queues another
LAST = 9  # lowest of Redis's priorities, 0 being the highest: codes (0) and emails about money (3) come before digests


@shared_task
def sweep() -> None:
    """Every minute: plans what is due, matches the searches behind it together, and queues the senders' tasks."""
    place = places.take_of_sweep()
    if place is None:
        return  # the previous sweep is still running
    try:
        now = DatabaseClock()()
        delivery_state.beat(now)
        for step in (planning.plan_due, pushes.announce, prepare):
            if not place.keep():
                return  # this worker was slow or frozen, and another one sweeps
            step(now=now)
    finally:
        place.leave()
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
    place = places.take_of_sender(*(f"email {number}" for number in range(settings.ALERT_SENDERS)))
    if place is None:
        return
    try:
        tally = sending.send_due(clock=DatabaseClock(), seconds=SLICE, place=place)
    finally:
        place.leave()
    logger.info("%s", tally)
    if not tally.is_done and not tally.is_held_up:
        _ring(1)


@shared_task
def push() -> None:
    """Sends notifications for some seconds. Works in places of its own, so neither channel waits for the other."""
    from alerts.push import sending as push_sending  # what it needs for encryption is for workers only

    place = places.take_of_sender(*(f"push {number}" for number in range(settings.ALERT_SENDERS)))
    if place is None:
        return
    try:
        tally = push_sending.send_due(clock=DatabaseClock(), seconds=SLICE, place=place)
    finally:
        place.leave()
    logger.info("%s", tally)
    if not tally.is_done:
        push.apply_async(expires=WAITS, priority=LAST)


def _ring(times: int) -> None:
    for _time in range(times):
        send.apply_async(expires=WAITS, priority=LAST)


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
