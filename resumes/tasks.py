"""Tasks of résumés and cover letters: remove what is long gone, release addresses, repair the directory."""

from celery import shared_task
from django.utils import timezone

from resumes import lifecycle
from resumes.publishing import handles, links
from resumes.publishing.directory import indexing


@shared_task
def purge_deleted() -> int:
    now = timezone.now()
    return lifecycle.purge_deleted(now=now) + links.purge_ended(now=now)


@shared_task
def repair_directory() -> int:
    return indexing.repair(now=timezone.now())


@shared_task
def release_handles() -> int:
    return handles.keep_or_release(now=timezone.now())
