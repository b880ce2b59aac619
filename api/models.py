"""Models of the API: access tokens, and answers to requests that may be sent twice."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def of(self, user: User) -> Self:
        """Returns the member's own tokens. All reads for their owner must use this."""
        return self.filter(user=user)

    def working(self, now: dt.datetime) -> Self:
        """Returns tokens that haven't been revoked and haven't expired. The same as ``AccessToken.is_working``, which also looks
        at the member."""
        return self.filter(expires_at__gt=now, revoked_at=None)


class AccessToken(models.Model):
    """A personal access token: a program's way to a part of a member's data, until it expires or is revoked. Its secret isn't
    stored: ``digest`` recognizes it, and ``ending`` are its last characters, by which the member does."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    scopes = ArrayField(models.CharField(max_length=30))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="access_token_expires_later"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_working(self, now: dt.datetime) -> bool:
        """Returns whether the token opens anything now. It doesn't while its member's account is closed."""
        return self.revoked_at is None and now < self.expires_at and self.user.is_active


class KeptAnswerQuerySet(models.QuerySet["KeptAnswer"]):
    def of(self, user: User) -> Self:
        """Returns the answers to the member's own requests. All reads must use this."""
        return self.filter(user=user)


class KeptAnswer(models.Model):
    """The answer to a request with an idempotency key, for a request with the same key. ``digest`` is that of the request."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    location = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="kept_answer_once_a_key")]
        indexes = [models.Index(fields=["created_at"], name="kept_answer_age")]

    def __str__(self) -> str:
        return self.key


class SearchEngineNotice(models.Model):
    """How far search engines have been told what changed, by protocol: everything until ``told_until``. ``failure`` says why the
    last notice wasn't taken, if it wasn't."""

    protocol = models.CharField(max_length=20, primary_key=True)
    told_until = models.DateTimeField()
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.protocol
