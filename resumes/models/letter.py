"""Models of cover letters."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs.tracker.models import Application
from resumes.document import MAX_PROSE, ResumeDocument
from resumes.exports import LETTER_FORMATS
from resumes.exports.labels import labels_for
from resumes.exports.letters import LetterDocument, fill
from resumes.models.member_document import MemberDocument
from resumes.models.resume import Resume, empty_document


class Letter(MemberDocument):
    """A member's cover letter. ``text`` is Markdown with placeholders.

    Sender and contact are those of ``resume``, else of the account. ``company`` and ``role`` are those of ``application``,
    unless the member enters others.
    """

    namespace = "letters"
    formats = LETTER_FORMATS

    text = models.TextField(_("letter"), max_length=MAX_PROSE, blank=True)
    company = models.CharField(_("company"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=200, blank=True)
    resume = models.ForeignKey(Resume, models.SET_NULL, null=True, blank=True, related_name="letters")
    application = models.ForeignKey(Application, models.SET_NULL, null=True, blank=True, related_name="letters")

    class Meta(MemberDocument.Meta):
        verbose_name = _("cover letter")
        verbose_name_plural = _("cover letters")

    def to_export(self, today: dt.date) -> LetterDocument:
        """Returns the letter with its placeholders filled."""
        kept = self.resume if self.resume and self.resume.deleted_at is None else None
        own = ResumeDocument.from_json(empty_document(self.user.name, self.user.email)).basics
        basics = kept.document.basics if kept else own
        company = self.company or (self.application.company if self.application else "")
        text, unfilled = fill(
            self.text,
            {
                "company": company,
                "role": self.role or (self.application.title if self.application else ""),
                "name": basics.name or own.name,
                "date": labels_for(self.language).day(today),
            },
        )
        return LetterDocument(basics, text, company, unfilled)
