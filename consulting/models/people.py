"""Models of the people who answer: consultants' profiles and saved replies."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from resumes.models import Resume

GROUP = "Consultants"


class ConsultantQuerySet(models.QuerySet["ConsultantProfile"]):
    def serving(self) -> Self:
        """Returns consultants who take part: active staff of the group."""
        return self.filter(is_active=True, user__is_active=True, user__is_staff=True, user__groups__name=GROUP)

    def in_office(self, now: dt.datetime) -> Self:
        """Returns serving consultants who aren't out of office."""
        is_in = Q(away_from=None) | Q(away_from__gt=now) | Q(away_until__lte=now)
        return self.serving().filter(is_in)


class ConsultantProfile(models.Model):
    """A staff user who answers members. ``capacity``: how many open threads they take. Out of office from ``away_from``
    to ``away_until``, or until they return if that is empty; members see ``away_note``."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="consultant", verbose_name=_("user")
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Resume.Language), verbose_name=_("languages"), default=list
    )
    about = models.CharField(
        _("about"),
        max_length=300,
        blank=True,
        help_text=_("What they help with. Members read it beside their messages."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("capacity"), default=40, validators=[MinValueValidator(1)], help_text=_("Open threads at the same time.")
    )
    away_from = models.DateTimeField(_("out of office from"), null=True, blank=True)
    away_until = models.DateTimeField(_("out of office until"), null=True, blank=True)
    away_note = models.CharField(_("note while out of office"), max_length=200, blank=True)
    gets_emails = models.BooleanField(_("emails about new messages"), default=True)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Clear this if they no longer answer members.")
    )
    created_at = models.DateTimeField(_("added"))

    objects = ConsultantQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultant")
        verbose_name_plural = _("consultants")
        permissions = [("lead_consultants", "Can see the load of all consultants and hand over their threads")]
        constraints = [
            models.CheckConstraint(
                condition=Q(away_until=None) | Q(away_from__isnull=False, away_until__gt=F("away_from")),
                name="consultant_away_in_order",
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="consultant_capacity_positive"),
        ]

    def __str__(self) -> str:
        return self.user.name or str(_("Career consultant"))

    def is_away(self, now: dt.datetime) -> bool:
        """Returns whether they are out of office. The same as in ``ConsultantQuerySet.in_office``."""
        return (
            self.away_from is not None and self.away_from <= now and (self.away_until is None or now < self.away_until)
        )


class CannedReplyQuerySet(models.QuerySet["CannedReply"]):
    def usable_by(self, consultant: ConsultantProfile | None) -> Self:
        """Returns the team's replies and the consultant's own."""
        return self.filter(Q(owner=None) | Q(owner=consultant)) if consultant else self.filter(owner=None)


class CannedReply(models.Model):
    """A reply to start from. ``owner``: whose it is; empty for the whole team. ``{name}`` stands for the member's name."""

    owner = models.ForeignKey(
        ConsultantProfile,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="canned_replies",
        verbose_name=_("owner"),
        help_text=_("Leave it empty to share the reply with all consultants."),
    )
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=5000, help_text=_("Markdown. {name} becomes the member's name."))

    objects = CannedReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved reply")
        verbose_name_plural = _("saved replies")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
