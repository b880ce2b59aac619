"""Celery tasks for the listing and for screening. Every task can run twice or late: the rows in PostgreSQL say what is due."""

from celery import shared_task
from django.utils import timezone

from jobs import deduplication, finding_feedback, rule_policies
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


@shared_task
def apply_rule_policies() -> None:
    """Moves the jobs that a changed policy of a rule concerns."""
    rule_policies.apply_policies(timezone.now())


@shared_task
def forget_feedback_senders() -> None:
    """Removes the digests that tell whether two reports are by one person, a month after the report."""
    finding_feedback.forget_senders(timezone.now())
