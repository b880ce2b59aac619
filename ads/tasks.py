"""Celery task of ads: moves counts into the database."""

from celery import shared_task
from django.utils import timezone

from ads import counting


@shared_task
def store_counts() -> None:
    counting.store_counts(now=timezone.now())
