"""Delivers one queued email and applies the delivery policy to the result."""

import datetime as dt
import logging
from collections.abc import Callable

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from mail import circuit_breaker, suppression
from mail.delivery_errors import DeliveryError, Kind
from mail.models import Suppression
from mail.policy import Decision, Policy, decide
from mail.transports import Transport, deliver

logger = logging.getLogger(__name__)


class NotDelivered(Exception):
    """What happened (``error``), and what follows from it for the row (``decision``)."""

    def __init__(self, error: DeliveryError, decision: Decision) -> None:
        super().__init__(error, decision)
        self.error = error
        self.decision = decision


def attempt(
    out: Transport,
    compose: Callable[[], EmailMultiAlternatives],
    *,
    to: str,
    name: str,
    attempts: int,
    policy: Policy,
    now: dt.datetime,
) -> None:
    """Returns when a server has taken the email. Raises `NotDelivered` otherwise, after the address was suppressed or the circuit
    opened, if that follows. ``name``: what the log calls the email; ``attempts``: those before this one."""

    def composed() -> EmailMultiAlternatives:
        with transaction.atomic():  # what breaks in the database breaks nothing around it
            return compose()

    try:
        deliver(out, composed)
    except DeliveryError as error:
        decision = decide(error, attempts=attempts, policy=policy)
        level = logging.ERROR if error.kind == Kind.BROKEN else logging.WARNING
        logger.log(level, "%s was not sent, %s: %s", name, error.kind, error)
        if decision.suppresses:
            suppression.suppress(to, Suppression.Reason.BOUNCE, detail=str(error), now=now)
        if decision.opens_circuit:
            circuit_breaker.record_failure(error, now=now)
        raise NotDelivered(error, decision) from error
    circuit_breaker.record_success()
