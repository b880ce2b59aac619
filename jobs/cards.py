"""A posting as a row of a list: the posting, whether this visitor may apply, and whether they have saved it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from jobs.models import Job
from jobs.truth.eligibility import Answer


@dataclass(frozen=True)
class Card:
    """``answer`` is None while the visitor's place is unknown; ``stage`` is the stage in the member's tracker ("" if none)."""

    job: Job
    answer: Answer | None
    stage: str


def cards(jobs: Iterable[Job], request: HttpRequest, *, now: dt.datetime) -> list[Card]:
    """One query at most (what the member has saved), whatever the number of postings."""
    return [Card(job, None, "") for job in jobs]
