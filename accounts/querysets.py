"""Reads of the audit log, of copies of members' data and of the outbox as chainable verbs."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import AuditEntry, DataExport, OutgoingMail, User  # noqa: F401 - named in the bases below


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def touching(self, numbers: "models.QuerySet[User, Any] | list[int]") -> Self:
        """Lines about any of these members, or of what they did themselves or in somebody's name."""
        return self.filter(Q(member_id__in=numbers) | Q(actor_id__in=numbers) | Q(behind_id__in=numbers))


class DataExportQuerySet(models.QuerySet["DataExport"]):
    def of(self, user: "User") -> Self:
        """A member's copies, newest first, without their contents."""
        return self.filter(user=user).defer("archive").order_by("-asked_at", "-pk")

    def waiting(self) -> Self:
        """Copies that a worker has to make."""
        return self.filter(made_at=None, problem="")


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: dt.datetime) -> Self:
        """Emails whose time has come, codes before notices, each kind by time: those that fail come later each time."""
        return self.filter(failed_at=None, next_try_at__lte=now).order_by("priority", "next_try_at", "pk")
