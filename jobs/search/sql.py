"""Builds the SQL of a results page: its jobs, and how many there are, in one statement."""

import datetime as dt
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

from jobs.search.fitting import Profile
from jobs.search.lexemes import UNCOMPARED_PAY, any_of
from jobs.search.query import CAP, FEW, JOB_ID, Condition, position
from jobs.search.tables import JOBS, Table

HIGHEST = (1 << 62) - 1  # above every position, by time and by pay
SMALL = 20_000  # boards up to this size count exactly


class Key(NamedTuple):
    """Where a window of results starts: in which tier, and at which position."""

    tier: int
    top: int


# A job of the first tier is called what was asked for; the second also looks at skills, companies and industries, the third at
# texts. Each tier is newest first. By time, the first two are one; keywords that can't be names have only the second. A tier is
# asked for as many jobs as those before it left room for. Those of the rows ``ahead`` that match come before all tiers.
#
# A small board is counted exactly. On a large one, the newest jobs of each set are read: there, ``counted`` has at most as many
# jobs as ``few`` says, and ``lowest`` tells how far back they reach.
SQL = """
WITH asked AS MATERIALIZED (
    SELECT typed.*, mentioned IS NOT NULL AS has_mentions,
           (SELECT reltuples <= %(small)s FROM pg_class WHERE oid = '{stored}'::regclass) AS is_small,
           ARRAY[%(words)s]::tsquery[] AS words, ARRAY[%(bottom)s]::bigint[] AS bottom, ARRAY[%(currency)s]::text[] AS currency,
           ARRAY[%(amount)s]::bigint[] AS amount, ARRAY[%(or_unstated)s]::boolean[] AS unstated
    FROM jobs_asked(%(title)s, %(named)s, %(text)s, %(also)s, %(without)s, %(in_text)s) AS typed
), ahead AS MATERIALIZED (
    SELECT l.position
    FROM asked a JOIN {listing} l ON l.job_id = ANY(%(ahead)s::bigint[])
         AND (numnode(a.main && a.words[1]) = 0 OR l.words @@ (a.main && a.words[1]))
), {one}, two AS MATERIALIZED (
    SELECT hit.position
    FROM asked a, {functions}_newest_of_sets(
        CASE WHEN %(by_tier)s THEN a.named_too && !! a.called ELSE a.main END, {words_of_two}, a.bottom,
        ARRAY[{room_of_two}]::int[], a.currency, a.amount, a.unstated, %(top2)s, %(now)s) AS hit
    {apart_from_one}
), three AS MATERIALIZED (
    SELECT hit.position
    FROM asked a, {functions}_newest_of_sets(
        a.mentioned, a.words, a.bottom,
        ARRAY[CASE WHEN has_mentions THEN %(most3)s - (SELECT count(*) FROM one) - (SELECT count(*) FROM two) ELSE 0 END]::int[],
        a.currency, a.amount, a.unstated, %(top3)s, %(now)s) AS hit
), hits AS MATERIALIZED (
    SELECT tier, position FROM (
        SELECT 0 AS tier, position FROM ahead WHERE %(most0)s > 0 AND position <= %(top0)s UNION ALL
        SELECT 1, position FROM one UNION ALL SELECT 2, position FROM two UNION ALL SELECT 3, position FROM three
    ) AS all_tiers
    WHERE position & %(job_id)s <> ALL(%(skip)s::bigint[]) AND (tier = 0 OR position <> ALL(ARRAY(SELECT position FROM ahead)))
    ORDER BY 1, 2 DESC
), counted AS MATERIALIZED (
    SELECT sets.number, sets.labels, sets.jobs, NULL::bigint AS lowest
    FROM asked a, {functions}_count_sets(
        a.main, CASE WHEN a.is_small THEN %(filters)s::tsquery[] ELSE '{}' END,
        %(bottoms)s::bigint[], %(currencies)s::text[], %(amounts)s::bigint[], %(unstated)s::boolean[], %(now)s) AS sets
    UNION ALL
    SELECT 0, '', {functions}_count(
        a.mentioned, %(words)s, %(bottom)s, %(currency)s, %(amount)s, %(or_unstated)s, %(now)s), NULL
    FROM asked a WHERE %(counting)s AND a.is_small AND a.has_mentions
    UNION ALL
    SELECT sets.number, sets.labels, count(*), min(sets.position)
    FROM asked a, {functions}_newest_of_sets(
        a.main, CASE WHEN a.is_small THEN '{}' ELSE %(filters)s::tsquery[] END, %(bottoms)s::bigint[], %(fews)s::int[],
        %(currencies)s::text[], %(amounts)s::bigint[], %(unstated)s::boolean[], %(newest)s, %(now)s) AS sets
    GROUP BY 1, 2
    UNION ALL
    SELECT 0, '', count(*), min(sets.position)
    FROM asked a, {functions}_newest_of_sets(
        a.mentioned, CASE WHEN %(counting)s AND NOT a.is_small AND a.has_mentions THEN a.words ELSE '{}' END,
        a.bottom, ARRAY[%(few)s]::int[], a.currency, a.amount, a.unstated, %(newest)s, %(now)s) AS sets
)
SELECT ARRAY(SELECT ARRAY[tier, position] FROM (SELECT * FROM hits LIMIT 1) AS first),
       ARRAY(SELECT ARRAY[tier, position] FROM (SELECT * FROM hits OFFSET %(cap)s LIMIT 1) AS next),
       (SELECT count(*) FROM (SELECT FROM hits LIMIT %(cap)s) AS paged),
       ARRAY(SELECT ARRAY[tier, position & %(job_id)s]
             FROM (SELECT * FROM hits OFFSET %(first)s LIMIT least(%(size)s, %(cap)s - %(first)s)) AS page),
       (SELECT numnode(main) FROM asked),
       ARRAY(SELECT ARRAY[number::text, labels, jobs::text, lowest::text] FROM counted),
       ARRAY(SELECT ARRAY[sets.number::text, l.labels, count(*)::text]
             FROM asked a
             CROSS JOIN LATERAL (
                 SELECT a.main AS typed, of_each.*
                 FROM unnest(%(filters)s::tsquery[], %(bottoms)s::bigint[], %(currencies)s::text[], %(amounts)s::bigint[],
                             %(unstated)s::boolean[])
                     WITH ORDINALITY AS of_each (words, bottom, currency, amount, or_unstated, number)
                 UNION ALL
                 SELECT a.mentioned, a.words[1], a.bottom[1], a.currency[1], a.amount[1], a.unstated[1], 0
                 WHERE %(counting)s AND a.has_mentions
             ) AS sets
             JOIN {listing} l ON l.job_id = ANY(%(skip)s::bigint[]) AND l.expires_at > %(now)s AND l.position >= sets.bottom
                 AND (numnode(sets.typed && sets.words) = 0 OR l.words @@ (sets.typed && sets.words))
                 AND (sets.amount IS NULL OR (l.pay_currency = sets.currency AND l.pay_top >= sets.amount)
                      OR (sets.or_unstated AND l.pay_top IS NULL))
             GROUP BY sets.number, l.labels)
"""
# By time or by best match, the first tier is newest first; by pay it is what has comparable pay, best paid first; by fit it is
# what fits a profile, best first, and the second is the rest.
_NEWEST = """one AS MATERIALIZED (
    SELECT hit.position
    FROM asked a, {functions}_newest_of_sets(
        a.called, a.words, a.bottom, ARRAY[%(most1)s]::int[], a.currency, a.amount, a.unstated, %(top1)s, %(now)s) AS hit
)"""
_BEST_PAID = """one AS MATERIALIZED (
    SELECT hit.paid AS position
    FROM asked a, jobs_best_paid(
        a.main, %(words)s::tsquery, %(bottom)s, %(currency)s, %(amount)s, %(or_unstated)s, %(top1)s, %(most1)s, %(now)s) AS hit
)"""
_BEST_FIT = """fitting AS MATERIALIZED (
    SELECT fit.key, fit.position
    FROM asked a, jobs_fitting(
        a.main && a.words[1], %(kinds)s::tsquery[], %(kind_mosts)s::int[], a.bottom[1], a.currency[1], a.amount[1], a.unstated[1],
        %(called)s::text[], %(called_before)s::text[], %(skills)s::text[], %(level)s, %(least)s, %(now)s) AS fit
), one AS MATERIALIZED (
    SELECT key AS position FROM fitting WHERE key <= %(top1)s ORDER BY key DESC LIMIT %(most1)s
)"""
_UNCOMPARED = f"ARRAY[a.words[1] && $${any_of([UNCOMPARED_PAY])}$$::tsquery]"
_ROOM = "%(most2)s - (SELECT count(*) FROM one)"
_FORMS = {
    "time": {"one": _NEWEST, "words_of_two": "a.words", "room_of_two": _ROOM, "apart_from_one": ""},
    "pay": {"one": _BEST_PAID, "words_of_two": _UNCOMPARED, "room_of_two": _ROOM, "apart_from_one": ""},
    "fit": {
        "one": _BEST_FIT,
        "words_of_two": "a.words",
        # Among the newest are those that fit.
        "room_of_two": f"CASE WHEN %(most2)s > 0 THEN {_ROOM} + (SELECT count(*) FROM fitting) ELSE 0 END",  # noqa: S608 - our own words
        "apart_from_one": "WHERE hit.position <> ALL(ARRAY(SELECT position FROM fitting))",
    },
}


