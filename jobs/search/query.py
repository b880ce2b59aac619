"""Translates criteria into a database condition, shared by page, counts, feed and alerts."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Self
from zoneinfo import ZoneInfo

from jobs.search import lexemes
from jobs.search.criteria import Criteria

SHIFT = 31  # bits of a position that hold the id of the job
JOB_ID = (1 << SHIFT) - 1
CAP = 300  # jobs that are counted and paged through at once; the cost of a search follows it (docs/performance.md)
FEW = 100  # the same for what stands beside the answer
_MINUSES = re.compile(r"-[-\s]*(?=-)")  # each is a "not", and PostgreSQL nests no more than 32 of them


def position(published_at: dt.datetime, job_id: int) -> int:
    """Where a job stands in time: seconds since 1970, then the job's id."""
    return int(published_at.timestamp()) << SHIFT | job_id


@dataclass(frozen=True)
class Condition:
    """``text`` is what the visitor typed; ``filters`` a ``tsquery`` for each field that filters by words; ``bottom`` the
    position that jobs must reach. ``amount``: the least yearly pay in minor units of ``currency``, exact where the words
    are coarse; jobs that state no pay pass when ``or_unstated``. ``most``: how many of its jobs are counted."""

    text: str
    filters: dict[str, str]
    bottom: int = 0
    currency: str = ""
    amount: int | None = None
    or_unstated: bool = False
    most: int = CAP

    @property
    def words(self) -> str:
        """All filters as one ``tsquery``. With ``jobs_search_query(text)`` it is the whole condition, but for the exact pay and
        the time."""
        return " & ".join(f"({part})" for part in self.filters.values())

    def without(self, field: str) -> Self:
        others = {name: part for name, part in self.filters.items() if name != field}
        return replace(self, filters=others, amount=None if field == "pay" else self.amount)

    def instead(self, field: str, words: str) -> Self:
        """The same with another ``tsquery`` for a field."""
        changed = self.without(field)
        return replace(changed, filters={**changed.filters, field: words})


def condition(criteria: Criteria, now: dt.datetime) -> Condition:
    filters = {
        facet: lexemes.any_of(prefix + value for value in getattr(criteria, facet))
        for facet, prefix in lexemes.FACETS.items()
        if getattr(criteria, facet)
    }
    if criteria.geo:
        filters["geo"] = lexemes.open_to_people_in(criteria.geo)
    if criteria.zone:
        filters["zone"] = lexemes.working_at(_offset(criteria.zone, now))
    if criteria.company:
        filters["company"] = lexemes.any_of([lexemes.COMPANY + criteria.company])
    bottom = position(now - dt.timedelta(days=criteria.posted), 0) if criteria.posted else 0
    found = Condition(_MINUSES.sub("", lexemes.prepared(criteria.q)), filters, bottom, most=CAP)
    if criteria.least_pay is None:
        return found
    pay = criteria.least_pay.yearly
    amount = pay.low or 0
    filters["pay"] = lexemes.paying(pay.currency, amount, or_unstated=criteria.no_pay)
    return replace(found, currency=pay.currency, amount=amount, or_unstated=criteria.no_pay)


def _offset(zone: str, now: dt.datetime) -> int:
    """Minutes from UTC."""
    shift = now.astimezone(ZoneInfo(zone)).utcoffset()
    return int(shift.total_seconds() // 60) if shift else 0
