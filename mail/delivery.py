"""Delivers one queued email and applies the delivery policy to the result."""

import datetime as dt
import logging
from collections.abc import Callable

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from mail import circuit_breaker, suppression
from mail.circuit_breaker import Stream
from mail.delivery_errors import DeliveryError, Kind
from mail.models import Suppression
from mail.policy import Decision, Policy, decide
from mail.transports import Transport, deliver

logger = logging.getLogger(__name__)


class NotDelivered(Exception):
    """The delivery failed. ``error`` is what happened, ``decision`` what follows for the row."""

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
    """Returns when a server has accepted the email. Otherwise raises `NotDelivered`, after the address was suppressed
    or the circuit opened, if the policy says so. ``name`` identifies the email in the log; ``attempts`` is the number
    of previous attempts."""

    def composed() -> EmailMultiAlternatives:
        with transaction.atomic():  # a database error here doesn't break the surrounding transaction
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
            circuit_breaker.record_failure(Stream.SERVICE, error, now=now)
        raise NotDelivered(error, decision) from error
    circuit_breaker.record_success(Stream.SERVICE)
