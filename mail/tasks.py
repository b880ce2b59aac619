"""Celery task that sends the outbox."""

from celery import shared_task
from django.utils import timezone

from mail import outbox

MOST_BATCHES = 10  # of emails in one task; the sweep continues


@shared_task
def send_outgoing() -> None:
    """When an email was put in, and every minute for what was left."""
    for _ in range(MOST_BATCHES):
        try:
            outbox.send_all(now=timezone.now())
        except ConnectionError:  # the circuit breaker has said so
            return
        if not outbox.is_due(timezone.now()):
            return


# What the release before 0.2 queued under the name of its time. To be removed with the release after it.
shared_task(name="accounts.tasks.send_outgoing")(send_outgoing.run)
