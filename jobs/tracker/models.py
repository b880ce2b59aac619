"""Models of the tracker: applications, their events, the files sent with them, and snapshots of jobs."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jobs.models.job import Job
from jobs.vocabulary import kinds
from toolkit.private_files import PrivateFileField


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of(self, user: User) -> Self:
        """Returns the member's own applications. All reads of applications must use this."""
        return self.filter(user=user)


class Snapshot(models.Model):
    """A copy of a job at one time. ``data`` is what its page showed; equal states share one row."""

    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="snapshots")
    digest = models.CharField(max_length=32, unique=True)
    taken_at = models.DateTimeField()
    data = models.JSONField()

    def __str__(self) -> str:
        return f"{self.data.get('title', '')} {self.taken_at:%Y-%m-%d}"


class Application(models.Model):
    """A job in a member's tracker. At the stage "interested" it is a saved job.

    ``job`` and ``snapshot`` are empty for a job from elsewhere, whose ``title``, ``company`` and ``url`` the member
    enters.
    """

    Stage = kinds.Stage

    class Outcome(models.TextChoices):
        REJECTED = "rejected", _("Rejected")
        NO_REPLY = "no-reply", _("No reply")
        WITHDREW = "withdrew", _("Withdrawn")
        DECLINED = "declined", _("Offer declined")
        ACCEPTED = "accepted", _("Offer accepted")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="applications")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="applications")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="applications")
    title = models.CharField(_("job title"), max_length=200)
    company = models.CharField(_("company"), max_length=120, blank=True)
    url = models.URLField(_("link to the job"), max_length=1000, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.INTERESTED)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    notes = models.TextField(_("notes"), max_length=10_000, blank=True)
    contact = models.CharField(_("contact"), max_length=300, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_step_at = models.DateTimeField(_("when"), null=True, blank=True)
    created_at = models.DateTimeField(_("added"))
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    updated_at = models.DateTimeField(_("changed"))

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "job"], name="application_once_a_posting"),
            models.CheckConstraint(
                condition=Q(stage="closed") & ~Q(outcome="") | ~Q(stage="closed") & Q(outcome=""),
                name="application_outcome_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tracker:application", args=[self.pk])

    @property
    def badge(self) -> str:
        """The CSS class for the stage's badge: ``ok`` for an offer, ``accent`` while in progress, else empty."""
        if self.outcome == self.Outcome.ACCEPTED or self.stage == self.Stage.OFFER:
            return "ok"
        return "accent" if self.stage in (self.Stage.APPLIED, self.Stage.INTERVIEW) else ""

    def is_overdue(self, now: dt.datetime) -> bool:
        """Returns whether the next step should have been done."""
        return self.stage != self.Stage.CLOSED and self.next_step_at is not None and self.next_step_at < now


class ApplicationEvent(models.Model):
    """A move of an application from one stage to another."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    stage = models.CharField(max_length=10, choices=Application.Stage)
    outcome = models.CharField(max_length=10, choices=Application.Outcome, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.at:%Y-%m-%d}"


class SentFile(models.Model):
    """A résumé or a cover letter that went with an application, as it was sent. ``name`` is what its author calls it,
    ``file_name`` what the file was called."""

    class Kind(models.TextChoices):
        RESUME = "resume", _("Résumé")
        LETTER = "letter", _("Cover letter")

    application = models.ForeignKey(Application, models.CASCADE, related_name="sent_files")
    kind = models.CharField(max_length=6, choices=Kind)
    name = models.CharField(max_length=80)
    file_name = models.CharField(max_length=120)
    file = PrivateFileField(max_bytes=5_000_000)
    attached_at = models.DateTimeField()

    class Meta:
        ordering = ["attached_at", "pk"]

    def __str__(self) -> str:
        return self.name


class OwnedQuerySet(models.QuerySet[Any]):
    def of(self, user: User) -> Self:
        """Returns the member's own rows. All reads must use this."""
        return self.filter(user=user)


class JobFlag(models.Model):
    """A member's flag on a job: its page was viewed, or lists leave it out."""

    class Kind(models.TextChoices):
        VIEWED = "viewed", _("Viewed")
        HIDDEN = "hidden", _("Hidden")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="job_flags")
    job = models.ForeignKey(Job, models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=6, choices=Kind)
    at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "job", "kind"], name="job_flag_once")]
        indexes = [models.Index(fields=["user", "kind", "-at"], name="job_flags_of_member")]

    def __str__(self) -> str:
        return f"{self.kind} {self.job_id}"


class RecentSearch(models.Model):
    """One of a member's latest searches, kept for them only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recent_searches")
    querystring = models.CharField(max_length=500)
    at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("recent searches")
        constraints = [models.UniqueConstraint(fields=["user", "querystring"], name="recent_search_once")]

    def __str__(self) -> str:
        return self.querystring
