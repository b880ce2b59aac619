"""Published figures about the occupation of a job or a guide, as sources of a question."""

import datetime as dt

from advice.sources import Source, of_occupation
from careers.models import Edition
from jobs.market_stats import market_of_occupation
from jobs.models import Job
from occupations.models import Occupation

MOST_FIGURES = 8
MOST_OF_PAY = 4  # countries, our own jobs and the United States first
_SHOWN = ("jobs", "pay", "outlook", "way-in")


def figures_about(*, job: Job | None, edition: Edition | None, now: dt.datetime) -> tuple[Source, ...]:
    """Returns what is published of pay, outlook and the way in, each with where it is from, and what our own open jobs pay.
    Nothing if the job's occupation isn't sure, or the guide names none that it is about. A few queries."""
    occupation = _occupation_of(job, edition)
    if occupation is None:
        return ()
    market = market_of_occupation(occupation, now=now)
    by_part: dict[str, list[Source]] = {part: [] for part in _SHOWN}
    for source in of_occupation(occupation, market if market.openings else None):
        part = source.key.partition(".")[0]
        if part in by_part:
            by_part[part].append(source)
    by_part["pay"] = sorted(by_part["pay"], key=lambda source: not source.key.startswith("pay.US"))[:MOST_OF_PAY]
    return tuple(source for part in _SHOWN for source in by_part[part])[:MOST_FIGURES]


def _occupation_of(job: Job | None, edition: Edition | None) -> Occupation | None:
    if job:
        return job.occupation if job.occupation and job.occupation.is_listed and job.occupation_is_sure else None
    named = edition.document.occupation if edition else None
    if named is None or named.match == "related":
        return None
    return Occupation.objects.filter(is_listed=True, soc=named.code).order_by("code").first()
