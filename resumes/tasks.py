"""Tasks of résumés and cover letters: remove those deleted long ago, repair the directory."""

from celery import shared_task
from django.utils import timezone

from resumes import lifecycle
from resumes.publishing.directory import indexing


@shared_task
def purge_deleted() -> int:
    return lifecycle.purge_deleted(now=timezone.now())


@shared_task
def repair_directory() -> int:
    return indexing.repair(now=timezone.now())
