"""Runs a search: a page of jobs, counts, hidden jobs, corrections."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.utils.translation import get_language

from jobs.models import Job
from jobs.models.job import cards_by_id
from jobs.search import counts, keeping, lexemes, spelling
from jobs.search.counts import MENTIONED, ZERO, Count, Tally
from jobs.search.criteria import ActiveFilter, Criteria, active_filters
from jobs.search.fitting import Profile
from jobs.search.lexemes import FACETS
from jobs.search.query import CAP, JOB_ID, NOBODY, Condition, Personal, condition, position
from jobs.search.sql import Key, statement
from jobs.search.tables import JOBS, Table
from jobs.search.typed import Typed
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, WorkType
from toolkit.database.replica import reading

PAGE = 20
ITSELF = "search"  # the set of jobs that the search finds; others are counted beside it
ONLY_MENTIONED = 3  # the tier of jobs that only mention the keywords
REST = 2  # the tier of jobs without comparable pay, where pay sorts; of those that don't fit, where fit does


class NoSuchPage(LookupError):
    """The page is after the last one; ``pages`` is the number of pages."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


@dataclass(frozen=True)
class Choice:
    """A value of a facet. ``count``: how many jobs it would show, counted without the facet's own filter."""

    value: str
    label: str
    count: Count
    is_chosen: bool


@dataclass(frozen=True)
class Hidden:
    """Jobs that one filter hides. ``kind`` is ``geo``, ``people`` or ``pay``; ``criteria`` is the search that shows them."""

    kind: str
    count: Count
    criteria: Criteria


@dataclass(frozen=True)
class Results:
    """Results of a search. ``jobs`` is one page, ready for cards: those that match, then in ``mentions`` those whose
    description alone mentions the keywords; sorted by pay, ``rest`` are those that can't be, sorted by fit those that don't
    fit. ``count`` and
    ``mentioned`` are the numbers of what matches and of what only mentions the keywords; ``skipped`` of what would match if
    the member hadn't hidden it.

    ``start`` is where the numbered pages start (as the parameter of the same name); ``older`` is the start of the
    window after the last numbered page, or None. ``keywords`` as they were read; ``typed``: the search before typing
    errors were corrected, None if nothing was. ``is_ignoring_keywords``: the keywords are all too common to search for,
    so everything matches.
    """

    criteria: Criteria
    jobs: list[Job] = field(default_factory=list)
    rest: list[Job] = field(default_factory=list)
    mentions: list[Job] = field(default_factory=list)
    count: Count = ZERO
    mentioned: Count = ZERO
    skipped: int = 0
    page: int = 1
    pages: int = 0
    start: Key | None = None
    older: Key | None = None
    facets: dict[str, list[Choice]] = field(default_factory=dict)
    hidden: list[Hidden] = field(default_factory=list)
    typed: Criteria | None = None
    is_ignoring_keywords: bool = False
    keywords: Typed = field(default_factory=Typed)

    @property
    def is_empty(self) -> bool:
        return not (self.count.number or self.mentioned.number)


def search(
    criteria: Criteria,
    *,
    page: int = 1,
    start: Key | None = None,
    size: int = PAGE,
    personal: Personal = NOBODY,
    profile: Profile | None = None,
    now: dt.datetime,
) -> Results:
    """Returns one page of ``size`` matching jobs, with counts; of a mistyped search that finds nothing, or
    only jobs that mention something like it, the page of the corrected one. ``profile``: what a search sorted by fit compares
    with. Raises `NoSuchPage` if it is out of range."""
    criteria = _in_an_order_that_works(criteria, profile)
    found = _search(criteria, page, start, size, personal, profile, now)
    if not found.count.number and not criteria.as_typed:
        better = spelling.corrected(criteria, now=now)
        corrected = _search(better, page, start, size, personal, profile, now) if better else found
        if corrected.count.number or (found.is_empty and not corrected.is_empty):
            found = replace(corrected, typed=criteria)
    if page != 1 and not 1 <= page <= found.pages:
        raise NoSuchPage(found.pages)
    return found


