"""Reads of guides as chainable verbs. ``visible(now)`` and ``live(now)`` are the single meaning of "published"."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db import models
from django.db.models import F, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest

if TYPE_CHECKING:
    from careers.models import CareerField, Edition, Guide  # noqa: F401 - named in the bases below

# Below this likeness a title is not what a mistyped word meant (0 to 1; pg_trgm's own threshold for words is 0.6).
TYPO_LIKENESS = 0.42
CARD = ("number", "published_at", "note", "title", "lead", "guide__slug", "guide__title", "field__slug", "field__name")


class GuideQuerySet(models.QuerySet["Guide"]):
    def visible(self, now: dt.datetime) -> Self:
        """Guides that anyone may read at ``now``."""
        stands = Q(withdrawn_at__isnull=True) | Q(editions__published_at__gt=F("withdrawn_at"))
        return self.filter(stands, editions__published_at__lte=now).distinct()

    def for_document(self) -> Self:
        """With every part that ``working_copy.document_of`` reads: a fixed number of queries."""
        return self.select_related("field", "growth").prefetch_related(
            "pay_bands", "tiers", "day_segments", "skill_groups", "case_studies", "questions", "sources"
        )


class CareerFieldQuerySet(models.QuerySet["CareerField"]):
    def covered_by(self, editions: "EditionQuerySet") -> Self:
        """Fields that at least one of ``editions`` is about."""
        return self.filter(pk__in=editions.order_by().values("field"))


class EditionQuerySet(models.QuerySet["Edition"]):
    def standing(self) -> Self:
        """Editions that were not withdrawn: withdrawing a guide ends those published before."""
        return self.filter(Q(guide__withdrawn_at__isnull=True) | Q(published_at__gt=F("guide__withdrawn_at")))

    def live(self, now: dt.datetime) -> Self:
        """The edition each visible guide shows at ``now``: its newest one behind the clock.

        Of the guide itself only what names and addresses it is read; the working copy is the editors'.
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
        """Annotates ``first_published``: when the guide's first edition was."""
        return self.annotate(first_published=Min("guide__editions__published_at"))

    def matching(self, query: str) -> Self:
        """Editions that hold the words of ``query`` or whose titles look like it, best first."""
        words = SearchQuery(query, config="english", search_type="websearch")
        return (
            self.annotate(
                exact=Q(search=words),
                likeness=Greatest(TrigramWordSimilarity(query, "names"), TrigramWordSimilarity(query, "title")),
                rank=SearchRank(F("search"), words),
            )
            .filter(Q(search=words) | Q(likeness__gte=TYPO_LIKENESS))
            .order_by(F("likeness").desc(), F("rank").desc(), "title")
        )

    def next_publication(self, now: dt.datetime) -> dt.datetime | None:
        """When the next scheduled edition is due."""
        scheduled = self.standing().filter(published_at__gt=now).order_by("published_at")
        return scheduled.values_list("published_at", flat=True).first()

    def most_read(self, since: dt.date) -> Self:
        """Those opened since that day, most often first; annotates ``reads``."""
        counted = Coalesce(Sum("guide__reads__count", filter=Q(guide__reads__day__gte=since)), 0)
        return self.annotate(reads=counted).filter(reads__gt=0).order_by("-reads", "title")
