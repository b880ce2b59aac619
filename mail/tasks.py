"""Celery task that sends the outbox."""

from celery import shared_task
from django.utils import timezone

from mail import outbox

MOST_BATCHES = 10  # of emails in one task; the sweep continues


@shared_task
def send_outgoing() -> None:
    """Runs when an email was queued, and every minute for those left over."""
    for _ in range(MOST_BATCHES):
        try:
            outbox.send_all(now=timezone.now())
        except ConnectionError:  # already logged by the circuit breaker
            return
        if not outbox.is_due(timezone.now()):
            return


# The task name used before release 0.2, for tasks queued by it. Remove with the release after it.
shared_task(name="accounts.tasks.send_outgoing")(send_outgoing.run)
