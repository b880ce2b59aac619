"""Celery tasks for guides: cache generation, read counts."""

from contextlib import suppress

from celery import shared_task
from django.utils import timezone
from redis.exceptions import RedisError

from careers import services
from careers.market import recording
from toolkit import page_cache, read_counter


@shared_task
def catch_up_pages() -> None:
    """Invalidates cached pages that a publication could not, because Valkey was down or the process had ended."""
    with suppress(RedisError):  # Valkey is down; the task tries again in the next minute
        page_cache.catch_up()


@shared_task
def count_reads() -> None:
    """Moves the reads counted by web processes into the database."""
    services.add_reads(counts=read_counter.take_reads(), now=timezone.now())


@shared_task
def record_market() -> None:
    """Records the finished weeks of our job market. It runs several times a day: a week that failed or was missed is recorded
    by the next run."""
    recording.record_weeks(now=timezone.now())
