"""Reads of alerts and digests as chainable verbs."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.models import User

if TYPE_CHECKING:
    from alerts.models import Alert, Digest  # noqa: F401 - named in the bases below


class AlertQuerySet(models.QuerySet["Alert"]):
    def of(self, user: User) -> Self:
        """A member's own; everything about alerts of members is read through this."""
        return self.filter(recipient__user=user)

    def kept(self) -> Self:
        """Those that were not ended."""
        return self.exclude(state="ended")

    def counted(self) -> Self:
        """Those that count towards the limit of a plan: what others asked for with an address takes no room."""
        return self.exclude(state__in=["ended", "unconfirmed"])

    def weekly(self) -> Self:
        """Those that run or pause, and were chosen to come once a week."""
        return self.filter(state__in=["active", "paused"], cadence="weekly")

    def due(self, now: dt.datetime) -> Self:
        """Those to be looked at: the index of `next_due_at` answers."""
        return self.filter(next_due_at__lte=now)


class DigestQuerySet(models.QuerySet["Digest"]):
    def of(self, user: User) -> Self:
        return self.filter(recipient__user=user)

    def takeable(self, now: dt.datetime) -> Self:
        """Those that a worker may take: their time has come, or whoever held them is silent for too long."""
        return self.filter(Q(state="planned", not_before__lte=now) | Q(state="sending", leased_until__lte=now))

    def open(self) -> Self:
        return self.filter(state__in=["planned", "sending"])

    def left(self) -> Self:
        """What was mailed, newest first."""
        return self.filter(state="sent").order_by("-sent_at", "-pk")
