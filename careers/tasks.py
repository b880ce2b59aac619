"""Celery tasks for guides: cache generation, read counts."""

from contextlib import suppress

from celery import shared_task
from django.utils import timezone
from redis.exceptions import RedisError

from careers import services
from toolkit import page_cache


@shared_task
def catch_up_pages() -> None:
    """Ends kept pages that a publication could not end, because Valkey was away or the process had ended."""
    with suppress(RedisError):  # it is away, and the task of the next minute asks again
        page_cache.catch_up()


@shared_task
def count_reads() -> None:
    """Moves the reads that web processes have counted into the database."""
    services.add_reads(counts=page_cache.take_reads(), now=timezone.now())
