from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts import audit, outbox, privacy
from accounts.models import DataExport

MOST_BATCHES = 10  # of emails in one task; the sweep goes on


@shared_task
def clear_expired_sessions() -> None:
    call_command("clearsessions")


@shared_task
def forget_old_audit_lines() -> None:
    audit.forget(timezone.now())


@shared_task
def write_audit_counts() -> None:
    """Every few minutes: what was counted in an hour that is over becomes a line."""
    audit.write_counts(timezone.now())


@shared_task
def make_export(export_id: int) -> None:
    """Makes a member's copy; a mail tells them."""
    privacy.make_export(export_id, now=timezone.now())


@shared_task
def sweep_exports() -> None:
    """Every minute: copies whose ring of the doorbell was lost, and copies whose time is over."""
    now = timezone.now()
    for export_id in list(DataExport.objects.waiting().values_list("pk", flat=True)):
        privacy.make_export(export_id, now=now)
    privacy.forget_exports(now)


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
