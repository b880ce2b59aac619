"""Tasks of the API: remove access tokens that ended long ago."""

from celery import shared_task
from django.utils import timezone

from api.access import tokens


@shared_task
def purge_ended_tokens() -> int:
    return tokens.purge_ended(now=timezone.now())
