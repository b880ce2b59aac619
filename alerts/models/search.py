"""Models for the search that alerts share, and its latest matches."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Search(models.Model):
    """One row for all alerts with the same search. ``digest`` is the hash of ``querystring``, the canonical form of the
    criteria.

    The rest is the search's condition (`jobs.search.query`) as the database reads it, compiled when the search is saved
    and again when it was compiled by other code (``compiled_by``). The hours of a time ``zone`` differ by season, so
    they are added at query time.
    """

    digest = models.CharField(max_length=32, unique=True, editable=False)
    querystring = models.TextField(_("search"))
    query = SearchQueryField(editable=False)
    zone = models.CharField(_("time zone"), max_length=60, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    amount = models.BigIntegerField(_("minimum yearly pay"), null=True, help_text=_("In minor units."))
    or_unstated = models.BooleanField(_("include jobs without pay"), default=False)
    compiled_by = models.CharField(max_length=16, editable=False)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")

    def __str__(self) -> str:
        return self.querystring or "*"


class Match(models.Model):
    """The newest jobs of a search that were listed after ``since`` and not after ``until``: their positions, newest
    first, and for each the microsecond since 1970 in which it was listed. Made for many searches at once; an unlogged
    table, empty after a crash of the database, because it can be made again."""

    search = models.OneToOneField(Search, models.CASCADE, primary_key=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    positions = ArrayField(models.BigIntegerField())
    listed = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")

    def __str__(self) -> str:
        return f"{self.search_id}: {len(self.positions)}"
