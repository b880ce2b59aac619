"""Measures delivery health for staff, commands and monitoring."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Min, Model, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alerts import delivery_state
from alerts.models import Alert, Digest
from billing.models import BillingMail
from mail import circuit_breaker
from mail.circuit_breaker import Stream
from mail.models import OutgoingMail

MINUTES = 10  # the period that the rate is measured over
DAY = dt.timedelta(days=1)
LATE = dt.timedelta(hours=1)  # waiting longer should alert somebody; an email in doubt waits half an hour by design
SILENT = dt.timedelta(minutes=5)  # a scheduler that hasn't run for longer should alert somebody too


@dataclass(frozen=True)
class Health:
    """``due``: alerts that no digest was planned for yet. ``sent`` and ``failed``: within the last 24 hours.
    ``oldest``: how long the oldest alert or digest has waited; a postponed one counts from the time it was postponed
    to. ``a_minute``: emails sent per minute, over the last ten minutes. ``beat``: how long ago the scheduler ran.
    ``held_up``: why nothing is sent now: ``staff``, or what the mail server said."""

    due: int
    planned: int
    sending: int
    sent: int
    failed: int
    oldest: dt.timedelta | None
    a_minute: float
    beat: dt.timedelta | None
    held_up: str

    @property
    def is_late(self) -> bool:
        return self.oldest is not None and self.oldest > LATE

    @property
    def is_clock_silent(self) -> bool:
        return self.beat is None or self.beat > SILENT


def health(now: dt.datetime) -> Health:
    """Reads the figures from the indexes of each state."""
    emails = Digest.objects.filter(channel=Digest.Channel.EMAIL)
    due = Alert.objects.due(now).aggregate(number=Count("pk"), oldest=Min("next_due_at"))
    waiting = [
        emails.filter(state=state).aggregate(
            number=Count("pk"), oldest=Min("not_before", filter=Q(not_before__lte=now))
        )
        for state in ("planned", "sending")
    ]
    recent = now - dt.timedelta(minutes=MINUTES)
    is_sent, has_failed = Q(state="sent", sent_at__gt=now - DAY), Q(state="failed", created_at__gt=now - DAY)
    ended = emails.filter(is_sent | has_failed).aggregate(
        sent=Count("pk", filter=is_sent),
        recent=Count("pk", filter=Q(state="sent", sent_at__gt=recent)),
        failed=Count("pk", filter=has_failed),
    )
    since = min((one["oldest"] for one in (due, *waiting) if one["oldest"]), default=None)
    row = delivery_state.row()
    return Health(
        due=due["number"],
        planned=waiting[0]["number"],
        sending=waiting[1]["number"],
        sent=ended["sent"],
        failed=ended["failed"],
        oldest=now - since if since else None,
        a_minute=ended["recent"] / MINUTES,
        beat=now - row.beat_at if row.beat_at else None,
        held_up="staff" if row.paused_at else blocked_by(Stream.DIGESTS, now),
    )


class Waiting(NamedTuple):
    """Notifications that are due: how many, and how long the oldest has waited."""

    number: int
    oldest: dt.timedelta | None


def notifications_waiting(now: dt.datetime) -> Waiting:
    """Counts notifications that are due; those in quiet hours aren't."""
    due = Digest.objects.filter(state="planned", channel=Digest.Channel.PUSH, not_before__lte=now)
    found = due.aggregate(number=Count("pk"), oldest=Min("not_before"))
    return Waiting(found["number"], now - found["oldest"] if found["oldest"] else None)


# --- Emails other than digests ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Queue:
    """``waiting``: emails neither sent nor failed; ``oldest``: how long the oldest of them has waited; ``failed``:
    within 24 hours; ``failures``: the newest of those."""

    key: str
    label: Promise
    waiting: int
    oldest: dt.timedelta | None
    failed: int
    failures: Sequence[Any]

    @property
    def is_late(self) -> bool:
        return self.oldest is not None and self.oldest > LATE


def queues(now: dt.datetime, *, shown: int = 0) -> list[Queue]:
    """Counts emails about accounts and about money with one statement."""
    rows: dict[str, tuple[Promise, QuerySet[Any], Q]] = {
        "accounts": (_("Account emails"), OutgoingMail.objects.all(), Q(failed_at=None)),
        "billing": (
            _("Billing emails"),
            BillingMail.objects.select_related("account__user"),
            Q(failed_at=None, sent_at=None),
        ),
    }
    first, *others = (_counted(key, of.model, waits, now) for key, (_label, of, waits) in rows.items())
    counted = {key: (waiting, since, failed) for key, waiting, since, failed in first.union(*others, all=True)}
    found = []
    for key, (label, of, _waits) in rows.items():
        waiting, since, failed = counted.get(key, (0, None, 0))
        newest = list(of.filter(failed_at__gt=now - DAY).order_by("-failed_at")[:shown]) if shown else []
        found.append(Queue(key, label, waiting, now - since if since else None, failed, newest))
    return found


def _counted(key: str, model: type[Model], waits: Q, now: dt.datetime) -> "QuerySet[Any, Any]":
    """Returns one row: the key, the number of waiting emails, since when the oldest has waited, and the number failed
    within 24 hours."""
    failed = Q(failed_at__gt=now - DAY)
    found: QuerySet[Any, Any] = (
        model._default_manager.filter(waits | failed)
        .order_by()
        .values(key=Value(key))
        .annotate(waiting=Count("pk", filter=waits), since=Min("created_at", filter=waits), failed=Count("pk", filter=failed))
        .values_list("key", "waiting", "since", "failed")
    )  # fmt: skip
    return found


def emails_held_up(now: dt.datetime) -> str:
    """Returns the mail server's reply that currently blocks emails about accounts and money."""
    return blocked_by(Stream.SERVICE, now)


def blocked_by(stream: Stream, now: dt.datetime) -> str:
    """Returns the mail server's reply that currently blocks a stream of emails; empty if nothing does."""
    return circuit_breaker.row(stream).reason if circuit_breaker.is_open(stream, now) else ""
