"""What a search answers."""

import datetime as dt
from dataclasses import dataclass, field

from jobs.models import Job
from jobs.search.criteria import Criteria

PAGE = 20


@dataclass(frozen=True)
class Choice:
    """A value of a facet: how many postings it would show, counted without the facet's own filter.

    ``count`` of a capped facet is a lower bound."""

    value: str
    label: str
    count: int
    is_capped: bool
    is_chosen: bool


@dataclass(frozen=True)
class Hidden:
    """Postings that one filter keeps out: ``kind`` is ``geo`` or ``pay``; ``criteria`` is the search that shows them."""

    kind: str
    count: int
    is_capped: bool
    criteria: Criteria


@dataclass(frozen=True)
class Results:
    """``jobs`` is one page, ready for cards. ``count`` is exact, or a lower bound when ``is_capped``.

    ``top`` is the position the numbered pages begin at (as the parameter of the same name); ``older`` is the ``top`` of the
    window after the last numbered page, or None. ``suggestion`` is a corrected search for mistyped words.
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


def search(criteria: Criteria, *, page: int = 1, top: int | None = None, now: dt.datetime) -> Results:
    """One page of the postings that match, with counts. At most three statements; `NoSuchPage` when it is out of range."""
    return Results(criteria)
