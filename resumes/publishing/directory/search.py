"""Searches the directory with the machinery of the job search: a page of people, counts, featured and pinned résumés."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from billing import entitlements
from jobs.search import spelling, typed
from jobs.search.counts import MENTIONED, ZERO, Count, Tally
from jobs.search.lexemes import any_of
from jobs.search.query import CAP, Condition
from jobs.search.results import ITSELF, Choice, Found, NoSuchPage, look
from jobs.search.sql import Key
from jobs.search.tables import Table
from jobs.vocabulary.kinds import WorkType
from resumes.models import Handle, Listing, Page
from resumes.publishing import viewers
from resumes.publishing.directory import languages, lexemes
from resumes.publishing.directory.criteria import LEVELS, ActiveFilter, Criteria, active_filters
from resumes.publishing.directory.lexemes import FACETS
from resumes.publishing.viewers import Viewer
from toolkit import geography

DIRECTORY = Table("resumes_directory", "resumes_listing", "resumes")
PAGE = 20
PINNED, TIERS = 0, (1, 2, 3)
_BY_TIME = (2, 3)
_OPEN_ENDED = 10_000  # minutes; beyond every offset


@dataclass(frozen=True)
class Results:
    """Results of a search. ``pinned`` and ``people`` are one page; ``count`` is how many match, ``mentioned`` how many only
    mention the keywords. ``start`` and ``older`` are as in the job search. ``corrected_from``: the search before typing errors
    were corrected."""

    criteria: Criteria
    pinned: list[Listing] = field(default_factory=list)
    people: list[Listing] = field(default_factory=list)
    count: Count = ZERO
    mentioned: Count = ZERO
    page: int = 1
    pages: int = 0
    start: Key | None = None
    older: Key | None = None
    facets: dict[str, list[Choice]] = field(default_factory=dict)
    featured: list[Listing] = field(default_factory=list)
    corrected_from: Criteria | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.count.number or self.mentioned.number)


@dataclass(frozen=True)
class Promoted:
    """Listed pages to treat differently from others: ``pinned`` and ``featured`` (page to owner) by members who have Plus now,
    and ``excluded``, whose owners keep the viewer out."""

    pinned: tuple[int, ...]
    featured: dict[int, int]
    excluded: tuple[int, ...]


def promoted(viewer: Viewer, *, now: dt.datetime) -> Promoted:
    """Returns the pages to treat differently. One query."""
    with_plus = Exists(entitlements.plus_accounts(now).filter(user=OuterRef("user")))
    listed = Page.objects.filter(listing__isnull=False)  # cheaper than the conditions, which cards are read with
    chosen = listed.filter(with_plus, Q(is_featured=True) | Q(is_pinned=True))
    rows = _kinds(viewers.without_excluded(chosen, viewer), is_excluded=False)
    if viewer.user_id is not None:
        rows = rows.union(_kinds(viewers.excluded(listed, viewer), is_excluded=True), all=True)
    found = list(rows)
    return Promoted(
        pinned=tuple(pk for pk, _user, is_pinned, _featured, is_excluded in found if is_pinned and not is_excluded),
        featured={pk: user for pk, user, _pinned, is_featured, is_excluded in found if is_featured and not is_excluded},
        excluded=tuple(pk for pk, _user, _pinned, _featured, is_excluded in found if is_excluded),
    )


def _kinds(pages: QuerySet[Page], *, is_excluded: bool) -> QuerySet[Page, Any]:
    return pages.order_by().values_list("pk", "user_id", "is_pinned", "is_featured", Value(is_excluded))


def search(
    criteria: Criteria,
    *,
    among: Promoted,
    page: int = 1,
    start: Key | None = None,
    now: dt.datetime,
    feature: Sequence[int] = (),
) -> Results:
    """Returns one page of people. If nothing matches mistyped keywords, returns that of the corrected ones. ``feature``: ids of
    featured résumés to load with it. Raises `NoSuchPage` if it is out of range."""
    found = _search(criteria, among, page, start, now, feature)
    if not found.count.number and not criteria.as_typed:
        better = spelling.corrected_words(criteria.q, table=DIRECTORY, now=now)
        corrected = _search(criteria.replace(q=better), among, page, start, now, feature) if better else found
        if corrected.count.number or (found.is_empty and not corrected.is_empty):
            found = replace(corrected, corrected_from=criteria)
    if page != 1 and not 1 <= page <= found.pages:
        raise NoSuchPage(found.pages)
    return found


def _search(
    criteria: Criteria, among: Promoted, page: int, start: Key | None, now: dt.datetime, feature: Sequence[int]
) -> Results:
    found = look_up(criteria, among=among, page=page, start=start, now=now)
    by_id = _cards([*(pk for _tier, pk in found.jobs), *feature], now)
    return Results(
        criteria,
        pinned=[by_id[pk] for tier, pk in found.jobs if tier == PINNED and pk in by_id],
        people=[by_id[pk] for tier, pk in found.jobs if tier != PINNED and pk in by_id],
        count=found.tallies[ITSELF].total,
        mentioned=found.tallies[MENTIONED].total,
        page=page,
        pages=-(-found.window // PAGE),
        start=found.start,
        older=found.older,
        facets={facet: list(_choices(facet, criteria, found.tallies)) for facet in FACETS},
        featured=[by_id[pk] for pk in feature if pk in by_id],
    )


def look_up(criteria: Criteria, *, among: Promoted, page: int = 1, start: Key | None = None, now: dt.datetime) -> Found:
    """Finds the people of a page and all counts. One statement, in a large directory some more."""
    asked = replace(condition(criteria, now), skip=among.excluded)
    tiers = (PINNED, *(TIERS if asked.typed.named else _BY_TIME))
    window: dict[str, Any] = {"first": min(max(page - 1, 0) * PAGE, CAP), "size": PAGE, "start": start}
    return look(asked, _sets(asked), tiers=tiers, ahead=among.pinned, table=DIRECTORY, now=now, **window)


def counts_without_each_filter(
    criteria: Criteria, *, among: Promoted, now: dt.datetime
) -> list[tuple[ActiveFilter, Count]]:
    """Returns what an empty search would find without each of its filters. One statement."""
    filters = active_filters(criteria)
    if not filters:
        return []
    sets = {str(at): replace(condition(one.criteria, now), skip=among.excluded) for at, one in enumerate(filters)}
    asked = replace(condition(criteria, now), skip=among.excluded)
    tallies = look(asked, sets, table=DIRECTORY, now=now).tallies
    counted = [(one, tallies[str(at)].total) for at, one in enumerate(filters)]
    return [(one, count) for one, count in counted if count.number]


def condition(criteria: Criteria, now: dt.datetime) -> Condition:
    """Returns the database condition of a search."""
    filters = {
        facet: any_of(prefix + value for value in getattr(criteria, facet))
        for facet, prefix in FACETS.items()
        if getattr(criteria, facet)
    }
    if criteria.geo:
        filters["geo"] = lexemes.in_region(criteria.geo)
    if criteria.utc_from is not None or criteria.utc_to is not None:
        low = -_OPEN_ENDED if criteria.utc_from is None else criteria.utc_from
        high = _OPEN_ENDED if criteria.utc_to is None else criteria.utc_to
        filters["clock"] = _clocks_between(low, high, now.replace(minute=0, second=0, microsecond=0))
    return Condition(typed.read(criteria.q), filters)


@lru_cache(maxsize=256)
def _clocks_between(low: int, high: int, hour: dt.datetime) -> str:
    """Returns the condition for time zones whose clocks are between these minutes from UTC at that hour, summer time
    included."""
    zones = [zone for zone in geography.time_zones() if low <= geography.offset(zone, hour) <= high]
    return any_of(lexemes.clocks(zones) or [lexemes.CLOCK])


def _sets(asked: Condition) -> dict[str, Condition]:
    """Returns the search itself, and the search without each facet that has a choice."""
    return {ITSELF: asked, **{facet: asked.without(facet) for facet in FACETS if facet in asked.filters}}


_LABELS: dict[str, dict[str, Any]] = {
    "level": {level.value: level.label for level in LEVELS},
    "type": dict(WorkType.choices),
}


def _choices(facet: str, criteria: Criteria, tallies: Mapping[str, Tally]) -> Iterator[Choice]:
    """Yields every value that is chosen or finds people (or may find some, if the count is an estimate)."""
    chosen = getattr(criteria, facet)
    tally = tallies[facet if chosen else ITSELF]
    counted = tally.by_value
    for value, label in _LABELS.get(facet, languages.names()).items():
        count = counted.get(FACETS[facet] + value, ZERO)
        if count.number or value in chosen:
            yield Choice(value, str(label), count, value in chosen)


# --- Cards --------------------------------------------------------------------------------------------------------------


def _cards(ids: list[int], now: dt.datetime) -> dict[int, Any]:
    """Returns rows by page, each with the ``handle`` of its page; those that left the directory a moment ago are missing. One
    query."""
    if not ids:
        return {}
    with_plus = Exists(entitlements.plus_accounts(now).filter(user=OuterRef("user")))
    handles = Handle.objects.filter(user=OuterRef("page__user")).filter(Q(is_chosen=False) | with_plus)
    newest = handles.order_by("-is_chosen", "-since", "-pk").values("name")[:1]
    rows = Listing.objects.filter(page__in=Page.objects.listed().filter(pk__in=ids)).defer("words", "filters", "labels")
    shown = rows.annotate(handle=Subquery(newest), owner=F("page__user")).exclude(handle=None)
    return {row.page_id: row for row in shown}
