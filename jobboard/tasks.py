"""Tasks of the whole site: delete private files that no row names."""

from celery import shared_task
from django.utils import timezone

from toolkit import private_files


@shared_task
def sweep_files() -> int:
    return private_files.sweep(now=timezone.now())
