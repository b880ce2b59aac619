"""What is new for the searches behind alerts: found for many together, kept until it is mailed."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from alerts import searches
from alerts.models import Match, Search
from jobs.search import matching

TRAIL = dt.timedelta(minutes=10)  # a posting may be committed so long after the time it is listed with
FRESH = dt.timedelta(hours=1)  # a match that is older says too little of what is new
REACH = dt.timedelta(days=31)  # no digest tells of postings that were listed before
MOST = 50  # postings that are found for a search; beyond, its own question is asked
WINDOWS = (
    dt.timedelta(days=2),
    dt.timedelta(days=9),
    REACH,
)  # searches that reach about as far back are asked together


@dataclass(frozen=True)
class Hits:
    """The newest postings of a search, as ids, newest first, that were listed after a moment and until ``until``.
    ``is_capped``: there may be more."""

    job_ids: list[int]
    until: dt.datetime
    is_capped: bool


def ensure(wanted: Mapping[int, dt.datetime], *, now: dt.datetime) -> None:
    """Has a match for every search that reaches back to the moment given with its id."""
    reach = now - REACH
    missing = _unfit({pk: max(since, reach) for pk, since in wanted.items()}, now)
    if not missing:
        return
    searches.compile_anew(missing, now=now)
    for window in WINDOWS:
        group = {pk: since for pk, since in missing.items() if since >= now - window}
        if group:
            _match(group, now)
        missing = {pk: since for pk, since in missing.items() if pk not in group}


def _unfit(wanted: dict[int, dt.datetime], now: dt.datetime) -> dict[int, dt.datetime]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT search_id FROM unnest(%s::bigint[], %s::timestamptz[]) AS wanted (id, since)
            JOIN alerts_match AS known ON known.search_id = wanted.id AND known.since <= wanted.since AND known.until >= %s
            """,
            [list(wanted), list(wanted.values()), now - TRAIL - FRESH],
        )
        fit = {pk for (pk,) in cursor.fetchall()}
    return {pk: since for pk, since in wanted.items() if pk not in fit}


_ASKED = """
WITH given AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(sinces)s::timestamptz[]) AS given (id, since)
), zones AS (
    SELECT * FROM unnest(%(zones)s::text[], %(hours)s::tsquery[]) AS zones (zone, hours)
), asked AS MATERIALIZED (
    SELECT search.id AS key, CASE WHEN zones.zone IS NULL THEN search.query ELSE search.query && zones.hours END AS query,
           search.currency, search.amount, search.or_unstated, given.since
    FROM given JOIN alerts_search AS search USING (id) LEFT JOIN zones ON zones.zone = search.zone
)
"""
_KEEP = """
INSERT INTO alerts_match AS known (search_id, since, until, positions, listed)
SELECT key, given.since, %(until)s, positions, listed FROM ({hits}) AS found JOIN given ON given.id = found.key
ON CONFLICT (search_id) DO UPDATE
SET since = excluded.since, until = excluded.until, positions = excluded.positions, listed = excluded.listed
"""


def _match(group: dict[int, dt.datetime], now: dt.datetime) -> None:
    oldest, until = min(group.values()), now - TRAIL
    with (
        matching.looking(searches=len(group), since=oldest, until=until, now=now, most=MOST) as (hits, values),
        connection.cursor() as cursor,
    ):
        cursor.execute(_ASKED + _KEEP.format(hits=hits), {**_asked(group, now), **values})


def _asked(group: Mapping[int, dt.datetime], now: dt.datetime) -> dict[str, Any]:
    named = (
        Search.objects.filter(pk__in=list(group)).exclude(zone="")
        if len(group) < MOST
        else Search.objects.exclude(zone="")
    )
    hours = matching.hours(named.values_list("zone", flat=True).distinct(), now)
    return {"ids": list(group), "sinces": list(group.values()), "zones": list(hours), "hours": list(hours.values())}


def recent(search_ids: Collection[int], *, days: int, now: dt.datetime) -> dict[int, Collection[int]]:
    """The ids of the newest postings of each search that were listed within so many days; nothing is kept of them."""
    if not search_ids:
        return {}
    since = now - dt.timedelta(days=days)
    group = dict.fromkeys(search_ids, since)
    with (
        matching.looking(searches=len(group), since=since, until=now, now=now, most=MOST) as (hits, values),
        connection.cursor() as cursor,
    ):
        cursor.execute(_ASKED + hits, {**_asked(group, now), **values})
        return {key: [matching.job_id(one) for one in positions] for key, positions, _listed in cursor.fetchall()}


def hits_after(match: Match, since: dt.datetime) -> Hits:
    """What of a match was listed after ``since``."""
    bound = int(since.timestamp() * 1_000_000)
    found = [
        matching.job_id(position)
        for position, listed in zip(match.positions, match.listed, strict=True)
        if listed > bound
    ]
    return Hits(found, match.until, is_capped=len(match.positions) >= MOST)


def ask_alone(search_id: int, *, since: dt.datetime, until: dt.datetime, now: dt.datetime, most: int) -> Hits:
    """The answer for one search, as far as ``most`` goes: for whoever has had the newest already."""
    group = {search_id: max(since, now - REACH)}
    searches.compile_anew(group, now=now)
    with (
        matching.looking(searches=1, since=group[search_id], until=until, now=now, most=most) as (hits, values),
        connection.cursor() as cursor,
    ):
        cursor.execute(_ASKED + hits, {**_asked(group, now), **values})
        [(_key, positions, _listed)] = cursor.fetchall()
    return Hits([matching.job_id(one) for one in positions], until, is_capped=len(positions) >= most)
