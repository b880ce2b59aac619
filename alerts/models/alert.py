"""Models for recipients, their alerts and their mutes."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from alerts.models.search import Search


class AlertQuerySet(models.QuerySet["Alert"]):
    def of(self, user: User) -> Self:
        """Returns a member's own rows; all access to members' alerts goes through this."""
        return self.filter(recipient__user=user)

    def kept(self) -> Self:
        """Returns alerts that weren't ended."""
        return self.exclude(state="ended")

    def counted(self) -> Self:
        """Returns alerts that count towards a plan's limit: those that others requested with an address don't."""
        return self.exclude(state__in=["ended", "unconfirmed"])

    def weekly(self) -> Self:
        """Returns running or paused alerts that were chosen to be weekly."""
        return self.filter(state__in=["active", "paused"], cadence="weekly")

    def due(self, now: dt.datetime) -> Self:
        """Returns alerts to look at, using the index of `next_due_at`."""
        return self.filter(next_due_at__lte=now)


class Recipient(models.Model):
    """Somebody who gets alerts: a member, or a visitor who gave an address. The guarantees for an address are kept
    here: one email an hour at most, and never the same job twice. Between ``quiet_from`` and ``quiet_until``, hours of a
    member's time zone, no notification is sent; equal hours mean never."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="alert_recipient", verbose_name=_("member")
    )
    email = models.EmailField(_("visitor's email address"), max_length=254, blank=True)
    time_zone = models.CharField(_("visitor's time zone"), max_length=60, blank=True)
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), default=22, db_default=22)
    quiet_until = models.PositiveSmallIntegerField(_("quiet until"), default=8, db_default=8)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="", time_zone="") | (Q(user__isnull=True) & ~Q(email="")),
                name="recipient_is_member_or_address",
            ),
            models.CheckConstraint(condition=Q(quiet_from__lte=23, quiet_until__lte=23), name="recipient_quiet_hours"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="recipient_once_an_address"),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def address(self) -> str:
        """Returns the current email address."""
        return self.user.email if self.user else self.email

    @property
    def zone_name(self) -> str:
        return self.user.time_zone if self.user else self.time_zone


class Alert(models.Model):
    """A search that is emailed. ``cadence`` is what was chosen; for a member without Plus a daily one is sent weekly,
    on ``weekday``, and ``is_held_weekly`` remembers that the member was told. ``is_over_limit``: it is paused because
    the plan covers fewer alerts.

    ``watermark``: jobs listed until then have been handled. ``next_due_at``: when the alert is looked at next, empty
    while it isn't running; ``zone`` is the time zone that moment was computed in. ``by_fit``: jobs that fit the member
    come first, with Plus. Incrementing ``version`` invalidates every link that was emailed for the alert.
    ``channel``: how the member wants it; without a device, a notification becomes an email.
    ``asks_about_text``: it is older than the choice to search titles and skills only, so its owner is asked once.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("not confirmed")
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("stopped")

    class Cadence(models.TextChoices):
        DAILY = "daily", _("Daily")
        WEEKLY = "weekly", _("Weekly")

    class Channel(models.TextChoices):
        EMAIL = "email", _("Email")
        PUSH = "push", _("Notification")
        BOTH = "both", _("Email and notification")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="alerts", verbose_name=_("recipient"))
    search = models.ForeignKey(Search, models.PROTECT, related_name="alerts", verbose_name=_("search"))
    name = models.CharField(_("name"), max_length=120)
    cadence = models.CharField(_("frequency"), max_length=6, choices=Cadence, default=Cadence.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday, default=Weekday.MONDAY)
    hour = models.PositiveSmallIntegerField(_("hour"), default=8, validators=[MaxValueValidator(23)])
    by_fit = models.BooleanField(_("best fit first"), default=False)
    channel = models.CharField(
        _("sent by"), max_length=5, choices=Channel, default=Channel.EMAIL, db_default=Channel.EMAIL
    )
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.UNCONFIRMED)
    paused_until = models.DateTimeField(_("paused until"), null=True)
    watermark = models.DateTimeField(_("checked until"))
    next_due_at = models.DateTimeField(_("next check"), null=True)
    zone = models.CharField(max_length=60, blank=True)
    is_held_weekly = models.BooleanField(_("weekly because daily needs Plus"), default=False)
    is_over_limit = models.BooleanField(_("paused because the plan includes fewer"), default=False)
    asks_about_text = models.BooleanField(_("asks whether to search descriptions"), default=False)
    version = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(_("stopped"), null=True)
    created_at = models.DateTimeField(_("created"))

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hour__lte=23, weekday__lte=6), name="alert_time_of_week"),
            models.CheckConstraint(
                condition=Q(state__in=["active", "paused"]) | Q(next_due_at__isnull=True),
                name="alert_due_while_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(state="paused") | Q(paused_until__isnull=True), name="alert_paused_until_while_paused"
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at__isnull=True)),
                name="alert_ended_at",
            ),
            models.CheckConstraint(
                condition=Q(state="paused", paused_until__isnull=True) | Q(is_over_limit=False),
                name="alert_over_limit_is_paused",
            ),
            models.UniqueConstraint(
                fields=["recipient", "search"], condition=~Q(state="ended"), name="alert_once_a_search"
            ),
        ]
        indexes = [
            models.Index(fields=["next_due_at"], name="alert_due", condition=Q(next_due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    def is_running(self, now: dt.datetime) -> bool:
        return is_running(self.state, self.paused_until, now)


def is_running(state: str, paused_until: dt.datetime | None, now: dt.datetime) -> bool:
    """Returns whether an alert may send at ``now``: a pause with an end date ends automatically."""
    if state == Alert.State.PAUSED:
        return paused_until is not None and paused_until <= now
    return state == Alert.State.ACTIVE


class Mute(models.Model):
    """Something a recipient doesn't want in any of their alerts: a company, or a word in titles."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        WORD = "word", _("word in the title")

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="mutes", verbose_name=_("recipient"))
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    value = models.CharField(_("value"), max_length=80, help_text=_("A company's slug or a lower-case word."))
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("mute")
        verbose_name_plural = _("mutes")
        ordering = ["kind", "value"]
        constraints = [models.UniqueConstraint(fields=["recipient", "kind", "value"], name="mute_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"
