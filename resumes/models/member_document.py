"""The base of résumés and cover letters: owner, name, language, and when they were changed and deleted."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from resumes.exports import Format
from resumes.exports.content import AnyDocument


class MemberDocumentQuerySet(models.QuerySet[Any]):
    def of(self, user: User) -> Self:
        """Returns the member's own documents, deleted ones included. All reads must use this."""
        return self.filter(user=user)

    def kept(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def deleted(self) -> Self:
        return self.filter(deleted_at__isnull=False)


class MemberDocument(models.Model):
    """A résumé or a cover letter of a member. A deleted one can be restored until it is purged."""

    class Language(models.TextChoices):
        """Languages that a document can be written in, by their own names."""

        ENGLISH = "en", "English"
        GERMAN = "de", "Deutsch"
        SPANISH = "es", "Español"
        FRENCH = "fr", "Français"
        DUTCH = "nl", "Nederlands"
        POLISH = "pl", "Polski"
        PORTUGUESE = "pt", "Português"

    namespace: ClassVar[str]  # of its URLs and templates, and the name of its limit in a plan
    formats: ClassVar[Mapping[str, Format]]

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="%(class)ss")
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = MemberDocumentQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-updated_at", "-pk"]
        indexes = [
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="%(class)s_deleted_at"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse(f"{self.namespace}:edit", args=[self.pk])

    def to_export(self, today: dt.date) -> AnyDocument:
        """Returns what exports write."""
        raise NotImplementedError  # abstract: résumés and letters each define it
