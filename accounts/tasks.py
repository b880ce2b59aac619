"""Celery tasks for accounts: data exports, audit log retention, expired sessions."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts import audit, privacy
from accounts.models import DataExport


@shared_task
def clear_expired_sessions() -> None:
    call_command("clearsessions")


@shared_task
def forget_old_audit_lines() -> None:
    audit.delete_expired(timezone.now())


@shared_task
def write_audit_counts() -> None:
    """Every few minutes: writes an audit entry for each count of a past hour."""
    audit.write_counts(timezone.now())


@shared_task
def make_export(export_id: int) -> None:
    """Makes a member's export and emails them."""
    privacy.make_export(export_id, now=timezone.now())


@shared_task
def sweep_exports() -> None:
    """Every minute: makes exports whose task was lost, and removes expired ones."""
    now = timezone.now()
    for export_id in list(DataExport.objects.waiting().values_list("pk", flat=True)):
        privacy.make_export(export_id, now=now)
    privacy.forget_exports(now)
