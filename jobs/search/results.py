"""Runs a search: a page of jobs, counts, hidden jobs, suggestions."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from jobs.models import Job
from jobs.search import lexemes, spelling
from jobs.search.criteria import ActiveFilter, Criteria, active_filters
from jobs.search.lexemes import FACETS
from jobs.search.query import CAP, FEW, Condition, condition
from jobs.search.sql import statement
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, WorkType

PAGE = 20


class NoSuchPage(LookupError):
    """The page is after the last one; ``pages`` is the number of pages."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


@dataclass(frozen=True)
class Choice:
    """A value of a facet. ``count``: how many jobs it would show, counted without the facet's own filter.

    ``count`` of a capped facet is a lower bound."""

    value: str
    label: str
    count: int
    is_capped: bool
    is_chosen: bool


@dataclass(frozen=True)
class Hidden:
    """Jobs that one filter hides. ``kind`` is ``geo`` or ``pay``; ``criteria`` is the search that shows them."""

    kind: str
    count: int
    is_capped: bool
    criteria: Criteria


@dataclass(frozen=True)
class Results:
    """Results of a search. ``jobs`` is one page, ready for cards. ``count`` is exact, or a lower bound when
    ``is_capped``.

    ``top`` is the position at which the numbered pages start (as the parameter of the same name); ``older`` is the
    ``top`` of the window after the last numbered page, or None. ``suggestion`` is a corrected search for mistyped
    words. ``is_ignoring_keywords``: the keywords are all too common to search for, so everything matches.
    """

    criteria: Criteria
    jobs: list[Job] = field(default_factory=list)
    count: int = 0
    is_capped: bool = False
    page: int = 1
    pages: int = 0
    top: int | None = None
    older: int | None = None
    facets: dict[str, list[Choice]] = field(default_factory=dict)
    hidden: list[Hidden] = field(default_factory=list)
    suggestion: Criteria | None = None
    is_ignoring_keywords: bool = False


