"""State of delivery of digests: paused by staff, blocked by the circuit breaker, and when the scheduler last ran."""

import datetime as dt

from accounts.models import User
from alerts.models import Sending
from mail import circuit_breaker
from mail.circuit_breaker import Stream


def row() -> Sending:
    return Sending.objects.get_or_create(pk=1)[0]


def is_held_up(now: dt.datetime) -> bool:
    """Returns whether no digest may be sent at ``now``."""
    return row().paused_at is not None or circuit_breaker.is_open(Stream.DIGESTS, now)


def pause(*, by: User | None, now: dt.datetime) -> None:
    """Stops all digests on behalf of staff."""
    row()
    Sending.objects.filter(pk=1, paused_at=None).update(paused_at=now, paused_by=by)


def resume() -> None:
    """Resumes digests; the mail server is tried at once, for other emails too."""
    Sending.objects.filter(pk=1).update(paused_at=None, paused_by=None)
    circuit_breaker.try_now(*Stream)


def beat(now: dt.datetime) -> None:
    """Records that the scheduler has run."""
    row()
    Sending.objects.filter(pk=1).update(beat_at=now)