@cache
def _sql(table: Table, form: str) -> str:
    made = SQL
    for name, part in _FORMS[form].items():
        made = made.replace("{" + name + "}", part)
    return table.sql(made)


def statement(
    asked: Condition,
    *,
    counted: Collection[Condition] = (),
    tiers: Collection[int] = (),
    first: int = 0,
    size: int = 0,
    start: Key | None = None,
    by_pay: bool = False,
    profile: Profile | None = None,
    ahead: Collection[int] = (),
    table: Table = JOBS,
    now: dt.datetime,
) -> tuple[str, dict[str, Any]]:
    """Returns SQL and parameters. ``tiers``: those that the page shows, in this order; ``counted``: the conditions to
    count, with the same keywords, the search itself first; ``by_pay``: the first tier is sorted by pay; ``profile``: it is
    what fits that, best first; ``ahead``: ids of rows that come before all others, as tier 0, if they match and ``tiers`` has
    it.

    The result is one row: the keys of the first job and of the next window, the number of jobs in the window, tier and id
    of ``size`` of its jobs starting at ``first``, the number of words and operators in the query. For each counted condition
    (0: jobs that only mention the keywords) and labels it has the number of jobs and the lowest position, and the number
    for jobs that are skipped."""
    newest = position(now, JOB_ID)
    form = "fit" if profile else "pay" if by_pay else "time"
    most = CAP + 1 + len(asked.skip) + len(ahead)
    return _sql(table, form), {
        **asked.keywords,
        **(profile.parameters if profile else {}),
        "by_tier": 1 in tiers and form == "time",
        "small": SMALL,
        **_asked(asked),
        **_reach(tiers, start, most=most, highest=(HIGHEST, newest if form == "time" else HIGHEST, newest, newest)),
        "skip": list(asked.skip),
        "ahead": list(ahead),
        **_counted(counted),
        "newest": newest,
        "now": now,
        "cap": CAP,
        "first": first,
        "size": size,
        "job_id": JOB_ID,
    }


