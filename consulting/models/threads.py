"""Models of threads: one for each member, and who was responsible when."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from billing.entitlements import plus_accounts
from consulting.models.people import ConsultantProfile
from resumes.models import Resume


class ThreadQuerySet(models.QuerySet["Thread"]):
    def of(self, user: User) -> Self:
        """Returns the member's own thread. All reads for members must use this."""
        return self.filter(member=user)

    def assigned_to(self, consultant: ConsultantProfile) -> Self:
        """Returns the consultant's threads. All reads for consultants must use this."""
        return self.filter(consultant=consultant)

    def active(self, now: dt.datetime) -> Self:
        """Returns threads whose member has Plus; nobody can write in the others."""
        return self.filter(member__is_active=True, member__billing_account__in=plus_accounts(now))

    def waiting(self) -> Self:
        """Returns threads with a message of the member that nobody has answered, the longest waiting first."""
        return self.filter(waiting_since__isnull=False).order_by("waiting_since", "pk")

    def with_people(self) -> Self:
        """Reads member, plan and consultant with each thread."""
        return self.select_related("member__billing_account__current", "consultant__user")


class Thread(models.Model):
    """The conversation of a member with their consultant. It can be written in while the member has Plus.

    ``consultant`` is empty until somebody is free. ``waiting_since``: when the member wrote the first message that nobody
    has answered; ``closed_at``: when the consultant found that nothing is left to do. ``shares_…_since``: since when the
    consultant may see the member's résumés or applications, empty if they may not.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a reply")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consulting_thread")
    consultant = models.ForeignKey(
        ConsultantProfile, models.SET_NULL, null=True, blank=True, related_name="threads", verbose_name=_("consultant")
    )
    language = models.CharField(_("language"), max_length=2, choices=Resume.Language, default=Resume.Language.ENGLISH)
    opened_at = models.DateTimeField(_("opened"))
    assigned_at = models.DateTimeField(_("assigned"), null=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    last_message_at = models.DateTimeField(_("last message"), null=True)
    shares_resumes_since = models.DateTimeField(_("shares résumés since"), null=True)
    shares_tracker_since = models.DateTimeField(_("shares applications since"), null=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        ordering = [F("last_message_at").desc(nulls_last=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(waiting_since=None) | Q(closed_at=None), name="consulting_closed_is_not_waiting"
            ),
            models.CheckConstraint(
                condition=Q(consultant=None) | Q(assigned_at__isnull=False), name="consulting_assigned_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["consultant", "waiting_since"], name="consulting_thread_waiting"),
            models.Index(
                fields=["waiting_since"], condition=Q(waiting_since__isnull=False), name="consulting_thread_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def state(self) -> State:
        if self.waiting_since is not None:
            return self.State.WAITING
        return self.State.CLOSED if self.closed_at is not None else self.State.ANSWERED


class Assignment(models.Model):
    """When a thread got a consultant and why. ``consultant_name`` outlives the consultant's account; ``note`` is for
    staff."""

    class Reason(models.TextChoices):
        FIRST = "first", _("First consultant")
        HANDED_OVER = "handed-over", _("Handed over")
        AWAY = "away", _("The former consultant is out of office")
        LEFT = "left", _("The former consultant no longer answers members")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="assignments")
    consultant = models.ForeignKey(ConsultantProfile, models.SET_NULL, null=True, related_name="+")
    consultant_name = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=11, choices=Reason)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.reason}"
