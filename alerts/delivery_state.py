"""State of delivery of digests: paused by staff, blocked by the circuit breaker, and when the scheduler last ran."""

import datetime as dt

from accounts.models import User
from alerts.models import Sending
from mail import circuit_breaker
from mail.circuit_breaker import Stream


def row() -> Sending:
    return Sending.objects.get_or_create(pk=1)[0]


def limit(most: int, *, now: dt.datetime) -> int:
    """Returns how many digests may be taken at once, up to ``most``: none while delivery is paused or the circuit open,
    one while the mail server is tried again."""
    circuit = circuit_breaker.row(Stream.DIGESTS)
    if row().paused_at or circuit.is_open(now):
        return 0
    return 1 if circuit.failures else most


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
