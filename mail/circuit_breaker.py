"""Circuit breaker for emails about accounts and money: stops delivery for a while when the server is away or rejects us."""

import datetime as dt
import logging

from mail.delivery_errors import DeliveryError, Kind
from mail.models import MailCircuit
from mail.policy import SERVER_AWAY, circuit_wait

logger = logging.getLogger(__name__)
# A code is of no use an hour later, so even a server that refuses us is asked again every five minutes.
LONGEST = SERVER_AWAY


def row() -> MailCircuit:
    return MailCircuit.objects.get_or_create(pk=1)[0]


def is_open(now: dt.datetime) -> bool:
    """Whether nothing may be sent at ``now``."""
    return MailCircuit.objects.filter(open_until__gt=now).exists()


def record_failure(error: DeliveryError, *, now: dt.datetime) -> None:
    """Opens it, for longer each time."""
    failures = row().failures
    wait = circuit_wait(failures, longest=LONGEST)
    MailCircuit.objects.filter(pk=1).update(
        failures=min(failures + 1, 1000), open_until=now + wait, reason=str(error)[:300]
    )
    level = logging.ERROR if error.kind == Kind.SENDER_REJECTED else logging.WARNING
    logger.log(level, "No email about accounts or money is sent for %s: %s", wait, error)


def record_success() -> None:
    """An email went through: it is closed."""
    MailCircuit.objects.filter(pk=1, failures__gt=0).update(failures=0, open_until=None, reason="")


def try_now() -> None:
    """The next email is tried at once; one more failure and everything waits again, for as long as it had come to."""
    MailCircuit.objects.filter(pk=1).update(open_until=None)
