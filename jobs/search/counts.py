"""Counts jobs: exactly on small boards and for few matches, else estimated from how dense the newest matches are."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext

from jobs.search.query import CAP, FEW, Condition
from jobs.search.tables import JOBS, Table
from toolkit.database.replica import reading

EXACT = 2_000  # up to so many matches are counted exactly, however large the board is
MARGIN = 1.5  # an estimate can be off: below so many times as many, matches are counted
MENTIONED = "mentioned"  # the name of the set of jobs that only mention the keywords


class Count(NamedTuple):
    """A number of jobs. One that isn't exact is rounded to two digits when it is shown."""

    number: int
    is_exact: bool = True

    def without(self, number: int) -> "Count":
        return self._replace(number=max(0, self.number - number))

    @property
    def rounded(self) -> int:
        return self.number if self.is_exact else int(float(f"{self.number:.1e}"))

    @property
    def words(self) -> str:
        """``1,240``; ``about 12,000`` if it isn't exact."""
        return f"{self.number:,}" if self.is_exact else gettext("about %s") % f"{self.rounded:,}"


ZERO = Count(0)


@dataclass(frozen=True)
class Tally:
    """What was counted of a set: jobs by labels. ``lowest``: the position that a sample of the newest reaches down to,
    None when it is the whole set; ``factor``: how many jobs stand for each that was counted. ``skipped``: jobs of the set
    that the member doesn't want to see, which no number includes."""

    by_labels: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    lowest: int | None = None
    factor: float = 1.0

    @property
    def total(self) -> Count:
        return self._count(self.by_labels.total()).without(self.skipped.total())

    @cached_property
    def by_value(self) -> dict[str, Count]:
        skipped = _by_value(self.skipped)
        return {
            value: self._count(number).without(skipped[value]) for value, number in _by_value(self.by_labels).items()
        }

    def _count(self, number: int) -> Count:
        return Count(number) if self.lowest is None else Count(round(number * self.factor), is_exact=False)


def _by_value(by_labels: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for labels, number in by_labels.items():
        for value in labels.split():
            found[value] += number
    return found


def tallies(
    sets: Mapping[str, Condition],
    rows: Sequence[tuple[str, str, str, str | None]],
    skipped: Sequence[tuple[str, str, str]],
    *,
    newest: int,
    mentioned: Condition,
    table: Table = JOBS,
    now: dt.datetime,
) -> dict[str, Tally]:
    """Returns a tally for each set, from the rows of `jobs.search.sql`; `MENTIONED` for the jobs that only mention the
    keywords."""
    names = [MENTIONED, *sets]
    counted: dict[str, Counter[str]] = {name: Counter() for name in names}
    lowest: dict[str, int] = {}
    for number, labels, jobs, low in rows:
        name = names[int(number)]
        counted[name][labels] += int(jobs)
        if low is not None:
            lowest[name] = min(int(low), lowest.get(name, int(low)))
    unwanted: dict[str, Counter[str]] = {name: Counter() for name in names}
    for number, labels, jobs in skipped:
        unwanted[names[int(number)]][labels] += int(jobs)
    made = {name: Tally(counts, unwanted[name]) for name, counts in counted.items()}
    board = Board(table)
    for at, name in enumerate(names):
        most = CAP if at == 1 else FEW
        if name in lowest and made[name].by_labels.total() > most:
            asked = sets.get(name, mentioned)
            made[name] = _estimated(
                replace(made[name], lowest=lowest[name]), asked, newest, board, name == MENTIONED, now
            )
    return made


def _estimated(
    sample: Tally, asked: Condition, newest: int, board: "Board", is_mentioned: bool, now: dt.datetime
) -> Tally:
    found = sample.by_labels.total()
    seen = board.jobs_between(sample.lowest or 0, newest)
    factor = max(1.0, board.jobs_between(asked.bottom, newest) / max(seen, found))
    if found * factor <= EXACT * MARGIN:
        return replace(sample, by_labels=_counted(asked, is_mentioned, board.table, now), lowest=None)
    return replace(sample, factor=factor)


_EXACTLY = """
SELECT sets.labels, sets.jobs
FROM jobs_asked(%(title)s, %(named)s, %(text)s, %(also)s, %(without)s, %(in_text)s) AS asked, {functions}_count_sets(
    CASE WHEN %(is_mentioned)s THEN asked.mentioned ELSE asked.main END, ARRAY[%(words)s]::tsquery[],
    ARRAY[%(bottom)s]::bigint[], ARRAY[%(currency)s], ARRAY[%(amount)s]::bigint[], ARRAY[%(or_unstated)s], %(now)s) AS sets
"""


def _counted(asked: Condition, is_mentioned: bool, table: Table, now: dt.datetime) -> Counter[str]:
    given: dict[str, Any] = {
        "words": asked.words, "bottom": asked.bottom, "currency": asked.currency, "amount": asked.amount,
        "or_unstated": asked.or_unstated, "is_mentioned": is_mentioned, "now": now,
    }  # fmt: skip
    with reading().cursor() as cursor:
        cursor.execute(table.sql(_EXACTLY), {**asked.keywords, **given})
        return Counter(dict(cursor.fetchall()))


class Board:
    """How the listed jobs are spread over time, by the database's own statistics."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @cached_property
    def _spread(self) -> tuple[float, list[int]]:
        with reading().cursor() as cursor:
            cursor.execute(self.table.sql(_SPREAD))
            jobs, bounds = cursor.fetchone()
        return float(jobs), bounds

    def jobs_between(self, low: int, high: int) -> float:
        """Estimates how many jobs are at these positions."""
        jobs, bounds = self._spread
        return jobs * max(0.0, _share_below(high, bounds) - _share_below(low, bounds))


_SPREAD = """
SELECT reltuples,
       (SELECT histogram_bounds::text::bigint[] FROM pg_stats
        WHERE schemaname = current_schema AND tablename = '{stored}' AND attname = 'position')
FROM pg_class WHERE oid = '{stored}'::regclass
"""


def _share_below(position: int, bounds: Sequence[int] | None) -> float:
    """Returns the share of the jobs below a position; each two neighboring bounds have as many between them."""
    if not bounds or position <= bounds[0]:
        return 0.0
    steps = len(bounds) - 1
    for at in range(steps):
        if position < bounds[at + 1]:
            return (at + (position - bounds[at]) / (bounds[at + 1] - bounds[at])) / steps
    return 1.0
