"""Model of a member's consent to send parts of their documents to a language model."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ConsentQuerySet(models.QuerySet["Consent"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def given(self) -> Self:
        """Returns those that weren't revoked."""
        return self.filter(revoked_at__isnull=True)


class Consent(models.Model):
    """What a member agreed to. ``version`` is that of the list of what we send; ``recipient`` is the host it goes to."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="advice_consents")
    version = models.PositiveSmallIntegerField()
    recipient = models.CharField(max_length=255)
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at__isnull=True), name="advice_one_consent")
        ]

    def __str__(self) -> str:
        return f"consent {self.version} of {self.user_id}"
