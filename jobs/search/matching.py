"""Matches newly listed jobs against many searches at once, with the search page's conditions.

A search is compiled once (`compiled`), and callers can store the result. One statement then answers any number of
searches. Many searches use a temporary table of only the new jobs; few use the listing itself. Measured in
docs/performance.md.
"""

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

from jobs.search import lexemes
from jobs.search.criteria import Criteria
from jobs.search.query import JOB_ID, condition
from toolkit import geography

POSTINGS_A_SEARCH = 10  # from this number of new jobs per search, a temporary table isn't worth creating


@dataclass(frozen=True)
class Compiled:
    """A search for the database; ``query`` is a ``tsquery``. The query leaves out what depends on the current time: the
    working hours of a time ``zone``, and the maximum age of jobs."""

    query: str
    zone: str
    currency: str
    amount: int | None
    or_unstated: bool


def compiled(searches: Iterable[Criteria], *, now: dt.datetime) -> list[Compiled]:
    """Compiles searches, in their order. One statement."""
    wanted = list(searches)
    asked = [condition(replace(one, zone="", posted=None), now) for one in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked.main && filters::tsquery"
            " FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::boolean[], %s::text[]) WITH ORDINALITY"
            " AS given (named, typed, also, without, in_text, filters, number),"
            " jobs_asked('', named, typed, also, without, in_text) AS asked ORDER BY number",
            [
                [one.typed.named for one in asked],
                [one.typed.text for one in asked],
                [one.typed.also for one in asked],
                [one.typed.without for one in asked],
                [one.in_text for one in asked],
                [one.words for one in asked],
            ],
        )
        queries = [query for (query,) in cursor.fetchall()]
    return [
        Compiled(query, one.zone, part.currency, part.amount, part.or_unstated)
        for query, one, part in zip(queries, wanted, asked, strict=True)
    ]


def hours(zones: Iterable[str], now: dt.datetime) -> dict[str, str]:
    """Returns for each time zone the ``tsquery`` for today's working hours."""
    return {zone: lexemes.working_at(geography.offset(zone, now)) for zone in zones if zone}


# For each row of ``asked`` (key, query, currency, amount, or_unstated, since): positions and listing times (in microseconds) of
# the most recently listed jobs that match and were listed after ``since``; by publication, newest first.
_HITS = """
SELECT asked.key, coalesce(hits.positions, '{{}}') AS positions, coalesce(hits.listed, '{{}}') AS listed
FROM asked CROSS JOIN LATERAL (
    SELECT array_agg(hit.position ORDER BY hit.position DESC) AS positions,
           array_agg((extract(epoch FROM hit.listed_at) * 1000000)::bigint ORDER BY hit.position DESC) AS listed
    FROM ({found}) AS hit
) AS hits
"""
# A query without words matches everything and has its own branch, because the word index can't answer it.
_ALL = """
SELECT either.position, either.listed_at FROM (
    SELECT w.position, w.listed_at FROM {table} AS w WHERE numnode(asked.query) > 0 AND w.words @@ asked.query AND {rest}
    UNION ALL
    SELECT w.position, w.listed_at FROM {table} AS w WHERE numnode(asked.query) = 0 AND {rest}
) AS either
"""
_FOUND = _ALL + " ORDER BY either.listed_at DESC, either.position DESC LIMIT {most}"
_REST = """w.listed_at > asked.since AND w.listed_at <= %(until)s AND w.expires_at > %(now)s
            AND (asked.amount IS NULL OR (w.pay_currency = asked.currency AND w.pay_top >= asked.amount)
                 OR (asked.or_unstated AND w.pay_top IS NULL))"""
_IN_LISTING = _FOUND.format(table="jobs_listing", rest=_REST, most="%(most)s")
# For each row of ``asked``: how many jobs match, at most ``most``, with the lowest and the highest id.
_TOTALS = f"""
SELECT asked.key, counted.* FROM asked CROSS JOIN LATERAL (
    SELECT count(*), min(hit.position & {JOB_ID}), max(hit.position & {JOB_ID})
    FROM ({_ALL.format(table="jobs_listing", rest=_REST)} LIMIT %(most)s) AS hit
) AS counted
"""  # noqa: S608 - our own words

