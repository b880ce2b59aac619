"""Circuit breaker for emails about accounts and money: stops delivery for a while when the server is unavailable or
rejects us."""

import datetime as dt
import logging

from mail.delivery_errors import DeliveryError, Kind
from mail.models import MailCircuit
from mail.policy import SERVER_AWAY, circuit_wait

logger = logging.getLogger(__name__)
# A code is useless after an hour, so even a server that rejects us is tried again every five minutes.
LONGEST = SERVER_AWAY


def row() -> MailCircuit:
    return MailCircuit.objects.get_or_create(pk=1)[0]


def is_open(now: dt.datetime) -> bool:
    """Returns whether nothing may be sent at ``now``."""
    return MailCircuit.objects.filter(open_until__gt=now).exists()


def record_failure(error: DeliveryError, *, now: dt.datetime) -> None:
    """Opens the circuit, longer each time."""
    failures = row().failures
    wait = circuit_wait(failures, longest=LONGEST)
    MailCircuit.objects.filter(pk=1).update(
        failures=min(failures + 1, 1000), open_until=now + wait, reason=str(error)[:300]
    )
    level = logging.ERROR if error.kind == Kind.SENDER_REJECTED else logging.WARNING
    logger.log(level, "No email about accounts or money is sent for %s: %s", wait, error)


def record_success() -> None:
    """Closes the circuit after an email was accepted."""
    MailCircuit.objects.filter(pk=1, failures__gt=0).update(failures=0, open_until=None, reason="")


def try_now() -> None:
    """Lets the next email be tried at once. One more failure opens the circuit again, for as long as the wait had grown
    to."""
    MailCircuit.objects.filter(pk=1).update(open_until=None)
