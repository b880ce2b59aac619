"""Compares a search with statements that look at all jobs: which jobs a page shows, and how many it says there are."""

import datetime as dt
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from search_clocks import p95
from search_data import Boards
from search_queries import KINDS, Query

if TYPE_CHECKING:
    from jobs.search.counts import Count
    from jobs.search.criteria import Criteria
    from jobs.search.query import Condition

PAGE = 20
COUNTED = 200  # searches whose counts are checked

_ASKED = """
SELECT main, called, named_too, mentioned FROM jobs_asked(%(title)s, %(named)s, %(text)s, %(also)s, %(without)s, %(in_text)s)
"""
_WHERE = """
FROM jobs_listing, (SELECT %(asked)s::tsquery && %(words)s::tsquery AS query) AS asked
WHERE (numnode(query) = 0 OR words @@ query) AND position >= %(bottom)s AND expires_at > %(now)s
  AND (%(amount)s::bigint IS NULL OR (pay_currency = %(currency)s AND pay_top >= %(amount)s)
       OR (%(or_unstated)s AND pay_top IS NULL))
"""
_EXACT = f"SELECT job_id {_WHERE} AND job_id <> ALL (%(known)s::bigint[]) ORDER BY position DESC LIMIT %(limit)s"
_BY_LABEL = _WHERE.replace("WHERE", ", string_to_table(labels, ' ') AS label WHERE", 1)
_COUNT = f"SELECT label, count(*) {_BY_LABEL} GROUP BY 1"


def equal(made: Boards, size: int, now: dt.datetime, queries: Sequence[Query], sort: str) -> int:
    """Returns how many searches give the same jobs in the same order as a query that looks at all jobs."""
    return sum(_is_equal(made, size, now, query.criteria.replace(sort=sort)) for query in queries)


def _is_equal(made: Boards, size: int, now: dt.datetime, criteria: "Criteria") -> bool:
    from django.db import connection, transaction

    from jobs.search.query import condition
    from jobs.search.results import look_up

    asked = condition(criteria, now)
    with made.default(size), transaction.atomic(), connection.cursor() as cursor:
        _use_the_index(cursor)
        main, called, named, mentioned = _keywords(cursor, asked)
        tiers = [called, named, mentioned] if criteria.sort == "best" and asked.typed.named else [main, mentioned]
        exact: list[int] = []
        for tier in filter(None, tiers) if criteria.q else tiers[:1]:  # each alone, so that the index answers it
            cursor.execute(_EXACT, {**_values(asked, now), "asked": tier, "known": exact, "limit": PAGE})
            exact += [pk for (pk,) in cursor.fetchall()]
        return [pk for _tier, pk in look_up(criteria, now=now).jobs] == exact[:PAGE]


def _use_the_index(cursor: Any) -> None:
    """Or the planner reads the words of row after row until it has a page."""
    cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")


def _keywords(cursor: Any, asked: "Condition") -> tuple[str, str, str, str | None]:
    cursor.execute(_ASKED, asked.keywords)
    found: tuple[str, str, str, str | None] = cursor.fetchone()
    return found


def _values(asked: "Condition", now: dt.datetime) -> dict[str, Any]:
    return {
        "words": asked.words, "bottom": asked.bottom, "now": now, "amount": asked.amount, "currency": asked.currency,
        "or_unstated": asked.or_unstated,
    }  # fmt: skip


# --- Counts -------------------------------------------------------------------------------------------------------------


@dataclass
class Counts:
    """``wrong``: counts that had to be exact and weren't; ``errors``: of those above, by how much of the right number they
    are off; ``facet_errors`` the same for values of facets."""

    wrong: list[str] = field(default_factory=list)
    exact: int = 0
    errors: list[float] = field(default_factory=list)
    facet_errors: list[float] = field(default_factory=list)

    @staticmethod
    def spread(errors: Sequence[float]) -> tuple[float, float]:
        return (statistics.median(errors), p95(errors)) if errors else (0.0, 0.0)


def counts(made: Boards, size: int, now: dt.datetime, queries: Sequence[Query]) -> Counts:
    """Checks the counts of two hundred searches of all kinds. A count must be exact where at most 2,000 jobs match or the
    board has at most 20,000."""
    found = Counts()
    with made.default(size):
        for query in _some_of_each_kind(queries):
            _check(found, size, query, now)
    return found


def _some_of_each_kind(queries: Sequence[Query]) -> Iterator[Query]:
    by_kind = [[query for query in queries if query.kind == kind] for kind in KINDS if kind != "typo"]
    in_turn = (query for queries_of_kinds in zip(*by_kind, strict=True) for query in queries_of_kinds)
    yield from (query for _at, query in zip(range(COUNTED), in_turn, strict=False))


def _check(found: Counts, size: int, query: Query, now: dt.datetime) -> None:
    from jobs.search import counts, lexemes, results, sql
    from jobs.search.query import condition

    shown = results.search(query.criteria.replace(as_typed=True), now=now)
    asked = condition(shown.criteria, now)
    right, by_value = _exactly(asked, now, mentioned=False)
    mentioned, _values_of_it = _exactly(asked, now, mentioned=True)
    for name, count, number in (("matches", shown.count, right), ("mentions", shown.mentioned, mentioned)):
        if number <= counts.EXACT or size <= sql.SMALL:
            found.exact += 1
            if count != (number, True):
                found.wrong.append(f"{name} of {shown.criteria.querystring}: {count.rounded}, not {number}")
        else:
            found.errors.append(_error(count, number))
    for facet in (name for name in lexemes.FACETS if not getattr(shown.criteria, name)):
        for choice in shown.facets[facet]:
            if number := by_value.get(lexemes.FACETS[facet] + choice.value, 0):
                found.facet_errors.append(_error(choice.count, number))


def _error(count: "Count", number: int) -> float:
    return abs(count.rounded - number) / number


def _exactly(asked: "Condition", now: dt.datetime, *, mentioned: bool) -> tuple[int, dict[str, int]]:
    """Returns how many jobs match, and how many of them have each value of a facet."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        _use_the_index(cursor)
        main, _called, _named, only_mentioned = _keywords(cursor, asked)
        wanted = only_mentioned if mentioned else main
        if wanted is None or (mentioned and asked.in_text):
            return 0, {}
        values = {**_values(asked, now), "asked": wanted}
        cursor.execute(f"SELECT count(*) {_WHERE}", values)
        [number] = cursor.fetchone()
        cursor.execute(_COUNT, values)
        return number, dict(cursor.fetchall())
