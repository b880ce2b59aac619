"""Tasks of résumés and cover letters: remove what is long gone, release addresses, repair the directory, make long PDFs."""

from celery import shared_task
from django.utils import timezone

from resumes import lifecycle, rendering
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


@shared_task
def render_pdf(pk: int) -> None:
    rendering.render(pk=pk, now=timezone.now())


@shared_task
def sweep_pdfs() -> None:
    """Every minute: queues PDFs whose task was lost, and deletes old ones."""
    for pk in rendering.sweep(now=timezone.now()):
        render_pdf.delay(pk)
