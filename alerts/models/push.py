"""Models for notifications: the devices of members, and what was sent to each."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from alerts.models.digest import Digest


class PushDeviceQuerySet(models.QuerySet["PushDevice"]):
    def of(self, user: User) -> Self:
        """Returns a member's own rows; all access to devices goes through this."""
        return self.filter(user=user)


class PushDevice(models.Model):
    """A browser in which a member turned notifications on. ``endpoint``: its address at its push service, which is as good as a
    password for sending; ``p256dh`` and ``auth`` encrypt for it. ``failures``: refusals since the last success. ``session``: the
    one in which it was added, empty once that has expired."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="push_devices", verbose_name=_("member")
    )
    endpoint = models.CharField(_("address"), max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    name = models.CharField(_("browser"), max_length=100)
    failures = models.PositiveSmallIntegerField(_("failures"), default=0)
    last_success_at = models.DateTimeField(_("last notification"), null=True)
    created_at = models.DateTimeField(_("added"))
    session = models.ForeignKey(
        "usersessions.UserSession", models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = PushDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name


class PushDelivery(models.Model):
    """One digest to one device. ``waiting``: may be tried from ``not_before`` on. ``sending``: it was handed to the push
    service, or a worker died just before; nobody knows, so it is never tried again. ``sent``: the service has accepted it.
    ``failed``: refused, or refused for too long. Deleting a device deletes its rows."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("in doubt")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    digest = models.ForeignKey(
        Digest, models.CASCADE, related_name="deliveries", db_index=False, verbose_name=_("digest")
    )  # found by the unique constraint's index
    device = models.ForeignKey(PushDevice, models.CASCADE, related_name="deliveries", verbose_name=_("device"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [models.UniqueConstraint(fields=["digest", "device"], name="push_once_a_device")]
        indexes = [models.Index(fields=["not_before"], name="push_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.digest_id} {self.device_id}"
