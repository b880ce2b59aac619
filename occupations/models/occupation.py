"""Models for occupations as pages, search and the explorer read them, and for the names they are found by."""

from collections.abc import Collection
from functools import cached_property
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from occupations.facts import OccupationFacts


class OccupationQuerySet(models.QuerySet["Occupation"]):
    def listed(self) -> Self:
        """Returns occupations that have a page, without their facts: what lists, links and charts need."""
        return self.filter(is_listed=True).defer("facts")

    def titles_by_slug(self, slugs: Collection[str]) -> dict[str, str]:
        """Returns titles of occupations by those of ``slugs`` that are theirs, or were. One query at most."""
        asked = Q(slug__in=slugs) | Q(former_slugs__overlap=list(slugs))
        rows = self.filter(asked).values_list("slug", "former_slugs", "title") if slugs else ()
        named = {slug: title for _own, former, title in rows for slug in former if slug in slugs}
        return named | {slug: title for slug, _former, title in rows if slug in slugs}


class Occupation(models.Model):
    """An O*NET-SOC occupation. ``facts`` is the complete value; the other columns repeat what lists filter and sort by.

    Rows are written by ``occupations.loading`` only. ``median_pay`` is US pay a year in cents; ``growth`` percent over the
    projected period; ``openings`` a year; ``education`` the rank of the typical entry education (1 lowest);
    ``interests`` the six RIASEC scores in that order; ``skills`` the importance of each skill by O*NET's element id.
    """

    code = models.CharField(_("O*NET-SOC code"), max_length=10, unique=True)
    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(_("slug"), max_length=150, unique=True)
    former_slugs = ArrayField(models.SlugField(max_length=150), default=list, blank=True, editable=False)
    is_listed = models.BooleanField(_("has a page"), default=True)
    facts = models.JSONField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    soc = models.CharField(_("SOC code"), max_length=7, db_index=True)
    major_group = models.CharField(_("major group"), max_length=7, db_index=True)
    summary = models.TextField(_("summary"), blank=True)
    median_pay = models.BigIntegerField(_("median pay"), null=True)
    pay_is_at_least = models.BooleanField(default=False)
    growth = models.DecimalField(_("growth"), max_digits=6, decimal_places=1, null=True)
    openings = models.IntegerField(_("openings a year"), null=True)
    employment = models.IntegerField(_("employment"), null=True)
    education = models.PositiveSmallIntegerField(_("entry education"), null=True)
    job_zone = models.PositiveSmallIntegerField(_("job zone"), null=True)
    high_points = models.CharField(_("strongest interests"), max_length=3, blank=True)
    interests = ArrayField(models.FloatField(), default=list, blank=True)
    skills = models.JSONField(default=dict)
    tools = ArrayField(models.CharField(max_length=150), default=list, blank=True)

    objects = OccupationQuerySet.as_manager()

    class Meta:
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("careers:occupation", args=[self.slug])

    @cached_property
    def document(self) -> OccupationFacts:
        """Returns ``facts`` as a typed value."""
        return OccupationFacts.model_validate(self.facts)


class OccupationTitle(models.Model):
    """A name that titles are looked up by. Written by ``occupations.titles.rebuilding`` only.

    ``name``, ``kind`` and ``share`` are as ``occupations.titles.index.Entry`` has them; ``occupation`` is empty for a name that
    is never sure.
    """

    name = models.CharField(max_length=120, db_index=True)
    kind = models.PositiveSmallIntegerField()
    share = models.PositiveSmallIntegerField(default=100)
    occupation = models.ForeignKey(Occupation, models.CASCADE, null=True, related_name="names")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "kind", "occupation"], name="title_once_a_kind", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name
