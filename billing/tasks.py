"""Celery tasks: syncs, reconciliation, billing emails. PostgreSQL is the queue; every sweep can run twice or late."""

import datetime as dt
import logging
from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from billing import emails, reconcile, stripe_api, sync
from billing.models import BillingAccount, BillingMail, Subscription
from mail import circuit_breaker, suppression
from mail.circuit_breaker import Stream
from mail.delivery import NotDelivered, attempt
from mail.policy import RECEIPTS
from mail.transports import Transport, transport

logger = logging.getLogger(__name__)
SOON = dt.timedelta(days=3)
BATCH = 100
TOO_LATE = dt.timedelta(days=7)
MOST_READINGS = 5  # syncs of one account in one task; the sweep continues


@shared_task
def sync_account(account_id: int, reason: str = "event") -> None:
    """Syncs an account until no sync is pending or the limit is reached."""
    try:
        for _ in range(MOST_READINGS):
            if not sync.sync_if_behind(account_id, reason=reason, now=timezone.now()):
                break
    except stripe_api.StripeError as error:
        logger.warning("Couldn't sync account %s: %s", account_id, error)


@shared_task
def sweep_behind() -> None:
    """Runs every minute: syncs accounts whose requested sync was lost."""
    find_customers()
    for account_id in reconcile.pending_accounts():
        sync_account(account_id, "sweep")


@shared_task
def find_customers() -> None:
    """Looks up the customers of events that name none, and syncs their accounts."""
    try:
        accounts = reconcile.find_customers()
    except stripe_api.StripeError as error:  # the next sweep retries
        logger.warning("Couldn't ask Stripe for the customers of events: %s", error)
        return
    for account_id in accounts:
        sync_account(account_id, "event")


@shared_task
def sweep_stale() -> None:
    """Runs every hour: syncs accounts not synced for a day."""
    now = timezone.now()
    for account_id in reconcile.stale_accounts(now):
        try:
            sync.sync(account_id, reason="hourly", now=now)
        except stripe_api.StripeError as error:
            logger.warning("Couldn't sync account %s: %s", account_id, error)


@shared_task
def reconcile_all() -> None:
    """Runs every night: compares all subscriptions at Stripe with ours."""
    try:
        reconcile.reconcile(timezone.now())
    except stripe_api.StripeError:
        logger.exception("The reconciliation was interrupted")


@shared_task
def notice_ends() -> None:
    """Runs every hour: emails members whose Plus ends within three days, once for each end."""
    now = timezone.now()
    soon = Subscription.objects.filter(
        status__in=reconcile.LIVE, cancel_at__gt=now, cancel_at__lte=now + SOON
    ).select_related("account")
    ends = [(one.account, one.cancel_at, _due(one)) for one in soon]
    gifts = BillingAccount.objects.filter(comped_until__gt=now, comped_until__lte=now + SOON)
    ends += [(one, one.comped_until, {}) for one in gifts]
    for account, end, due in ends:
        if end:
            BillingMail.objects.get_or_create(
                account=account, kind=BillingMail.Kind.ENDS_SOON, occasion=end.isoformat(timespec="minutes"),
                defaults={"facts": {"ends_at": end.isoformat(), **due}, "created_at": now},
            )  # fmt: skip
    send_mails()


def _due(bought: Subscription) -> dict[str, Any]:
    if not bought.invoice_due:
        return {}
    return {"due": bought.invoice_due, "currency": bought.currency, "invoice_url": bought.invoice_url}


@shared_task
def send_mails() -> None:
    """Sends due emails, each in its own transaction, and marks an email when the server has accepted it. A failed email
    is retried after increasing delays; it fails for good after a number of attempts (`mail.policy`) or when it is a
    week late."""
    now = timezone.now()
    late = BillingMail.objects.filter(sent_at=None, failed_at=None, created_at__lte=now - TOO_LATE)
    late.update(failed_at=now, error="not sent within a week")
    if circuit_breaker.is_open(Stream.SERVICE, now):
        return
    due = BillingMail.objects.due(now).filter(~suppression.is_bounced("account__user__email"))
    ids = list(due.values_list("pk", flat=True)[:BATCH])
    if not ids:
        return
    with transport() as out:
        for mail_id in ids:
            if not _send(mail_id, out, now):
                break


def _send(mail_id: int, out: Transport, now: dt.datetime) -> bool:
    """Sends one email; returns whether to continue with the next."""
    with transaction.atomic():
        unsent = BillingMail.objects.due(now).select_for_update(skip_locked=True, of=["self"])
        mail = unsent.select_related("account__user").filter(pk=mail_id).first()
        if mail is None:
            return True
        try:
            attempt(
                out,
                lambda: emails.message(mail),
                to=mail.account.user.email,
                name=f"Billing email {mail_id}",
                attempts=mail.attempts,
                policy=RECEIPTS,
                now=now,
            )
        except NotDelivered as failure:
            _record(mail, failure, now)
            return not failure.decision.opens_circuit
        mail.sent_at = now
        mail.save(update_fields=["sent_at"])
        return True


def _record(mail: BillingMail, failure: NotDelivered, now: dt.datetime) -> None:
    wait = failure.decision.wait
    mail.attempts, mail.error = failure.decision.attempts, str(failure.error)
    if wait is None:
        mail.failed_at = now
    else:
        mail.next_attempt_at = now + wait
    mail.save(update_fields=["attempts", "error", "failed_at", "next_attempt_at"])
