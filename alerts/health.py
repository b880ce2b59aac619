"""How sending is doing, in figures: for the staff's page, the commands and whoever watches."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from alerts import circuit
from alerts.models import Alert, Digest

MINUTES = 10  # over which the rate is taken
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Health:
    """``due``: alerts that no digest was planned for yet. ``oldest``: how long the digest has waited that waits longest.
    ``a_minute``: mails sent, over the last ten minutes. ``beat``: how long ago the clock called. ``held_up``: why nothing is
    sent now."""

    due: int
    planned: int
    sending: int
    sent: int
    failed: int
    oldest: dt.timedelta | None
    a_minute: float
    beat: dt.timedelta | None
    held_up: str


def health(now: dt.datetime) -> Health:
    """``sent`` and ``failed`` are of the last 24 hours."""
    waiting = Digest.objects.open().aggregate(
        planned=Count("pk", filter=Q(state="planned")),
        sending=Count("pk", filter=Q(state="sending")),
        oldest=Min("created_at"),
    )
    recent = now - dt.timedelta(minutes=MINUTES)
    sent = Digest.objects.filter(state="sent", sent_at__gt=now - DAY).aggregate(
        day=Count("pk"), recent=Count("pk", filter=Q(sent_at__gt=recent))
    )
    sending = circuit.row()
    held_up = "staff" if sending.paused_at else sending.reason if circuit.is_open(now) else ""
    return Health(
        due=Alert.objects.due(now).count(),
        planned=waiting["planned"],
        sending=waiting["sending"],
        sent=sent["day"],
        failed=Digest.objects.filter(state="failed", created_at__gt=now - DAY).count(),
        oldest=now - waiting["oldest"] if waiting["oldest"] else None,
        a_minute=sent["recent"] / MINUTES,
        beat=now - sending.beat_at if sending.beat_at else None,
        held_up=held_up,
    )
