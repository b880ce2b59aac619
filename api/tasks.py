"""Tasks of the API: remove access tokens that ended long ago, and answers that are no longer repeated; tell search engines what
changed."""

from celery import shared_task
from django.utils import timezone

from api.access import tokens
from api.feed import index_now
from api.v1 import idempotency


@shared_task
def purge_ended_tokens() -> int:
    return tokens.purge_ended(now=timezone.now())


@shared_task
def purge_kept_answers() -> int:
    return idempotency.purge_kept_answers(now=timezone.now())


@shared_task(soft_time_limit=60, time_limit=70)
def tell_search_engines() -> int:
    return index_now.tell_changes(now=timezone.now())
