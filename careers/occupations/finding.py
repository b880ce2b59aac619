"""Finds occupations: by group, by letter, and by a query that may be mistyped."""

from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, TrigramWordSimilarity
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest
from django.utils.functional import Promise

from careers.models.edition import LIKE_A_TITLE, TYPO_LIKENESS
from careers.occupations.labels import MAJOR_GROUPS
from occupations.models import Occupation
from occupations.models.occupation import OccupationQuerySet
from occupations.titles.matching import named_occupation

MOST = 50


def matching(query: str) -> OccupationQuerySet:
    """Returns the listed occupation that ``query`` is a title of, then those whose title or summary holds its words, or whose
    title looks like it, best first; annotates ``exact``. Two queries."""
    named = Q(pk=named_occupation(query))
    as_title = Case(When(named, then=Value(LIKE_A_TITLE)), default=Value(0.0))
    words = SearchQuery(query, config="english", search_type="websearch")
    vector = SearchVector("title", weight="A", config="english") + SearchVector("summary", weight="C", config="english")
    found: OccupationQuerySet = (
        Occupation.objects.listed()
        .annotate(vector=vector, likeness=Greatest(TrigramWordSimilarity(query, "title"), as_title))
        .annotate(exact=Q(vector=words) | named, rank=SearchRank(F("vector"), words))
        .filter(Q(vector=words) | Q(likeness__gte=TYPO_LIKENESS))
        .order_by("-likeness", "-rank", "title")[:MOST]
    )
    return found


def by_group(occupations: Iterable[Occupation]) -> list[tuple[str, Promise | str, list[Occupation]]]:
    """Returns (code, name, occupations) of each major group, in the order of the classification."""
    groups: dict[str, list[Occupation]] = {}
    for occupation in occupations:
        groups.setdefault(occupation.major_group, []).append(occupation)
    return [(code, MAJOR_GROUPS.get(code, code), groups[code]) for code in sorted(groups)]


def by_letter(occupations: Iterable[Occupation]) -> list[tuple[str, list[Occupation]]]:
    letters: dict[str, list[Occupation]] = {}
    for occupation in occupations:
        letters.setdefault(occupation.title[:1].upper(), []).append(occupation)
    return sorted(letters.items())
