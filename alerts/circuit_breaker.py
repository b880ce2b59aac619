"""Circuit breaker for digests: stops delivery while staff pause it or the mail server is unavailable or rejects us."""

import datetime as dt
import logging

from accounts.models import User
from alerts.models import Sending
from mail.policy import SENDER_REJECTED, SERVER_AWAY, circuit_wait

logger = logging.getLogger(__name__)


def row() -> Sending:
    return Sending.objects.get_or_create(pk=1)[0]


def is_open(now: dt.datetime) -> bool:
    """Returns whether nothing may be sent at ``now``."""
    return row().is_held_up(now)


def is_being_tried() -> bool:
    """Returns whether the last reply was a refusal, so that one email is tried first."""
    return row().refusals > 0


def refused(reason: str, *, is_ours: bool, now: dt.datetime) -> None:
    """Stops delivery for a while, longer each time. ``is_ours``: the server rejects us, which waiting doesn't fix, so
    an error is logged for staff, who also see it on their page."""
    sending = row()
    wait = circuit_wait(sending.refusals, longest=SENDER_REJECTED if is_ours else SERVER_AWAY)
    Sending.objects.filter(pk=1).update(
        refusals=sending.refusals + 1 if sending.refusals < 1000 else 1000,
        refused_until=now + wait,
        reason=reason[:300],
    )
    level = logging.ERROR if is_ours else logging.WARNING
    logger.log(level, "Alerts are paused for %s: %s", wait, reason)


def accepted() -> None:
    """Closes the circuit after an email was accepted."""
    Sending.objects.filter(pk=1).update(refusals=0, refused_until=None, reason="")


def pause(*, by: User | None, now: dt.datetime) -> None:
    """Stops all sending on behalf of staff."""
    row()
    Sending.objects.filter(pk=1, paused_at=None).update(paused_at=now, paused_by=by)


def resume() -> None:
    """Resumes sending; refused emails are tried at once."""
    Sending.objects.filter(pk=1).update(paused_at=None, paused_by=None, refused_until=None)


def beat(now: dt.datetime) -> None:
    """Records that the scheduler has run."""
    row()
    Sending.objects.filter(pk=1).update(beat_at=now)
