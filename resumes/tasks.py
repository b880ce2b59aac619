"""Tasks of résumés: remove those deleted long ago."""

from celery import shared_task
from django.utils import timezone

from resumes import services


@shared_task
def purge_deleted() -> int:
    return services.purge_deleted(now=timezone.now())
