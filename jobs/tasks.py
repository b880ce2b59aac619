"""Celery tasks for the listing. Every task can run twice or late: the rows in PostgreSQL say what is due."""

from celery import shared_task
from django.utils import timezone

from jobs import deduplication
from jobs.search import indexing, spelling


@shared_task
def sweep_listing() -> None:
    """Handles jobs that expired: their copies take the lead, then expired jobs are removed from the listing."""
    now = timezone.now()
    deduplication.sweep(now)
    indexing.sweep(now)


@shared_task
def refresh_words() -> None:
    """Refreshes the words that jobs use, for suggestions when a search has typing errors."""
    spelling.refresh(timezone.now())
