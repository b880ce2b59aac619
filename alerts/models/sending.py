"""Model for the state of delivery: paused, or stopped by the circuit breaker."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Sending(models.Model):
    """Single row: what blocks all sending: staff (``paused_at``), or the mail server, which rejected *us* rather than
    an address (``refused_until``, the number of consecutive ``refusals``, and its ``reason``). ``beat_at``: when the
    scheduler last ran."""

    paused_at = models.DateTimeField(_("paused"), null=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("paused by")
    )
    refused_until = models.DateTimeField(_("next try"), null=True)
    refusals = models.PositiveSmallIntegerField(_("rejections in a row"), default=0)
    reason = models.CharField(_("server's answer"), max_length=300, blank=True)
    beat_at = models.DateTimeField(_("last scheduler run"), null=True)

    class Meta:
        verbose_name = _("email delivery")
        verbose_name_plural = _("email delivery")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="sending_is_one_row")]

    def __str__(self) -> str:
        return str(_("Email delivery"))

    def is_held_up(self, now: dt.datetime) -> bool:
        """Returns whether nothing may be sent at ``now``."""
        return self.paused_at is not None or (self.refused_until is not None and now < self.refused_until)
