"""Tasks of résumés and cover letters: remove those deleted long ago."""

from celery import shared_task
from django.utils import timezone

from resumes import lifecycle


@shared_task
def purge_deleted() -> int:
    return lifecycle.purge_deleted(now=timezone.now())
