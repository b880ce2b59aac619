"""Models for outgoing emails, the circuit breaker and suppressed addresses.

The tables keep the names they had in the accounts app.
"""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Lower
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: dt.datetime) -> Self:
        """Returns emails that are due, by priority (codes before notices), then by time. Retries are due later each
        time."""
        return self.filter(failed_at=None, next_try_at__lte=now).order_by("priority", "next_try_at", "pk")


class OutgoingMail(models.Model):
    """An email that no server has accepted yet. It may hold a code, so the row is deleted with delivery; a failed email
    keeps neither text nor HTML. Due emails are sent in order of ``priority``, lowest first."""

    recipient = models.EmailField(_("to"), max_length=254)
    reply_to = models.EmailField(_("reply to"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0)
    created_at = models.DateTimeField(_("since"))
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"))
    failed_at = models.DateTimeField(_("failed"), null=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        db_table = "accounts_outgoingmail"
        verbose_name = _("outgoing email")
        verbose_name_plural = _("outgoing emails")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["priority", "next_try_at"], condition=models.Q(failed_at=None), name="outgoing_mail_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {localize(self.created_at)}"


class MailCircuit(models.Model):
    """One row for each stream of emails: until when none is sent (``open_until``), after how many consecutive
    ``failures`` of the mail server, and its last reply."""

    class Stream(models.TextChoices):
        SERVICE = "service", _("account and billing emails")
        DIGESTS = "digests", _("job alerts")

    stream = models.CharField(_("emails"), max_length=7, choices=Stream, unique=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    open_until = models.DateTimeField(_("paused until"), null=True)
    reason = models.CharField(_("server response"), max_length=300, blank=True)

    class Meta:
        db_table = "accounts_mailcircuit"
        verbose_name = _("circuit breaker")
        verbose_name_plural = _("circuit breakers")

    def __str__(self) -> str:
        return self.get_stream_display()

    def is_open(self, now: dt.datetime) -> bool:
        """Returns whether nothing of this stream may be sent at ``now``."""
        return self.open_until is not None and self.open_until > now


class Suppression(models.Model):
    """An address that email doesn't reach or that doesn't want any. A server's report about an address applies to every
    user of that address."""

    class Reason(models.TextChoices):
        BOUNCE = "bounce", _("bounced")
        COMPLAINT = "complaint", _("marked as spam")

    address = models.EmailField(_("address"), max_length=254)
    reason = models.CharField(_("reason"), max_length=9, choices=Reason)
    detail = models.CharField(_("details"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("since"))

    class Meta:
        db_table = "accounts_suppression"
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("address"), "reason", name="suppression_once"),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_reason_display()}"
