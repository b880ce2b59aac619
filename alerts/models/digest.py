"""Models for digests, their sections, the jobs each recipient was sent, and the state of delivery."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from alerts.models.alert import Alert, Recipient
from toolkit.database.leases import Leasable


class DigestQuerySet(models.QuerySet["Digest"]):
    def of(self, user: User) -> Self:
        return self.filter(recipient__user=user)

    def open(self) -> Self:
        return self.filter(state__in=["planned", "sending"])

    def left(self) -> Self:
        """Returns sent digests, newest first."""
        return self.filter(state="sent").order_by("-sent_at", "-pk")

    def telling(self) -> Self:
        """Leaves out notifications that only announce emails."""
        own = Section.objects.filter(digest=OuterRef("pk")).exclude(job_ids=[])
        return self.filter(Q(channel="email") | Exists(own))


class Digest(models.Model):
    """One email or notification to one recipient in one hour (``slot``, UTC), with a section for each alert. Later due
    alerts join a digest that couldn't be sent: a recipient has at most one unsent digest of each channel.

    ``to_announce``: an email that a notification will announce; ``push`` is that notification once it is planned.

    The rows are the queue. ``planned``: may be taken from ``not_before`` on. ``sending``: a worker holds it until
    ``leased_until``; after that it is unknown whether the email was sent, and the digest may be taken again. The other
    states are final: ``sent``, ``empty`` (no content), ``failed`` (refused, or refused for too long; ``error`` says
    how).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("queued")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        EMPTY = "empty", _("nothing to send")
        FAILED = "failed", _("failed")

    class Channel(models.TextChoices):
        EMAIL = "email", _("email")
        PUSH = "push", _("notification")

    recipient = models.ForeignKey(
        Recipient, models.CASCADE, related_name="digests", db_index=False, verbose_name=_("recipient")
    )  # found by the unique constraint's index
    slot = models.DateTimeField(_("hour"))
    channel = models.CharField(_("channel"), max_length=5, choices=Channel, default=Channel.EMAIL)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.PLANNED)
    not_before = models.DateTimeField(_("not before"))
    leased_until = models.DateTimeField(_("leased until"), null=True)
    lease = models.UUIDField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    to_announce = models.BooleanField(default=False, db_default=False, editable=False)
    push = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="announced", db_index=False, verbose_name=_("notification")
    )
    sent_at = models.DateTimeField(_("sent"), null=True)
    created_at = models.DateTimeField(_("queued"))

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ["-slot", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "slot", "channel"], name="digest_once_a_slot"),
            models.UniqueConstraint(
                fields=["recipient", "channel"],
                condition=Q(state__in=["planned", "sending"]),
                name="digest_one_on_its_way",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", leased_until__isnull=False, lease__isnull=False)
                | (~Q(state="sending") & Q(leased_until__isnull=True, lease__isnull=True)),
                name="digest_held_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="digest_sent_at",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], name="digest_planned", condition=Q(state="planned")),
            models.Index(fields=["leased_until"], name="digest_held", condition=Q(state="sending")),
            models.Index(fields=["sent_at"], name="digest_sent", condition=Q(state="sent")),
            models.Index(
                fields=["not_before", "id"], name="digest_push_planned", condition=Q(state="planned", channel="push")
            ),
            models.Index(fields=["id"], name="digest_to_announce", condition=Q(state="sent", to_announce=True)),
            models.Index(fields=["push"], name="digest_announced_by", condition=Q(push__isnull=False)),
            models.Index(fields=["created_at"], name="digest_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {localize(self.slot)}"


class Section(models.Model):
    """One alert's part of a digest. ``period``: the local date (daily) or the ISO week (weekly) that this email is for;
    at most one email per period, even when clocks change. ``job_ids`` as they were emailed, newest first; ``total``
    includes jobs beyond them, a lower bound when ``is_capped``."""

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="sections", verbose_name=_("digest"))
    alert = models.ForeignKey(
        Alert, models.CASCADE, related_name="sections", db_index=False, verbose_name=_("alert")
    )  # found by the unique constraint's index
    period = models.CharField(_("period"), max_length=10)
    job_ids = ArrayField(models.BigIntegerField(), verbose_name=_("jobs"), default=list)
    total = models.PositiveIntegerField(_("matches"), default=0)
    is_capped = models.BooleanField(_("at least"), default=False)
    is_now_weekly = models.BooleanField(
        _("announces the change to weekly"), default=False, help_text=_("Daily needs Plus.")
    )

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["alert", "period"], name="section_once_a_period")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.period}"


class Mailed(models.Model):
    """The jobs in a sent email; none of them may be sent again. The ids remain when jobs are deleted; ``lowest`` and
    ``highest`` are the ends of their range, used to find them."""

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="+", db_index=False)
    sent_at = models.DateTimeField()
    job_ids = ArrayField(models.BigIntegerField())
    lowest = models.BigIntegerField()
    highest = models.BigIntegerField()

    class Meta:
        verbose_name = _("list of emailed jobs")
        verbose_name_plural = _("lists of emailed jobs")
        indexes = [models.Index(fields=["recipient", "highest"], name="mailed_to_recipient")]

    def __str__(self) -> str:
        return f"{self.recipient_id} {localize(self.sent_at)}"


class Sending(models.Model):
    """Single row: whether staff paused all digests, and when the scheduler last ran (``beat_at``)."""

    paused_at = models.DateTimeField(_("paused"), null=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("paused by")
    )
    beat_at = models.DateTimeField(_("last scheduler run"), null=True)

    class Meta:
        verbose_name = _("email delivery")
        verbose_name_plural = _("email delivery")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="sending_is_one_row")]

    def __str__(self) -> str:
        return str(_("Email delivery"))


class Place(Leasable):
    """A place for one worker at a time: the ``sweep``, or one of the senders (`alerts.places`)."""

    name = models.CharField(_("name"), max_length=20, primary_key=True)

    class Meta:
        verbose_name = _("place of a worker")
        verbose_name_plural = _("places of workers")

    def __str__(self) -> str:
        return self.name
