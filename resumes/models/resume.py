"""Models of résumés: the document as it is now, and its saved versions."""

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from resumes.document import ResumeDocument
from resumes.exports import FORMATS
from resumes.models.member_document import MemberDocument


class Resume(MemberDocument):
    """A member's résumé. ``data`` is its document in the format of JSON Resume; ``not_placed`` are lines of an imported file
    that aren't in it."""

    namespace = "resumes"
    formats = FORMATS

    data = models.JSONField(default=dict)
    not_placed = models.JSONField(default=list)

    class Meta(MemberDocument.Meta):
        verbose_name = _("résumé")
        verbose_name_plural = _("résumés")

    @property
    def document(self) -> ResumeDocument:
        return ResumeDocument.from_json(self.data)

    def to_export(self, today: dt.date) -> ResumeDocument:
        return self.document


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
