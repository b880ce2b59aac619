"""Model for editions: immutable published versions of a guide."""

import datetime as dt
from functools import cached_property
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField, TrigramWordSimilarity
from django.db import models
from django.db.models import Case, F, Min, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from careers.document import GuideDocument
from careers.models.field import CareerField
from careers.models.guide import Guide
from occupations.models import Occupation
from occupations.titles.matching import named_occupation

LIKE_A_TITLE = 0.95  # likeness of a query that is a title of the occupation, below the very words of a title
# A title below this similarity doesn't match a mistyped word (0 to 1; pg_trgm's own threshold for words is 0.6).
TYPO_LIKENESS = 0.42
CARD = ("number", "published_at", "note", "title", "lead", "guide__slug", "guide__title", "field__slug", "field__name")


class EditionQuerySet(models.QuerySet["Edition"]):
    def standing(self) -> Self:
        """Editions that were not withdrawn: withdrawing a guide ends those published before."""
        return self.filter(Q(guide__withdrawn_at__isnull=True) | Q(published_at__gt=F("guide__withdrawn_at")))

    def live(self, now: dt.datetime) -> Self:
        """The edition each visible guide shows at ``now``: its newest one published until then.

        Reads only the name and address of the guide itself, not the working copy.
        """
        newest = self.model.objects.filter(guide=OuterRef("guide"), published_at__lte=now).order_by(
            "-published_at", "-number"
        )
        found = self.standing().filter(pk=Subquery(newest.values("pk")[:1])).select_related("guide", "field")
        return found.only(*CARD, "document_data", "html")

    def for_cards(self) -> Self:
        """Only what a list shows: without the document and its HTML."""
        return self.defer("document_data", "html")

    def with_first_published(self) -> Self:
        """Annotates ``first_published``: when the guide's first edition was published."""
        return self.annotate(first_published=Min("guide__editions__published_at"))

    def matching(self, query: str) -> Self:
        """Editions of the occupation that ``query`` is a title of, that hold its words, or whose titles look like it; titles
        that look like it first. One query, and one for the occupation."""
        named = Q(document_data__occupation__code__in=_codes_named(query))
        words = SearchQuery(query, config="english", search_type="websearch")
        return (
            self.annotate(
                title_likeness=TrigramWordSimilarity(query, "title"),
                exact=Q(search=words) | named,
                likeness=Greatest(
                    TrigramWordSimilarity(query, "names"),
                    F("title_likeness"),
                    Case(When(named, then=Value(LIKE_A_TITLE)), default=Value(0.0)),
                ),
                rank=SearchRank(F("search"), words),
            )
            .filter(Q(search=words) | Q(likeness__gte=TYPO_LIKENESS))
            .order_by(F("likeness").desc(), F("title_likeness").desc(), F("rank").desc(), "title")
        )

    def next_publication(self, now: dt.datetime) -> dt.datetime | None:
        """When the next scheduled edition is due."""
        scheduled = self.standing().filter(published_at__gt=now).order_by("published_at")
        return scheduled.values_list("published_at", flat=True).first()

    def most_read(self, since: dt.date) -> Self:
        """Editions of guides opened since that day, most often opened first; annotates ``reads``."""
        counted = Coalesce(Sum("guide__reads__count", filter=Q(guide__reads__day__gte=since)), 0)
        return self.annotate(reads=counted).filter(reads__gt=0).order_by("-reads", "title")


def _codes_named(query: str) -> list[str]:
    """The codes by which guides name the occupation that ``query`` is a title of."""
    named = named_occupation(query)
    if named is None:
        return []
    return [code for codes in Occupation.objects.filter(pk=named).values_list("code", "soc") for code in codes]


class Edition(models.Model):
    """A guide as published at one time: the document, its prose rendered to safe HTML, and columns for lists and search.

    An edition whose ``published_at`` is in the future is scheduled; the newest of the others is live.
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
