"""Translates criteria into a database condition, shared by page, counts, feed and alerts."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Self
from zoneinfo import ZoneInfo

from jobs.search import hints, lexemes, typed
from jobs.search.criteria import Criteria
from jobs.search.typed import Typed

SHIFT = 31  # bits of a position that hold the id of the job
JOB_ID = (1 << SHIFT) - 1
CAP = 300  # jobs paged through at once; the cost of a search grows with it (docs/performance.md)
FEW = 100  # jobs that a count is estimated from, where it isn't exact


def position(published_at: dt.datetime, job_id: int) -> int:
    """Returns a job's position in the listing: seconds since 1970, then the job's id."""
    return int(published_at.timestamp()) << SHIFT | job_id


@dataclass(frozen=True)
class Personal:
    """What narrows a search for one person, beyond what the search says. ``people``: where they live; ``companies`` and
    ``words``: slugs and title words that they muted; ``skip``: ids of jobs that they don't want to see. ``board``: the board
    version, if it's known, under which what a search finds is kept for a minute."""

    people: str = ""
    companies: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    skip: tuple[int, ...] = ()
    board: int | None = None


NOBODY = Personal()


@dataclass(frozen=True)
class Condition:
    """A database condition. ``typed`` is what the visitor typed, which titles, skills, companies and industries must
    say, or with ``in_text`` the text; ``filters`` a ``tsquery`` for each field that filters by lexemes; ``bottom`` the
    lowest position. ``amount``: the minimum yearly pay in minor units of ``currency``, exact, unlike the coarse
    lexemes; with ``or_unstated``, jobs that state no pay match too."""

    typed: Typed
    filters: dict[str, str]
    in_text: bool = False
    bottom: int = 0
    currency: str = ""
    amount: int | None = None
    or_unstated: bool = False
    skip: tuple[int, ...] = ()

    @property
    def keywords(self) -> dict[str, Any]:
        """What was typed, as the parameters of ``jobs_asked``."""
        asked = self.typed
        return {
            "title": asked.title, "named": asked.named, "text": asked.text, "also": asked.also, "without": asked.without,
            "in_text": self.in_text,
        }  # fmt: skip

    @property
    def words(self) -> str:
        """All filters as one ``tsquery``. Together with ``jobs_asked`` it is the whole condition, except for the exact
        pay and the time."""
        return " & ".join(f"({part})" for part in self.filters.values())

    def without(self, field: str) -> Self:
        others = {name: part for name, part in self.filters.items() if name != field}
        return replace(self, filters=others, amount=None if field == "pay" else self.amount)

    def instead(self, field: str, words: str) -> Self:
        """Returns the same condition with another ``tsquery`` for a field."""
        changed = self.without(field)
        return replace(changed, filters={**changed.filters, field: words})


def condition(criteria: Criteria, now: dt.datetime, personal: Personal = NOBODY) -> Condition:
    filters = {
        facet: lexemes.any_of(prefix + value for value in getattr(criteria, facet))
        for facet, prefix in lexemes.FACETS.items()
        if getattr(criteria, facet)
    }
    if criteria.geo:
        filters["geo"] = lexemes.open_to_people_in(criteria.geo)
    people = criteria.people or ("" if criteria.everywhere or criteria.geo else personal.people)
    if people:
        filters["people"] = lexemes.admitting_people_of(people)
    if muted := lexemes.muted(personal.companies, personal.words):
        filters["muted"] = muted
    if criteria.zone:
        filters["zone"] = lexemes.working_at(_offset(criteria.zone, now))
    if criteria.company:
        filters["company"] = lexemes.any_of([lexemes.COMPANY + criteria.company])
    if criteria.occupation:
        filters["occupation"] = lexemes.any_of([lexemes.OCCUPATION + criteria.occupation])
    bottom = position(now - dt.timedelta(days=criteria.posted), 0) if criteria.posted else 0
    keywords = criteria.q if criteria.as_typed else hints.read(criteria.q).words
    found = Condition(typed.read(keywords, criteria.exclude), filters, criteria.in_text, bottom, skip=personal.skip)
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