# Broad searches find enough jobs in the newest part. Others also search the rest; with a limit of 0 it is not read.
_NEWEST_OF = 8
_IN_WINDOW = f"""
WITH newest AS MATERIALIZED ({_FOUND.format(table="jobs_window_newest", rest=_REST, most="%(most)s")})
SELECT * FROM newest UNION ALL
SELECT * FROM ({_FOUND.format(table="jobs_window_rest", rest=_REST, most="%(most)s - (SELECT count(*) FROM newest)")}) AS rest
"""  # noqa: S608 - our own words
_WINDOW = "".join(
    f"""
CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS
SELECT position, words, pay_currency, pay_top, listed_at, expires_at FROM jobs_listing
WHERE listed_at > {since} AND listed_at <= {until} AND expires_at > %(now)s ORDER BY position;
CREATE INDEX ON {table} USING gin (words) WITH (fastupdate = off);
ANALYZE {table} (position);
"""  # noqa: S608 - our own words
    for table, since, until in (
        ("jobs_window_newest", "%(cut)s", "%(until)s"),
        ("jobs_window_rest", "%(since)s", "%(cut)s"),
    )
)
_CUT = """
SELECT listed_at FROM jobs_listing WHERE listed_at > %(since)s AND listed_at <= %(until)s
ORDER BY listed_at DESC OFFSET %(newest)s LIMIT 1
"""


# Otherwise the planner reads the words of every row, because it underestimates the cost.
_PLANS = "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL jit = off"


@contextlib.contextmanager
def counting(*, until: dt.datetime, now: dt.datetime, most: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields a statement that counts the jobs of searches, up to ``most``, and its parameters, as `looking` does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLANS)
        yield _TOTALS, {"until": until, "now": now, "most": most}


@contextlib.contextmanager
def looking(
    *, searches: int, since: dt.datetime, until: dt.datetime, now: dt.datetime, most: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields a statement and its parameters for this number of searches over the jobs listed after ``since`` and not
    after ``until``, in a transaction. The caller must prepend ``asked``."""
    values: dict[str, Any] = {"since": since, "until": until, "now": now, "most": most}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLANS)
        cursor.execute(
            "SELECT count(*) FROM jobs_listing WHERE listed_at > %(since)s AND listed_at <= %(until)s", values
        )
        [postings] = cursor.fetchone()
        if postings >= searches * POSTINGS_A_SEARCH:
            yield _HITS.format(found=_IN_LISTING), values
            return
        _make_window(cursor, postings, values)
        yield _HITS.format(found=_IN_WINDOW), values
        cursor.execute(
            "DROP TABLE jobs_window_newest, jobs_window_rest"
        )  # an enclosing transaction may call this again


def _make_window(cursor: Any, postings: int, values: dict[str, Any]) -> None:
    """Creates two tables of the jobs in the period: the newest eighth, and the rest."""
    cursor.execute(_CUT, {**values, "newest": postings // _NEWEST_OF})
    [cut] = cursor.fetchone() or [values["since"]]
    cursor.execute(_WINDOW, {**values, "cut": cut})


_ONE = """
WITH asked AS MATERIALIZED (
    SELECT 0 AS key, typed.main && %(words)s::tsquery AS query, %(currency)s AS currency,
           %(amount)s::bigint AS amount, %(or_unstated)s AS or_unstated, %(since)s::timestamptz AS since
    FROM jobs_asked(%(title)s, %(named)s, %(text)s, %(also)s, %(without)s, %(in_text)s) AS typed
)
"""


def newest(criteria: Criteria, *, since: dt.datetime, now: dt.datetime, most: int) -> list[int]:
    """Returns the ids of the newest jobs that match one search and were listed after ``since``, newest first."""
    asked = condition(replace(criteria, posted=None), now)
    given = {
        **asked.keywords, "words": asked.words, "currency": asked.currency, "amount": asked.amount,
        "or_unstated": asked.or_unstated,
    }  # fmt: skip
    with (
        looking(searches=1, since=since, until=now, now=now, most=most) as (hits, values),
        connection.cursor() as cursor,
    ):
        cursor.execute(_ONE + hits, {**given, **values})
        [(_key, positions, _listed)] = cursor.fetchall()
    return job_ids(positions)


def job_ids(positions: Iterable[int]) -> list[int]:
    """Returns the job ids of these positions in the listing."""
    return [position & JOB_ID for position in positions]
