"""Celery tasks for the listing and for screening. Every task can run twice or late: the rows in PostgreSQL say what is due."""

from celery import shared_task
from django.utils import timezone

from jobs import deduplication, finding_feedback, rule_policies
from jobs.occupation_matching import match_step
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
def match_jobs_again(after: int = 0) -> None:
    """Finds the occupations of the next jobs again, and calls itself for those after them: a step is far from the time limit,
    however many jobs there are."""
    _looked_at, _changed, last = match_step(after=after, now=timezone.now())
    if last is not None:
        match_jobs_again.delay_on_commit(last)  # type: ignore[attr-defined]  # missing in the stubs


def match_after_new_names(**_signal: object) -> None:
    """Has all jobs matched again when occupations or their titles changed."""
    match_jobs_again.delay_on_commit()  # type: ignore[attr-defined]  # missing in the stubs


@shared_task
def apply_rule_policies() -> None:
    """Moves the jobs that a changed policy of a rule concerns."""
    rule_policies.apply_policies(timezone.now())


@shared_task
def forget_feedback_senders() -> None:
    """Removes the digests that tell whether two reports are by one person, a month after the report."""
    finding_feedback.forget_senders(timezone.now())
