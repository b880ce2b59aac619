"""Celery tasks for guides: cache generation, read counts."""

from contextlib import suppress

from celery import shared_task
from django.utils import timezone
from redis.exceptions import RedisError

from careers import services
from toolkit import page_cache


@shared_task
def catch_up_pages() -> None:
    """Invalidates cached pages that a publication could not, because Valkey was down or the process had ended."""
    with suppress(RedisError):  # Valkey is down; the task tries again in the next minute
        page_cache.catch_up()


@shared_task
def count_reads() -> None:
    """Moves the reads counted by web processes into the database."""
    services.add_reads(counts=page_cache.take_reads(), now=timezone.now())
