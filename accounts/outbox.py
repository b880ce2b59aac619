"""Mail about accounts on its way: a row until a server has taken it. PostgreSQL is the queue, the broker a doorbell."""

import datetime as dt
import logging
from smtplib import SMTPException

from celery import current_app
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.models import OutgoingMail

logger = logging.getLogger(__name__)
GIVE_UP = dt.timedelta(hours=1)  # what is later than that is of no use: codes have ended, and people have asked again
BATCH = 100


def put(message: EmailMultiAlternatives, *, now: dt.datetime) -> OutgoingMail:
    """Takes a message in; a worker sends it within a moment of the commit."""
    [(html, _kind)] = message.alternatives
    mail = OutgoingMail.objects.create(
        recipient=message.to[0], subject=str(message.subject), text=str(message.body), html=str(html), created_at=now
    )
    transaction.on_commit(_ring)
    return mail


def _ring() -> None:
    try:
        current_app.send_task("accounts.tasks.send_outgoing")  # by its name: tasks stand above the outbox
    except OperationalError:
        logger.warning("The broker is away; mail waits for the sweep")


def send_all(*, now: dt.datetime) -> int:
    """Sends what waits, oldest first, and forgets what is too late; how many were sent. Each row goes in the transaction in
    which the server took it."""
    late = OutgoingMail.objects.filter(created_at__lt=now - GIVE_UP).delete()[0]
    if late:
        logger.error("%s mails about accounts could not be sent within an hour and were dropped", late)
    ids = list(OutgoingMail.objects.order_by("pk").values_list("pk", flat=True)[:BATCH])
    sent = 0
    if not ids:
        return sent
    with get_connection() as connection:
        for pk in ids:
            with transaction.atomic():
                mail = OutgoingMail.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
                if mail is None:
                    continue
                message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.recipient], connection=connection)
                message.attach_alternative(mail.html, "text/html")
                try:
                    message.send()
                except SMTPException as error:
                    logger.warning("A mail about an account was refused: %s", error)
                    continue
                mail.delete()
                sent += 1
    return sent
