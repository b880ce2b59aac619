"""Models for releases of published figures."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from occupations.sources import SOURCES, Key, Source


class DataReleaseQuerySet(models.QuerySet["DataRelease"]):
    def current(self) -> Self:
        return self.filter(is_current=True)

    def shown(self) -> Self:
        """Returns releases that pages show, or showed: not those that wait to be switched to."""
        newest = DataRelease.objects.current().filter(source=OuterRef("source")).values("reference")
        return self.annotate(newest=Subquery(newest)).filter(Q(is_current=True) | Q(reference__lt=F("newest")))


class DataRelease(models.Model):
    """One release of a source, such as OEWS May 2025. Several can be loaded; pages show the current one.

    ``digest`` is of the files that were read. ``gaps``: what couldn't be joined when it was last current (``occupations.gaps``).
    ``changes``: the largest differences from the release that was current before it (``occupations.changes``).
    """

    source = models.CharField(_("source"), max_length=12, choices=[(key, SOURCES[key].title) for key in Key])
    name = models.CharField(_("release"), max_length=40)
    reference = models.DateField(_("reference date"), help_text=_("The day that the figures are for, or published."))
    digest = models.CharField(max_length=64, editable=False)
    rows_count = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    gaps = models.JSONField(_("gaps"), default=list, editable=False)
    changes = models.JSONField(_("changes"), default=list, editable=False)
    is_current = models.BooleanField(_("current"), default=False, editable=False)
    loaded_at = models.DateTimeField(_("loaded"), editable=False)

    objects = DataReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("data release")
        verbose_name_plural = _("data releases")
        ordering = ["source", "-reference"]
        constraints = [
            models.UniqueConstraint(fields=["source", "name"], name="release_once_a_source"),
            models.UniqueConstraint(fields=["source"], condition=Q(is_current=True), name="one_current_release"),
        ]

    def __str__(self) -> str:
        return f"{self.publication.title}, {self.name}"

    @property
    def publication(self) -> Source:
        return SOURCES[Key(self.source)]

    @property
    def credit(self) -> str:
        return self.publication.credit_for(self.name)


class ReleaseRow(models.Model):
    """What a release says about a code of its own classification, as ``occupations.reading`` read it."""

    release = models.ForeignKey(DataRelease, models.CASCADE, related_name="rows")
    code = models.CharField(max_length=12)
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "code"], name="row_once_a_release")]

    def __str__(self) -> str:
        return self.code


class Override(models.Model):
    """A figure or text that staff corrected, with the reason. ``path`` names it in ``OccupationFacts``: ``outlook.growth``."""

    code = models.CharField(_("occupation code"), max_length=10)
    path = models.CharField(_("figure"), max_length=80)
    value = models.JSONField(_("value"), null=True, blank=True, help_text=_("Empty: don't show this figure."))
    reason = models.TextField(_("reason"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")
    set_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        ordering = ["code", "path"]
        constraints = [models.UniqueConstraint(fields=["code", "path"], name="one_override_a_figure")]

    def __str__(self) -> str:
        return f"{self.code} {self.path}"
