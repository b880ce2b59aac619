"""Circuit breaker for email: stops a stream of emails for a while when the server is unavailable or rejects us.

Each stream has its own, because a code must be tried again sooner than 200,000 digests.
"""

import datetime as dt
import logging

from mail.delivery_errors import DeliveryError, Kind
from mail.models import MailCircuit
from mail.policy import SENDER_REJECTED, SERVER_AWAY, circuit_wait

logger = logging.getLogger(__name__)
Stream = MailCircuit.Stream
# The longest wait while a server rejects us. A code is useless after an hour, so codes are tried again every five minutes.
LONGEST_REJECTED = {Stream.SERVICE: SERVER_AWAY, Stream.DIGESTS: SENDER_REJECTED}


def row(stream: Stream) -> MailCircuit:
    """Returns the circuit of a stream; one that has never failed may not be stored."""
    return MailCircuit.objects.filter(stream=stream).first() or MailCircuit(stream=stream)


def is_open(stream: Stream, now: dt.datetime) -> bool:
    """Returns whether nothing of this stream may be sent at ``now``."""
    return MailCircuit.objects.filter(stream=stream, open_until__gt=now).exists()


def record_failure(stream: Stream, error: DeliveryError, *, now: dt.datetime) -> None:
    """Opens the circuit, longer each time. If the server rejects us, which waiting doesn't fix, an error is logged for
    staff, who also see it on their page."""
    is_rejected = error.kind == Kind.SENDER_REJECTED
    failures = row(stream).failures
    wait = circuit_wait(failures, longest=LONGEST_REJECTED[stream] if is_rejected else SERVER_AWAY)
    MailCircuit.objects.update_or_create(
        stream=stream,
        defaults={"failures": min(failures + 1, 1000), "open_until": now + wait, "reason": str(error)[:300]},
    )
    level = logging.ERROR if is_rejected else logging.WARNING
    logger.log(level, "No %s are sent for %s: %s", stream.label, wait, error)


def record_success(stream: Stream) -> None:
    """Closes the circuit after an email was accepted."""
    MailCircuit.objects.filter(stream=stream, failures__gt=0).update(failures=0, open_until=None, reason="")


def try_now(*streams: Stream) -> None:
    """Lets the next email of these streams be tried at once. One more failure opens the circuit again, for as long as
    the wait had grown to."""
    MailCircuit.objects.filter(stream__in=streams).update(open_until=None)
