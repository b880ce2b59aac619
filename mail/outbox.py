"""Outbox for account emails and messages: stores an email until a server has accepted it. PostgreSQL is the queue."""

import datetime as dt
import logging
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Left

from mail import circuit_breaker, suppression
from mail.circuit_breaker import Stream
from mail.delivery import NotDelivered, attempt
from mail.models import OutgoingMail
from mail.policy import CODES, RECEIPTS, Policy
from mail.transports import Transport, transport

logger = logging.getLogger(__name__)
FAILED_KEPT = dt.timedelta(days=7)  # so that staff can see it; without its text, which may hold a code
BATCH = 100


class Priority(IntEnum):
    """Order in which due emails are sent."""

    CODE = 0  # somebody is waiting for it
    NOTICE = 5
    MESSAGE = 7  # useful days later: from one person to another, or a decision of staff


@dataclass(frozen=True)
class Patience:
    """How an email is retried, and when it is given up."""

    policy: Policy
    give_up: dt.timedelta


# Later emails are useless: codes have expired, and people have asked again.
AN_HOUR = Patience(CODES, dt.timedelta(hours=1))
# Nobody sends these again.
DAYS = Patience(RECEIPTS, dt.timedelta(days=5))
PATIENCE = {Priority.CODE: AN_HOUR, Priority.NOTICE: AN_HOUR, Priority.MESSAGE: DAYS}


def enqueue(message: EmailMultiAlternatives, *, now: dt.datetime, priority: Priority = Priority.CODE) -> OutgoingMail:
    """Stores a message; a worker sends it shortly after the commit."""
    [(html, _kind)] = message.alternatives
    mail = OutgoingMail.objects.create(
        recipient=message.to[0],
        reply_to=next(iter(message.reply_to), ""),
        subject=str(message.subject)[:200],
        text=str(message.body),
        html=str(html),
        priority=priority,
        created_at=now,
        next_try_at=now,
    )
    transaction.on_commit(_start_worker)
    return mail


def _start_worker() -> None:
    current_app.send_task("mail.tasks.send_outgoing")  # by name: the tasks module imports the outbox


def is_due(now: dt.datetime) -> bool:
    """Returns whether an email is due and may be sent."""
    return OutgoingMail.objects.due(now).exists() and not circuit_breaker.is_open(Stream.SERVICE, now)


def send_all(*, now: dt.datetime) -> int:
    """Sends what is due, and gives up on what is too late. Returns the number of emails sent. Each row is deleted in
    the transaction in which the server accepted its email.

    A failure affects only that email: it waits, longer each time, and fails after a number of attempts (`mail.policy`).
    When the server rejects us or is unavailable, all emails wait; an unavailable server raises a `ConnectionError`.
    """
    _give_up_late(now)
    if circuit_breaker.is_open(Stream.SERVICE, now):
        return 0
    ids = list(OutgoingMail.objects.due(now).values_list("pk", flat=True)[:BATCH])
    sent = 0
    if ids:
        with transport() as out:
            for pk in ids:
                try:
                    sent += _send(pk, out, now)
                except NotDelivered as failure:
                    if failure.error.is_server_away:
                        raise ConnectionError(str(failure.error)) from None
                    if failure.decision.opens_circuit:
                        break
    return sent


def _give_up_late(now: dt.datetime) -> None:
    is_late = Q(
        *(Q(priority=one, created_at__lt=now - patience.give_up) for one, patience in PATIENCE.items()), _connector=Q.OR
    )
    late = OutgoingMail.objects.filter(is_late, failed_at=None).update(
        failed_at=now, text="", html="", error=Left(Concat(Value("not sent in time. "), "error"), 300)
    )
    if late:
        logger.error("%s emails could not be sent in time and have failed", late)
    OutgoingMail.objects.filter(failed_at__lt=now - FAILED_KEPT).delete()


def _send(pk: int, out: Transport, now: dt.datetime) -> bool:
    """Returns whether it was sent. Raises `NotDelivered` after updating the row."""
    with transaction.atomic():
        # Another worker may have locked it, or may have sent it since.
        mail = OutgoingMail.objects.due(now).select_for_update(skip_locked=True).filter(pk=pk).first()
        if mail is None:
            return False
        if suppression.blocked([mail.recipient], marketing=False):  # the address bounced
            mail.delete()
            return False
        try:
            attempt(
                out,
                lambda: message_of(mail),
                to=mail.recipient,
                name=f"Email {pk} about an account",
                attempts=mail.tries,
                policy=PATIENCE[Priority(mail.priority)].policy,
                now=now,
            )
        except NotDelivered as error:
            failure = error  # raised again after the row is written
        else:
            mail.delete()
            return True
        _record(mail, failure, now)
    raise failure


def message_of(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Builds the message. Its Message-ID is always the same for a row, so servers and mail programs can deduplicate
    it."""
    headers = {"Message-ID": f"<account-{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>"}
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def _record(mail: OutgoingMail, failure: NotDelivered, now: dt.datetime) -> None:
    decision = failure.decision
    if decision.suppresses:  # when the suppression is lifted, the person will request another
        mail.delete()
        return
    mail.tries, mail.error = decision.attempts, str(failure.error)
    if decision.wait is None:
        mail.failed_at, mail.text, mail.html = now, "", ""
    else:
        mail.next_try_at = now + decision.wait
    mail.save(update_fields=["tries", "error", "failed_at", "text", "html", "next_try_at"])
