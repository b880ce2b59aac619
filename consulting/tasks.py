"""Tasks of consulting: waiting threads go to somebody who is there."""

from celery import shared_task
from django.utils import timezone

from consulting import assignment


@shared_task
def relieve() -> int:
    """Every minute, and when somebody leaves the office."""
    return assignment.relieve_all(now=timezone.now())
