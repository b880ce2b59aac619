"""Finds occupations: by group, by letter, and by a query that may be mistyped."""

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramSimilarity
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils.functional import Promise

from careers.occupations.labels import MAJOR_GROUPS
from occupations import names
from occupations.models import Occupation, OccupationTitle
from occupations.titles.index import Kind, name_of
from occupations.titles.matching import occupations_of
from occupations.titles.reading import keys_of
from occupations.titles.spelling import corrected

MOST = 50  # occupations in a list of results
TITLE_LIKE = 0.4  # trigram similarity of a query to a whole title


class Held(IntEnum):
    """How an occupation holds a query, the best first. From ``IN_SUMMARY`` on only if no occupation holds it better."""

    AS_TITLE = 1
    AS_NAMED = 2
    AS_OTHER_TITLE = 3
    IN_TITLE = 4
    IN_MEANING = 5
    IN_OTHER_TITLE = 6
    IN_SUMMARY = 7
    SIMILAR = 8


def matching(query: str) -> list[Occupation]:
    """Returns the listed occupations that hold ``query``, best first and of equally good ones those with more people, and at
    most one more than ``MOST``; sets ``exact`` where it is held as it is typed. Two queries."""
    better = corrected(query)
    as_typed, as_corrected = occupations_of([(query, ()), (better, ())])
    is_typed_right = better == query or bool(as_typed and as_typed.is_sure)
    said, found = (query, as_typed) if is_typed_right else (better, as_corrected)
    named = found.occupation if found and found.is_sure else None
    words = tuple(names.words(said))
    ranked = [(held, one) for one in _with_other_titles(said) if (held := _held(one, words, named))]
    best = min((held for held, _one in ranked), default=Held.SIMILAR)
    # Who is called exactly that is meant, not who has it in a longer title: “Biofuels Data Scientist” for “data scientist”.
    worst = Held.IN_OTHER_TITLE if best < Held.IN_TITLE else Held.IN_SUMMARY if best < Held.IN_SUMMARY else None
    if worst:
        ranked = [(held, one) for held, one in ranked if held < worst]
    ranked.sort(key=lambda pair: (pair[0], -_likeness(*pair), -_people(pair[1]), pair[1].code))
    for held, one in ranked:
        one.exact = is_typed_right and held < Held.SIMILAR  # type: ignore[attr-defined]
    return [one for _held, one in ranked[: MOST + 1]]


def _with_other_titles(query: str) -> QuerySet[Occupation]:
    """Returns the listed occupations; annotates how what else they are called and their summaries hold a query."""
    keys = [name_of(key) for key in keys_of(query)]
    published = OccupationTitle.objects.exclude(kind=Kind.ENDING).filter(occupation__isnull=False)
    called = published.filter(name__in=keys)
    spaced = published.annotate(spaced=Concat(Value(" "), "name", Value(" ")))
    holding = spaced.filter(spaced__contains=f" {keys[0]} ") if keys else published.none()
    return (
        Occupation.objects.listed()
        .only("code", "title", "slug", "summary", "employment")
        .alias(summary_words=SearchVector("summary", config="english"))
        .annotate(
            likeness=TrigramSimilarity("title", query),
            otherwise=Case(
                When(pk__in=called.filter(kind__gt=Kind.TITLE).values("occupation"), then=Value(Held.AS_NAMED)),
                When(pk__in=called.values("occupation"), then=Value(Held.AS_OTHER_TITLE)),
                When(pk__in=holding.values("occupation"), then=Value(Held.IN_OTHER_TITLE)),
                When(
                    summary_words=SearchQuery(query, config="english", search_type="websearch"),
                    then=Value(Held.IN_SUMMARY),
                ),
                When(likeness__gte=TITLE_LIKE, then=Value(Held.SIMILAR)),
                output_field=IntegerField(),
            ),
        )
    )


def _held(one: Occupation, words: tuple[str, ...], named: int | None) -> Held | None:
    """Returns the best way in which an occupation holds the words of a query, None if it doesn't."""
    ways = [Held(one.otherwise)] if one.otherwise else []  # type: ignore[attr-defined]
    if one.pk == named:
        ways.append(Held.AS_NAMED)
    title, meaning = _read(one.title)
    if words and words == title:
        ways.append(Held.AS_TITLE)
    elif words and set(words) <= set(title):
        ways.append(Held.IN_TITLE)
    elif words and all(not meaning.isdisjoint(unit.tokens) for unit in names.units(words)):
        ways.append(Held.IN_MEANING)
    return min(ways, default=None)


@lru_cache(maxsize=2_000)
def _read(title: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Returns the words of a title, without those of what it excepts, and all that they mean."""
    words = names.words(title.partition(", Except ")[0])
    return tuple(words), frozenset(names.tokens(words))


def _likeness(held: Held, one: Occupation) -> float:
    return one.likeness if held == Held.SIMILAR else 0.0  # type: ignore[attr-defined]


def _people(one: Occupation) -> int:
    """Returns the employment; 0 for a part of an SOC occupation, which has only that of the whole."""
    return (one.employment or 0) if one.code.endswith(".00") else 0


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
