from celery import shared_task
from django.utils import timezone

from careers import services
from jobboard.lib import shared_pages


@shared_task
def count_reads() -> None:
    """Moves the reads that web processes have counted into the database."""
    services.add_reads(counts=shared_pages.take_reads(), now=timezone.now())
