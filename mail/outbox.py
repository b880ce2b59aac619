"""Outbox for account emails: stores an email until a server has accepted it. PostgreSQL is the queue."""

import datetime as dt
import logging
from enum import IntEnum
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Left

from mail import circuit_breaker, suppression
from mail.delivery import NotDelivered, attempt
from mail.models import OutgoingMail
from mail.policy import CODES
from mail.transports import Transport, transport

logger = logging.getLogger(__name__)
GIVE_UP = dt.timedelta(hours=1)  # what is later than that is of no use: codes have ended, and people have asked again
FAILED_KEPT = dt.timedelta(days=7)  # for staff to see; without its words, which may hold a code
BATCH = 100


class Priority(IntEnum):
    """What is due goes in this order."""

    CODE = 0  # somebody waits for it
    NOTICE = 5


def enqueue(message: EmailMultiAlternatives, *, now: dt.datetime, priority: Priority = Priority.CODE) -> OutgoingMail:
    """Takes a message in; a worker sends it within a moment of the commit."""
    [(html, _kind)] = message.alternatives
    mail = OutgoingMail.objects.create(
        recipient=message.to[0],
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
    current_app.send_task("mail.tasks.send_outgoing")  # by its name: tasks stand above the outbox


def is_due(now: dt.datetime) -> bool:
    """Whether there is something to send that may be sent."""
    return OutgoingMail.objects.due(now).exists() and not circuit_breaker.is_open(now)


def send_all(*, now: dt.datetime) -> int:
    """Sends what is due, and gives up what is too late; how many were sent. Each row goes in the transaction in which the server
    took it.

    Whatever one email meets is that email's alone: it waits, longer each time, and has failed after a number of attempts
    (`mail.policy`). When the server refuses us or is away, all of it waits; that it is away is said by a `ConnectionError`.
    """
    _give_up_late(now)
    if circuit_breaker.is_open(now):
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
    late = OutgoingMail.objects.filter(created_at__lt=now - GIVE_UP, failed_at=None).update(
        failed_at=now, text="", html="", error=Left(Concat(Value("not sent within an hour. "), "error"), 300)
    )
    if late:
        logger.error("%s emails about accounts could not be sent within an hour and have failed", late)
    OutgoingMail.objects.filter(failed_at__lt=now - FAILED_KEPT).delete()


def _send(pk: int, out: Transport, now: dt.datetime) -> bool:
    """Whether it was sent. Raises `NotDelivered` with the row brought up to date."""
    with transaction.atomic():
        # Another worker may have it, or may have sent it since.
        mail = OutgoingMail.objects.due(now).select_for_update(skip_locked=True).filter(pk=pk).first()
        if mail is None:
            return False
        if suppression.blocked([mail.recipient], marketing=False):  # nobody is there
            mail.delete()
            return False
        try:
            attempt(
                out,
                lambda: message_of(mail),
                to=mail.recipient,
                name=f"Email {pk} about an account",
                attempts=mail.tries,
                policy=CODES,
                now=now,
            )
        except NotDelivered as error:
            failure = error  # raised again when the row is written
        else:
            mail.delete()
            return True
        _record(mail, failure, now)
    raise failure


def message_of(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Built twice it has the same Message-ID, by which servers and readers fold a repetition."""
    headers = {"Message-ID": f"<account-{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>"}
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.recipient], headers=headers)
    message.attach_alternative(mail.html, "text/html")
    return message


def _record(mail: OutgoingMail, failure: NotDelivered, now: dt.datetime) -> None:
    decision = failure.decision
    if decision.suppresses:  # whoever lifts it will ask for another
        mail.delete()
        return
    mail.tries, mail.error = decision.attempts, str(failure.error)
    if decision.wait is None:
        mail.failed_at, mail.text, mail.html = now, "", ""
    else:
        mail.next_try_at = now + decision.wait
    mail.save(update_fields=["tries", "error", "failed_at", "text", "html", "next_try_at"])
