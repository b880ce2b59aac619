"""Tasks of résumés and cover letters: remove those deleted long ago, and links that ended long ago; repair the directory."""

from celery import shared_task
from django.utils import timezone

from resumes import lifecycle
from resumes.publishing import links
from resumes.publishing.directory import indexing


@shared_task
def purge_deleted() -> int:
    now = timezone.now()
    return lifecycle.purge_deleted(now=now) + links.purge_ended(now=now)


@shared_task
def repair_directory() -> int:
    return indexing.repair(now=timezone.now())
