"""Celery tasks for the listing. Every task can run twice or late: the rows in PostgreSQL say what is due."""

from celery import shared_task
from django.utils import timezone

from jobs import deduplication
from jobs.search import indexing, spelling


@shared_task
def sweep_listing() -> None:
    """The clock ends jobs without telling anybody: copies of an ended job take its place, then it leaves the lists."""
    now = timezone.now()
    deduplication.sweep(now)
    indexing.sweep(now)


@shared_task
def refresh_words() -> None:
    """The words that jobs use, for searches with a typing error."""
    spelling.refresh(timezone.now())
