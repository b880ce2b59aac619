"""Matches new jobs against the searches behind alerts: many searches in one statement, stored until they are emailed."""

import datetime as dt
import time
from array import array
from bisect import bisect_left
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, cast

from django.db import connection, transaction

from alerts import saved_searches
from alerts.models import Search
from jobs.search import matching

TRAIL = dt.timedelta(minutes=10)  # a job may be committed this long after its listing time
FRESH = dt.timedelta(hours=1)  # an older match misses too much of what is new
REACH = dt.timedelta(days=31)  # digests leave out jobs listed earlier than this
MOST = 50  # jobs found per search; for more, the search is queried separately
ALL_NEW = 100_000  # jobs found when a search is queried separately
KEPT_FOR = 60.0  # seconds that the closing of a job may go unnoticed in a count
KEPT = 2_000_000  # ids, in all searches
_LOCK = 0x6D61746368  # advisory lock key for creating matches
WINDOWS = (
    dt.timedelta(days=2),
    dt.timedelta(days=9),
    REACH,
)  # searches with a similar age limit are queried together


@dataclass(frozen=True)
class Hits:
    """The newest jobs of a search, as ids, newest first, that were listed after a moment and until ``until``.
    ``is_capped``: there may be more."""

    job_ids: list[int]
    until: dt.datetime
    is_capped: bool


class Found(NamedTuple):
    """The match found for a search, as stored in `alerts.models.Match`."""

    positions: list[int]
    listed: list[int]
    until: dt.datetime


def matches(wanted: Mapping[int, dt.datetime], *, now: dt.datetime) -> dict[int, Found]:
    """Returns a match for every search, by its id, that reaches back to the moment given with it."""
    found = _fit(wanted, now)
    for _attempt in range(3):  # another sender may replace a match by one that reaches less far back in between
        missing = {pk: since for pk, since in wanted.items() if pk not in found}
        if not missing:
            break
        ensure(missing, now=now)
        found |= _fit(missing, now)
    return found


def ensure(wanted: Mapping[int, dt.datetime], *, now: dt.datetime) -> None:
    """Ensures that every search has a match that reaches back to the moment given with its id."""
    if not _unfit(wanted, now):
        return
    with transaction.atomic():
        with connection.cursor() as cursor:  # two transactions making the same matches would block each other
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        missing = _unfit(wanted, now)
        saved_searches.recompile(missing, now=now)
        for window in WINDOWS:
            group = {pk: since for pk, since in missing.items() if since >= now - window}
            if group:
                _match(group, now)
            missing = {pk: since for pk, since in missing.items() if pk not in group}


# A match is as good as a new one if nothing was listed since it was made.
_FIT = """
FROM unnest(%(ids)s::bigint[], %(sinces)s::timestamptz[]) AS wanted (id, since)
JOIN alerts_match AS known ON known.search_id = wanted.id AND known.since <= wanted.since
 AND known.until >= least(%(fresh)s, (SELECT max(listed_at) FROM jobs_listing))
"""


def _fit(wanted: Mapping[int, dt.datetime], now: dt.datetime) -> dict[int, Found]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT known.search_id, known.positions, known.listed, known.until {_FIT}", _reaching(wanted, now)
        )
        return {search: Found(*found) for search, *found in cursor.fetchall()}


def _unfit(wanted: Mapping[int, dt.datetime], now: dt.datetime) -> dict[int, dt.datetime]:
    values = _reaching(wanted, now)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT known.search_id {_FIT}", values)
        fit = {pk for (pk,) in cursor.fetchall()}
    return {pk: since for pk, since in zip(values["ids"], values["sinces"], strict=True) if pk not in fit}


def _reaching(wanted: Mapping[int, dt.datetime], now: dt.datetime) -> dict[str, Any]:
    reach = now - REACH
    sinces = [max(since, reach) for since in wanted.values()]
    return {"ids": list(wanted), "sinces": sinces, "fresh": now - TRAIL - FRESH}


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
    oldest, until = min(group.values()), _until(now)
    with (
        matching.looking(searches=len(group), since=oldest, until=until, now=now, most=MOST) as (hits, values),
        connection.cursor() as cursor,
    ):
        cursor.execute(_ASKED + _KEEP.format(hits=hits), {**_asked(group, now), **values})


