"""Model of share links: one link per recipient, which the owner can take back."""

import datetime as dt
from typing import Self, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from resumes.document import ResumeDocument
from resumes.exports.content import AnyDocument
from resumes.exports.letters import LetterDocument
from resumes.models.letter import Letter
from resumes.models.resume import Resume


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def of(self, user: User) -> Self:
        """Returns the member's own links. All reads for their owner must use this."""
        return self.filter(user=user)

    def working(self, now: dt.datetime) -> Self:
        """Returns links that haven't been revoked and haven't expired. The same as ``ShareLink.is_working``."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)

    def shown(self, now: dt.datetime) -> Self:
        """Returns links that work and whose documents haven't been deleted."""
        return self.working(now).filter(resume__deleted_at=None, letter__deleted_at=None)


class ShareLink(models.Model):
    """A link to a résumé or a letter for one recipient. ``data`` is the document of a fixed link; a link without follows the
    résumé. A link to a letter is always fixed. ``passphrase`` is hashed; empty for none."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="resume_links")
    resume = models.ForeignKey(Resume, models.CASCADE, null=True, blank=True, related_name="links")
    letter = models.ForeignKey(Letter, models.CASCADE, null=True, blank=True, related_name="links")
    label = models.CharField(_("recipient"), max_length=80)
    token = models.CharField(max_length=43, unique=True)
    data = models.JSONField(null=True, blank=True)
    passphrase = models.CharField(max_length=128, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    views = models.PositiveIntegerField(default=0)
    last_viewed_at = models.DateTimeField(null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resume=None, letter__isnull=False) | Q(resume__isnull=False, letter=None),
                name="link_to_one_document",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def shared(self) -> Resume | Letter:
        """The résumé or the letter."""
        return cast("Resume | Letter", self.resume or self.letter)

    @property
    def document(self) -> AnyDocument:
        """What a link that works shows."""
        if self.resume is None:
            return LetterDocument.from_json(self.data or {})
        return ResumeDocument.from_json(self.resume.data if self.data is None else self.data)

    def is_working(self, now: dt.datetime) -> bool:
        """Returns whether the link has neither been revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
