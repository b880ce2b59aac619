import logging

from celery import shared_task
from django.core.mail import get_connection
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts import audit, emails, outbox, privacy
from accounts.models import DataExport

logger = logging.getLogger(__name__)


@shared_task
def clear_expired_sessions() -> None:
    call_command("clearsessions")


@shared_task
def forget_old_audit_lines() -> None:
    audit.forget(timezone.now())


@shared_task
def make_export(export_id: int) -> None:
    """Makes a member's copy, and tells them."""
    privacy.make_export(export_id, now=timezone.now())
    tell_of_exports()


@shared_task
def sweep_exports() -> None:
    """Every minute: copies whose ring of the doorbell was lost, mails that no server took, copies whose time is over."""
    now = timezone.now()
    for export_id in list(DataExport.objects.waiting().values_list("pk", flat=True)):
        privacy.make_export(export_id, now=now)
    tell_of_exports()
    privacy.forget_exports(now)


def tell_of_exports() -> None:
    """Sends a mail about each copy that is there or has failed; it is marked when a server has taken the mail."""
    now = timezone.now()
    ids = list(DataExport.objects.untold(now).values_list("pk", flat=True))
    if not ids:
        return
    with get_connection() as connection:
        for export_id in ids:
            with transaction.atomic():
                export = (
                    DataExport.objects.untold(now)
                    .select_for_update(skip_locked=True, of=["self"])
                    .select_related("user")
                    .filter(pk=export_id)
                    .first()
                )
                if export is None:
                    continue
                message = emails.export_failed(export) if export.problem else emails.export_ready(export)
                message.connection = connection
                message.send()
                export.told_at = now
                export.save(update_fields=["told_at"])


@shared_task
def send_outgoing() -> None:
    """When a mail was put in, and every minute for what was left."""
    outbox.send_all(now=timezone.now())
