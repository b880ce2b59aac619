"""Mail about accounts on its way: a row until a server has taken it. PostgreSQL is the queue, the broker a doorbell."""

import datetime as dt
import logging
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from celery import current_app
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts import suppression
from accounts.models import OutgoingMail

logger = logging.getLogger(__name__)
GIVE_UP = dt.timedelta(hours=1)  # what is later than that is of no use: codes have ended, and people have asked again
LONGEST_WAIT = 16  # minutes between two tries
BATCH = 100


def put(message: EmailMultiAlternatives, *, now: dt.datetime) -> OutgoingMail:
    """Takes a message in; a worker sends it within a moment of the commit."""
    [(html, _kind)] = message.alternatives
    mail = OutgoingMail.objects.create(
        recipient=message.to[0],
        subject=str(message.subject),
        text=str(message.body),
        html=str(html),
        created_at=now,
        next_try_at=now,
    )
    transaction.on_commit(_ring)
    return mail


def _ring() -> None:
    try:
        current_app.send_task("accounts.tasks.send_outgoing")  # by its name: tasks stand above the outbox
    except OperationalError:
        logger.warning("The broker is away; mail waits for the sweep")


def send_all(*, now: dt.datetime) -> int:
    """Sends what is due, and forgets what is too late; how many were sent. Each row goes in the transaction in which the server
    took it.

    A mail that the server refuses waits longer each time, so that it holds up no other; one that is refused for good is
    dropped. When the server is away the error is the caller's: all of it waits for the next sweep.
    """
    late = OutgoingMail.objects.filter(created_at__lt=now - GIVE_UP).delete()[0]
    if late:
        logger.error("%s mails about accounts could not be sent within an hour and were dropped", late)
    due = OutgoingMail.objects.filter(next_try_at__lte=now).order_by("next_try_at", "pk")
    sent = 0
    if ids := list(due.values_list("pk", flat=True)[:BATCH]):
        with get_connection() as connection:
            sent = sum(_send(pk, connection, now) for pk in ids)
    return sent


def _send(pk: int, connection: Any, now: dt.datetime) -> bool:
    with transaction.atomic():
        # Another worker may have it, or may have sent it since.
        mail = OutgoingMail.objects.select_for_update(skip_locked=True).filter(pk=pk, next_try_at__lte=now).first()
        if mail is None:
            return False
        if suppression.blocked([mail.recipient], marketing=False):  # nobody is there
            mail.delete()
            return False
        message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.recipient], connection=connection)
        message.attach_alternative(mail.html, "text/html")
        try:
            message.send()
        except (SMTPException, AnymailError) as error:
            if isinstance(error, AnymailAPIError) and error.response is None:  # the provider is away
                raise
            connection.close()  # whatever state it is in; the next mail opens it again
            _refused(mail, error, now)
            return False
        mail.delete()
        return True


def _refused(mail: OutgoingMail, error: Exception, now: dt.datetime) -> None:
    if isinstance(error, AnymailRecipientsRefused) or (
        isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _words in error.recipients.values())
    ):
        logger.warning("A mail about an account was dropped: there is no such recipient")
        mail.delete()
        return
    logger.warning("A mail about an account was refused (%s)", type(error).__name__)
    mail.tries += 1
    mail.next_try_at = now + dt.timedelta(minutes=min(2**mail.tries, LONGEST_WAIT))
    mail.save(update_fields=["tries", "next_try_at"])