def _until(now: dt.datetime) -> dt.datetime:
    """Returns how far matching may look. Never beyond the last listing: a clock that is ahead must not skip jobs still
    to come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT least(%s, max(listed_at)) FROM jobs_listing", [now - TRAIL])
        [until] = cursor.fetchone()
    return cast("dt.datetime", until)


def _asked(group: Mapping[int, dt.datetime], now: dt.datetime) -> dict[str, Any]:
    named = (
        Search.objects.filter(pk__in=list(group)).exclude(zone="")
        if len(group) < MOST
        else Search.objects.exclude(zone="")
    )
    hours = matching.hours(named.values_list("zone", flat=True).distinct(), now)
    return {"ids": list(group), "sinces": list(group.values()), "zones": list(hours), "hours": list(hours.values())}


def recent(search_ids: Collection[int], *, days: int, now: dt.datetime) -> dict[int, Collection[int]]:
    """Returns the ids of the newest jobs of each search that were listed within ``days`` days; stores nothing."""
    if not search_ids:
        return {}
    since = now - dt.timedelta(days=days)
    group = dict.fromkeys(search_ids, since)
    with (
        matching.looking(searches=len(group), since=since, until=now, now=now, most=MOST) as (hits, values),
        connection.cursor() as cursor,
    ):
        cursor.execute(_ASKED + hits, {**_asked(group, now), **values})
        return {key: matching.job_ids(positions) for key, positions, _listed in cursor.fetchall()}


def hits_after(match: Found, since: dt.datetime) -> Hits:
    """Returns the jobs of a match that were listed after ``since``. The result is complete if the match also has a job
    listed before."""
    bound = int(since.timestamp() * 1_000_000)
    found = [position for position, listed in zip(match.positions, match.listed, strict=True) if listed > bound]
    return Hits(matching.job_ids(found), match.until, is_capped=len(found) >= MOST)


def ask_alone(search_id: int, *, since: dt.datetime, until: dt.datetime, now: dt.datetime, most: int) -> Hits:
    """Queries one search, for up to ``most`` jobs: used when the recipient was already sent the newest."""
    group = {search_id: max(since, now - REACH)}
    saved_searches.recompile(group, now=now)
    with (
        matching.looking(searches=1, since=group[search_id], until=until, now=now, most=most) as (hits, values),
        connection.cursor() as cursor,
    ):
        cursor.execute(_ASKED + hits, {**_asked(group, now), **values})
        [(_key, positions, _listed)] = cursor.fetchall()
    return Hits(matching.job_ids(positions), until, is_capped=len(positions) >= most)


# --- All new jobs of a search -----------------------------------------------------------------------------------------------


class Period(NamedTuple):
    """A search, and between which moments jobs were listed."""

    search_id: int
    since: dt.datetime
    until: dt.datetime


class NewJobs:
    """The jobs of a search that were listed in a period. How many there are is known at once; which ones is read when
    somebody asks. ``is_capped``: there are more than `ALL_NEW`, and the newest are taken."""

    def __init__(
        self, period: Period, total: int, lowest: int | None, highest: int | None, *, now: dt.datetime
    ) -> None:
        self._period, self._now = period, now
        self._bounds = [pk for pk in (lowest, highest) if pk is not None]
        self.total = total
        self.is_capped = total >= ALL_NEW
        self.is_read = False

    @cached_property
    def job_ids(self) -> Sequence[int]:
        """The ids, newest first."""
        search_id, since, until = self._period
        self.is_read = True
        return array("q", ask_alone(search_id, since=since, until=until, now=self._now, most=ALL_NEW).job_ids)

    @cached_property
    def _in_order(self) -> Sequence[int]:
        return array("q", sorted(self.job_ids))

    @property
    def range(self) -> list[int]:
        """Returns the lowest and the highest id."""
        return [*self._in_order[:1], *self._in_order[-1:]] if self.is_capped else self._bounds

    def number_without(self, job_ids: Collection[int]) -> int:
        """Returns how many remain without these."""
        return self.total - sum(map(self._has, job_ids))

    def _has(self, job_id: int) -> bool:
        if not self.range or not self.range[0] <= job_id <= self.range[-1]:
            return False
        place = bisect_left(self._in_order, job_id)
        return place < len(self._in_order) and self._in_order[place] == job_id


class NewJobsCache:
    """All new jobs of searches that find more than a match holds. Many digests share them. Not thread-safe."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Period, tuple[float, NewJobs]] = OrderedDict()

    def of(self, wanted: Iterable[Period], *, now: dt.datetime) -> dict[Period, NewJobs]:
        """Returns the new jobs of each period."""
        self._forget()
        periods = set(wanted)
        for batch in _batches(periods - self._kept.keys()):
            self._kept.update((period, (time.monotonic(), jobs)) for period, jobs in _count(batch, now=now).items())
        for period in periods:
            self._kept.move_to_end(period)
        return {period: self._kept[period][1] for period in periods}

    def _forget(self) -> None:
        """Drops what is too old, then what was asked for longest ago, until the rest isn't too much."""
        oldest = time.monotonic() - KEPT_FOR
        for period in [period for period, (made, _jobs) in self._kept.items() if made < oldest]:
            del self._kept[period]
        ids = sum(len(jobs.job_ids) for _made, jobs in self._kept.values() if jobs.is_read)
        while ids > KEPT:
            _period, (_made, jobs) = self._kept.popitem(last=False)
            ids -= len(jobs.job_ids) if jobs.is_read else 0


def _batches(periods: Iterable[Period]) -> Iterator[list[Period]]:
    """Yields periods that one statement can answer: of different searches, until the same moment."""
    batches: dict[tuple[dt.datetime, int], list[Period]] = defaultdict(list)
    times: Counter[tuple[int, dt.datetime]] = Counter()
    for one in periods:
        number = times[one.search_id, one.until]
        times[one.search_id, one.until] += 1
        batches[one.until, number].append(one)
    yield from batches.values()


def _count(batch: Sequence[Period], *, now: dt.datetime) -> dict[Period, NewJobs]:
    group = {one.search_id: max(one.since, now - REACH) for one in batch}
    saved_searches.recompile(group, now=now)
    with (
        matching.counting(until=batch[0].until, now=now, most=ALL_NEW) as (totals, values),
        connection.cursor() as cursor,
    ):
        cursor.execute(_ASKED + totals, {**_asked(group, now), **values})
        found = {key: counted for key, *counted in cursor.fetchall()}
    return {one: NewJobs(one, *found[one.search_id], now=now) for one in batch}
