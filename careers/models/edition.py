"""What readers see: an immutable edition of a guide, written whenever an editor publishes."""

from functools import cached_property

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from careers.document import GuideDocument
from careers.models.guide import CareerField, Guide
from careers.querysets import EditionQuerySet


class Edition(models.Model):
    """A guide as published at one time: the document, its prose rendered to safe HTML, and columns for lists and search.

    An edition whose ``published_at`` lies ahead is scheduled; the newest one behind the clock is live.
    """

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="editions", verbose_name=_("guide"))
    number = models.PositiveIntegerField(_("number"))
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    note = models.CharField(_("what changed"), max_length=200, blank=True)

    document_data = models.JSONField()
    html = models.JSONField()

    title = models.CharField(max_length=120)
    field = models.ForeignKey(CareerField, models.PROTECT, null=True, related_name="editions")
    lead = models.TextField(help_text="The summary as plain text, for lists and other programs.")
    names = models.TextField(help_text="The title and other titles, for a search that tolerates typos.")
    search = SearchVectorField(null=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["guide", "number"], name="edition_number_unique")]
        indexes = [
            models.Index(fields=["guide", "-published_at", "-number"], name="edition_newest"),
            GinIndex(fields=["search"], name="edition_search"),
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.number}"

    def get_absolute_url(self) -> str:
        return self.guide.get_absolute_url()

    @cached_property
    def document(self) -> GuideDocument:
        return GuideDocument.of_kept(self.document_data)