def _search(
    criteria: Criteria,
    page: int,
    start: Key | None,
    size: int,
    personal: Personal,
    profile: Profile | None,
    now: dt.datetime,
) -> Results:
    def look() -> tuple[Results, list[tuple[int, int]]]:
        found = look_up(criteria, page=page, start=start, size=size, personal=personal, profile=profile, now=now)
        return _without_jobs(criteria, page, size, found), found.jobs

    if personal.board is None or profile is not None:
        found, ids = look()
    else:
        minute = int(now.timestamp() // 60)
        found, ids = keeping.kept((criteria, page, start, size, personal, minute, get_language()), look)
    jobs = _jobs([pk for _tier, pk in ids], now)
    only = {pk for tier, pk in ids if tier == ONLY_MENTIONED and not criteria.in_text}
    rest = {pk for tier, pk in ids if tier == REST and criteria.sort in ("pay", "fit")}
    return replace(
        found,
        jobs=[job for job in jobs if job.pk not in only | rest],
        rest=[job for job in jobs if job.pk in rest],
        mentions=[job for job in jobs if job.pk in only],
    )


def _without_jobs(criteria: Criteria, page: int, size: int, found: "Found") -> Results:
    return Results(
        criteria,
        count=found.tallies[ITSELF].total,
        skipped=found.tallies[ITSELF].skipped.total(),
        mentioned=ZERO if criteria.in_text else found.tallies[MENTIONED].total,
        page=page,
        pages=-(-found.window // size),
        start=found.start,
        older=found.older,
        facets={facet: list(_choices(facet, criteria, found.tallies)) for facet in FACETS},
        hidden=list(_hidden(criteria, found.tallies)),
        is_ignoring_keywords=bool(criteria.q) and not found.nodes,
        keywords=found.keywords,
    )


def newest(criteria: Criteria, *, limit: int, now: dt.datetime) -> list[Job]:
    """Returns the newest matching jobs, ready for cards. Two statements."""
    found = look(condition(criteria, now), tiers=(2,), size=limit, now=now)
    return _jobs([pk for _tier, pk in found.jobs], now)


def count(criteria: Criteria, *, now: dt.datetime) -> Count:
    """Returns how many jobs match, as `search` counts them. One statement, on a large board some more."""
    asked = condition(criteria, now)
    return look(asked, {ITSELF: asked}, now=now).tallies[ITSELF].total


def counts_without_each_filter(
    criteria: Criteria, *, personal: Personal = NOBODY, now: dt.datetime
) -> list[tuple[ActiveFilter, Count]]:
    """Returns what an empty search would find without each of its filters: the filter, and the number of jobs. One
    statement, on a large board some more."""
    filters = active_filters(criteria)
    if not filters:
        return []
    sets = {str(at): condition(one.criteria, now, personal) for at, one in enumerate(filters)}
    tallies = look(condition(criteria, now, personal), sets, now=now).tallies
    counted = [(one, tallies[str(at)].total) for at, one in enumerate(filters)]
    return [(one, count) for one, count in counted if count.number]


@dataclass(frozen=True)
class Found:
    """What the database finds. ``jobs``: tier and id of each job of the page; ``window``: how many jobs the numbered pages
    hold; ``nodes``: words and operators in the query; ``tallies``: counts of each set."""

    start: Key | None
    older: Key | None
    window: int
    jobs: list[tuple[int, int]]
    nodes: int | None
    tallies: dict[str, Tally]
    keywords: Typed


def look_up(
    criteria: Criteria,
    *,
    page: int = 1,
    start: Key | None = None,
    size: int = PAGE,
    personal: Personal = NOBODY,
    profile: Profile | None = None,
    now: dt.datetime,
) -> Found:
    """Finds the jobs of a page and all counts. One statement, on a large board some more."""
    criteria = _in_an_order_that_works(criteria, profile)
    asked = condition(criteria, now, personal)
    first = min(max(page - 1, 0) * size, CAP)
    window: dict[str, Any] = {"first": first, "size": size, "start": start, "by_pay": criteria.sort == "pay"}
    if criteria.sort == "fit":
        window["profile"] = profile
    return look(asked, _sets(asked), tiers=_tiers(criteria, asked), now=now, **window)


def _in_an_order_that_works(criteria: Criteria, profile: Profile | None) -> Criteria:
    """Returns the search by best match if it's sorted by fit without anything to compare with, as in a feed."""
    return criteria.replace(sort="best") if criteria.sort == "fit" and profile is None else criteria


def look(
    asked: Condition,
    sets: Mapping[str, Condition] | None = None,
    *,
    table: Table = JOBS,
    now: dt.datetime,
    **window: Any,
) -> Found:
    """Finds what a condition asks for in a table, and counts ``sets``. ``window``: as `statement` takes it."""
    sets = sets or {}
    with reading().cursor() as cursor:
        cursor.execute(*statement(asked, counted=sets.values(), table=table, now=now, **window))
        start, older, paged, jobs, nodes, counted, skipped = cursor.fetchone()
    tallies = counts.tallies(
        sets, counted, skipped, newest=position(now, JOB_ID), mentioned=asked, table=table, now=now
    )
    first, following = (Key(*found[0]) if found else None for found in (start, older))
    return Found(first, following, paged, [(tier, pk) for tier, pk in jobs], nodes, tallies, asked.typed)


def _tiers(criteria: Criteria, asked: Condition) -> tuple[int, ...]:
    """Returns the tiers that a page shows in turn: by best match all three; by time, what matches and then what only
    mentions the keywords; by pay or by fit, what has some or fits, the rest of what matches, and what only mentions
    the keywords."""
    if criteria.sort in ("pay", "fit"):
        return (1, 2) if asked.in_text else (1, 2, 3)
    if criteria.sort == "best" and asked.typed.named:
        return (1, 2, 3)
    return (2,) if asked.in_text else (2, 3)


def _sets(asked: Condition) -> dict[str, Condition]:
    """Returns the search itself, the search without each facet that has a choice, and what place and pay hide."""
    beside = {facet: asked.without(facet) for facet in FACETS if facet in asked.filters}
    if "geo" in asked.filters:
        beside["geo"] = asked.instead("geo", f"!({asked.filters['geo']})")
    if "people" in asked.filters:
        beside["people"] = asked.instead("people", f"!({asked.filters['people']})")
    if asked.amount is not None and not asked.or_unstated:
        beside["pay"] = asked.instead("pay", lexemes.any_of([lexemes.UNSTATED_PAY]))
    return {ITSELF: asked, **beside}


def _jobs(ids: list[int], now: dt.datetime) -> list[Job]:
    """Loads jobs in the order of ``ids``. Leaves out what isn't visible, because the listing can lag behind for a
    moment."""
    if not ids:
        return []
    by_id = cards_by_id(ids)
    loaded = [by_id[pk] for pk in ids if pk in by_id]
    return [job for job in loaded if job.is_visible(now) and job.lead_id is None]


_LABELS: dict[str, dict[str, Any]] = {
    "industry": {slug: industry.name for slug, industry in INDUSTRIES.items()},
    "type": dict(WorkType.choices),
    "level": dict(Level.choices),
}


def _choices(facet: str, criteria: Criteria, tallies: Mapping[str, Tally]) -> Iterator[Choice]:
    """Yields every value that is chosen or finds jobs (or may find some, if the count is an estimate)."""
    chosen = getattr(criteria, facet)
    tally = tallies[facet if chosen else ITSELF]
    counted, none = tally.by_value, Count(0, is_exact=tally.total.is_exact)
    for value, label in _labels(facet, get_language()).items():
        count = counted.get(FACETS[facet] + value, none)
        if count.number or not count.is_exact or value in chosen:
            yield Choice(value, label, count, value in chosen)


@cache
def _labels(facet: str, language: str | None) -> dict[str, str]:
    return {value: str(label) for value, label in _LABELS[facet].items()}


def _hidden(criteria: Criteria, tallies: Mapping[str, Tally]) -> Iterator[Hidden]:
    shown = {
        "geo": replace(criteria, geo=""),
        "people": replace(criteria, people="", everywhere=True),
        "pay": replace(criteria, no_pay=True),
    }
    for kind, without in shown.items():
        if kind in tallies and tallies[kind].total.number:
            yield Hidden(kind, tallies[kind].total, without)
