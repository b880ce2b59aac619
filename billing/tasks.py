"""PostgreSQL is the queue: tasks carry an id at most, and every sweep may run twice or late without harm."""

import datetime as dt
import logging
from smtplib import SMTPException

from anymail.exceptions import AnymailError
from celery import shared_task
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from accounts import suppression
from billing import emails, reconcile, stripe_api, sync
from billing.models import BillingAccount, BillingMail, Subscription

logger = logging.getLogger(__name__)
SOON = dt.timedelta(days=3)
BATCH = 100
TOO_LATE = dt.timedelta(days=7)
MOST_READINGS = 5  # of one account in one task; the sweep goes on


@shared_task
def sync_account(account_id: int, reason: str = "event") -> None:
    """Reads an account until it is not behind any more."""
    try:
        for _ in range(MOST_READINGS):
            if not sync.sync_if_behind(account_id, reason=reason, now=timezone.now()):
                break
    except stripe_api.StripeError as error:
        logger.warning("Account %s could not be read: %s", account_id, error)
        BillingAccount.objects.filter(pk=account_id).update(sync_error=str(error)[:300])


@shared_task
def sweep_behind() -> None:
    """Every minute: accounts whose reading was lost on the way."""
    for account_id in reconcile.behind():
        sync_account(account_id, "sweep")


@shared_task
def sweep_stale() -> None:
    """Every hour: accounts of which nothing was heard for a day."""
    now = timezone.now()
    for account_id in reconcile.stale(now):
        try:
            sync.sync(account_id, reason="hourly", now=now)
        except stripe_api.StripeError as error:
            logger.warning("Account %s could not be read: %s", account_id, error)


@shared_task
def reconcile_all() -> None:
    """Every night: everything at Stripe against everything here."""
    try:
        reconcile.reconcile(timezone.now())
    except stripe_api.StripeError:
        logger.exception("The reconciliation was cut short")


@shared_task
def notice_ends() -> None:
    """Every hour: members whose Plus ends within three days are told, once for each end."""
    now = timezone.now()
    soon = Subscription.objects.filter(
        status__in=reconcile.LIVE, cancel_at__gt=now, cancel_at__lte=now + SOON
    ).select_related("account")
    ends = [(one.account, one.cancel_at) for one in soon]
    gifts = BillingAccount.objects.filter(comped_until__gt=now, comped_until__lte=now + SOON)
    ends += [(one, one.comped_until) for one in gifts]
    for account, end in ends:
        if end:
            BillingMail.objects.get_or_create(
                account=account, kind=BillingMail.Kind.ENDS_SOON, occasion=end.isoformat(timespec="minutes"),
                defaults={"facts": {"ends_at": end.isoformat()}, "created_at": now},
            )  # fmt: skip
    send_mails()


@shared_task
def send_mails() -> None:
    """Sends what has not been sent, each mail in a transaction of its own: it is marked when the server has taken it. What is a
    week late is left unsent, for staff to see."""
    now = timezone.now()
    waiting = BillingMail.objects.filter(~suppression.is_bounced("account__user__email"), sent_at=None)
    waiting = waiting.filter(created_at__gt=now - TOO_LATE).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:BATCH])
    if not ids:
        return
    with get_connection() as connection:
        for mail_id in ids:
            with transaction.atomic():
                mail = (
                    BillingMail.objects.select_for_update(skip_locked=True, of=["self"])
                    .select_related("account__user")
                    .filter(pk=mail_id, sent_at=None)
                    .first()
                )
                if mail is None:
                    continue
                message = emails.message(mail)
                message.connection = connection
                try:
                    message.send()
                except (SMTPException, AnymailError) as error:  # this one waits for the next round, the others need not
                    logger.warning("A mail about money was refused: %s", error)
                    continue
                mail.sent_at = now
                mail.save(update_fields=["sent_at"])
