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
CAP = 300  # jobs counted and paged through at once; the cost of a search grows with it (docs/performance.md)
FEW = 100  # the same for secondary counts such as facets
_MINUSES = re.compile(r"-[-\s]*(?=-)")  # each minus is a "not", and PostgreSQL nests at most 32 of them


def position(published_at: dt.datetime, job_id: int) -> int:
    """Returns a job's position in the listing: seconds since 1970, then the job's id."""
    return int(published_at.timestamp()) << SHIFT | job_id


@dataclass(frozen=True)
class Condition:
    """A database condition. ``text`` is what the visitor typed; ``filters`` a ``tsquery`` for each field that filters
    by lexemes; ``bottom`` the lowest position. ``amount``: the minimum yearly pay in minor units of ``currency``,
    exact, unlike the coarse lexemes; with ``or_unstated``, jobs that state no pay match too. ``most``: how many jobs
    are counted at most."""

    text: str
    filters: dict[str, str]
    bottom: int = 0
    currency: str = ""
    amount: int | None = None
    or_unstated: bool = False
    most: int = CAP

    @property
    def words(self) -> str:
        """All filters as one ``tsquery``. Together with ``jobs_search_query(text)`` it is the whole condition, except
        for the exact pay and the time."""
        return " & ".join(f"({part})" for part in self.filters.values())

    def without(self, field: str) -> Self:
        others = {name: part for name, part in self.filters.items() if name != field}
        return replace(self, filters=others, amount=None if field == "pay" else self.amount)

    def instead(self, field: str, words: str) -> Self:
        """Returns the same condition with another ``tsquery`` for a field."""
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
    """Returns the zone's offset in minutes from UTC."""
    shift = now.astimezone(ZoneInfo(zone)).utcoffset()
    return int(shift.total_seconds() // 60) if shift else 0