def search(criteria: Criteria, *, page: int = 1, top: int | None = None, now: dt.datetime) -> Results:
    """Returns one page of matching jobs, with counts. At most three statements. Raises `NoSuchPage` if it is out of
    range."""
    sets = _sets(condition(criteria, now))
    found = _look(sets, page_statement(criteria, page=page, top=top, now=now))
    count, is_capped = found.count("")
    pages = -(-count // PAGE)
    if page != 1 and not 1 <= page <= pages:
        raise NoSuchPage(pages)
    return Results(
        criteria,
        jobs=_jobs(found.ids, now),
        count=count,
        is_capped=is_capped,
        page=page,
        pages=pages,
        top=found.newest,
        older=found.oldest if is_capped else None,
        facets={facet: list(_choices(facet, criteria, found)) for facet in FACETS},
        hidden=list(_hidden(criteria, found)),
        suggestion=None if count else _suggestion(criteria, now),
        is_ignoring_keywords=bool(criteria.q) and not found.nodes,
    )


def newest(criteria: Criteria, *, limit: int, now: dt.datetime) -> list[Job]:
    """Returns the newest matching jobs, ready for cards. Two statements."""
    sets = {"": replace(condition(criteria, now), most=limit)}
    return _jobs(_look(sets, statement(sets, size=limit, now=now)).ids, now)


def counts_without_each_filter(criteria: Criteria, *, now: dt.datetime) -> list[tuple[ActiveFilter, int, bool]]:
    """Returns what an empty search would find without each of its filters: the filter, the number of jobs, and whether
    there are more. One statement."""
    filters = active_filters(criteria)
    if not filters:
        return []
    sets = {str(at): replace(condition(one.criteria, now), most=FEW) for at, one in enumerate(filters)}
    found = _look(sets, statement(sets, now=now))
    counted = [(one, *found.count(str(at))) for at, one in enumerate(filters)]
    return [(one, count, is_capped) for one, count, is_capped in counted if count]


def page_statement(
    criteria: Criteria, *, page: int = 1, top: int | None = None, now: dt.datetime
) -> tuple[str, dict[str, Any]]:
    """Returns the statement that `search` runs, with its parameters."""
    return statement(
        _sets(condition(criteria, now)),
        first=min(max(page - 1, 0) * PAGE, CAP),
        size=PAGE,
        best=criteria.sort == "best" and bool(criteria.q),
        top=top,
        now=now,
    )


def _sets(asked: Condition) -> dict[str, Condition]:
    """Returns the search itself, the search without each facet that has a choice, and what place and pay hide."""
    beside = {facet: asked.without(facet) for facet in FACETS if facet in asked.filters}
    if "geo" in asked.filters:
        beside["geo"] = asked.instead("geo", f"!({asked.filters['geo']})")
    if asked.amount is not None and not asked.or_unstated:
        beside["pay"] = asked.instead("pay", lexemes.any_of([lexemes.UNSTATED_PAY]))
    return {"": asked, **{name: replace(one, most=FEW) for name, one in beside.items()}}


def _suggestion(criteria: Criteria, now: dt.datetime) -> Criteria | None:
    """Returns the search with mistyped words corrected, if that finds anything."""
    better = spelling.corrected(criteria, now=now)
    if better is None:
        return None
    sets = {"": replace(condition(better, now), most=1)}
    return better if _look(sets, statement(sets, now=now)).newest else None


@dataclass(frozen=True)
class _Found:
    """The row that the statement returns. ``counts``: for each set, the number of jobs by labels."""

    sets: dict[str, Condition]
    newest: int | None
    oldest: int | None
    ids: list[int]
    nodes: int | None
    counts: dict[str, Counter[str]]

    def count(self, name: str) -> tuple[int, bool]:
        """Returns the number of jobs in a set, and whether there are more."""
        total, most = self.counts[name].total(), self.sets[name].most
        return min(total, most), total > most

    def by_label(self, name: str) -> Counter[str]:
        counted: Counter[str] = Counter()
        for labels, number in self.counts[name].items():
            counted.update(dict.fromkeys(labels.split(), number))
        return counted


def _look(sets: dict[str, Condition], asked: tuple[str, dict[str, Any]]) -> _Found:
    with connection.cursor() as cursor:
        cursor.execute(*asked)
        newest, oldest, ids, nodes, rows = cursor.fetchone()
    counts: dict[str, Counter[str]] = {name: Counter() for name in sets}
    for row, number in Counter(rows).items():
        name, _space, labels = row.partition(" ")
        counts[name][labels] = number
    return _Found(sets, newest, oldest, ids, nodes, counts)


def _jobs(ids: list[int], now: dt.datetime) -> list[Job]:
    """Loads jobs in the order of ``ids``. Filters by visibility again, because the listing can lag behind for a
    moment."""
    if not ids:
        return []
    by_id = Job.objects.visible(now).leading().for_cards().in_bulk(ids)
    return [by_id[pk] for pk in ids if pk in by_id]


_LABELS: dict[str, dict[str, Any]] = {
    "industry": {slug: industry.name for slug, industry in INDUSTRIES.items()},
    "type": dict(WorkType.choices),
    "level": dict(Level.choices),
}


def _choices(facet: str, criteria: Criteria, found: _Found) -> Iterator[Choice]:
    """Yields every value that is chosen or finds jobs (or may find some, if the count is capped)."""
    chosen = getattr(criteria, facet)
    name = facet if chosen else ""
    most, is_capped = found.count(name)
    counted = found.by_label(name)
    for value, label in _LABELS[facet].items():
        count = min(counted[FACETS[facet] + value], most)
        if count or is_capped or value in chosen:
            yield Choice(value, str(label), count, is_capped, value in chosen)


def _hidden(criteria: Criteria, found: _Found) -> Iterator[Hidden]:
    shown = {"geo": replace(criteria, geo=""), "pay": replace(criteria, no_pay=True)}
    for kind, without in shown.items():
        if found.counts.get(kind):
            yield Hidden(kind, *found.count(kind), without)
