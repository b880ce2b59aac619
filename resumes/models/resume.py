"""Models of documents: a résumé as it is now, and its saved versions."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from resumes.document import ResumeDocument


class ResumeQuerySet(models.QuerySet["Resume"]):
    def of(self, user: User) -> Self:
        """Returns the member's own résumés, deleted ones included. All reads of résumés must use this."""
        return self.filter(user=user)

    def kept(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def deleted(self) -> Self:
        return self.filter(deleted_at__isnull=False)


class Resume(models.Model):
    """A member's résumé. ``data`` is its document in the format of JSON Resume; ``not_placed`` are lines of an imported file
    that aren't in it. A deleted one can be restored until it is purged."""

    class Language(models.TextChoices):
        """Languages that a résumé can be written in, by their own names."""

        ENGLISH = "en", "English"
        GERMAN = "de", "Deutsch"
        SPANISH = "es", "Español"
        FRENCH = "fr", "Français"
        DUTCH = "nl", "Nederlands"
        POLISH = "pl", "Polski"
        PORTUGUESE = "pt", "Português"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="resumes")
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    data = models.JSONField(default=dict)
    not_placed = models.JSONField(default=list)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ResumeQuerySet.as_manager()

    class Meta:
        verbose_name = _("résumé")
        verbose_name_plural = _("résumés")
        ordering = ["-updated_at", "-pk"]
        indexes = [
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="resume_deleted_at"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("resumes:edit", args=[self.pk])

    @property
    def document(self) -> ResumeDocument:
        return ResumeDocument.from_json(self.data)


class Version(models.Model):
    """A saved state of a résumé. What is typed within a few minutes is one version."""

    class Origin(models.TextChoices):
        EDIT = "edit", _("Edited")
        CREATED = "created", _("Created")
        IMPORTED = "imported", _("Imported")
        REMOVED = "removed", _("Entry removed")
        RESTORED = "restored", _("Restored")

    resume = models.ForeignKey(Resume, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    origin = models.CharField(max_length=10, choices=Origin)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["resume", "number"], name="resume_version_number")]

    def __str__(self) -> str:
        return f"{self.resume_id} v{self.number}"

    @property
    def document(self) -> ResumeDocument:
        return ResumeDocument.from_json(self.data)


def empty_document(name: str, email: str) -> dict[str, Any]:
    """Returns the data of a new résumé for a member."""
    return {"basics": {key: value for key, value in (("name", name), ("email", email)) if value}}