def _reach(tiers: Collection[int], start: Key | None, *, most: int, highest: Sequence[int]) -> dict[str, int]:
    """How many jobs each tier gives at most, and from which position down: a window that starts in a later tier asks nothing of
    those before it."""
    earliest = min(tiers, default=0)
    begin = Key(max(start.tier, earliest), start.top) if start else Key(earliest, HIGHEST)
    room = {tier: most if tier in tiers and tier >= begin.tier else 0 for tier in range(len(highest))}
    return {
        **{f"most{tier}": most for tier, most in room.items()},
        **{f"top{tier}": min(begin.top, top) if tier == begin.tier else top for tier, top in enumerate(highest)},
    }


def _asked(condition: Condition) -> dict[str, Any]:
    return {
        "words": condition.words,
        "bottom": condition.bottom,
        "currency": condition.currency,
        "amount": condition.amount,
        "or_unstated": condition.or_unstated,
    }


def _counted(conditions: Collection[Condition]) -> dict[str, Any]:
    """The first condition, the search itself, is counted further than the others."""
    return {
        "counting": bool(conditions),
        "filters": [one.words for one in conditions],
        "bottoms": [one.bottom for one in conditions],
        "currencies": [one.currency for one in conditions],
        "amounts": [one.amount for one in conditions],
        "unstated": [one.or_unstated for one in conditions],
        "fews": [CAP + 1, *[FEW + 1] * (len(conditions) - 1)][: len(conditions)],
        "few": FEW + 1,
    }
