"""Compares a job's pay with what similar open jobs pay, from our own jobs."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import quantiles

from jobs import similar
from jobs.models import Job
from jobs.search import lexemes
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level
from toolkit import money

FEWEST = 8  # fewer jobs than this are too few for a figure
SAMPLE = 200  # the newest jobs of the industry and level; bounds the cost
WIDTH = 300  # of the drawing, in its own units
THINNEST = 4


@dataclass(frozen=True)
class Bar:
    """A part of the drawing from ``x``, ``width`` wide."""

    x: int
    width: int


@dataclass(frozen=True)
class Comparison:
    """The yearly pay of ``sample`` open jobs of the same industry and level in one currency, by the middle of each range:
    half of them pay ``low`` to ``high``. ``own`` is this job's range, None if it states no pay."""

    sample: int
    low: str
    high: str
    currency: str
    industry: str
    level: str
    half: Bar
    own: Bar | None


def compare_pay(job: Job, *, now: dt.datetime) -> Comparison | None:
    """Returns the comparison in the job's currency, or, for a job without pay, in the one that most similar jobs use; None
    if too few state both ends of their range. One query."""
    industry = next((slug for slug in job.industries if slug in INDUSTRIES), "")
    if not industry or job.level == Level.ANY:
        return None
    asked = f"{lexemes.FACETS['industry']}{industry} & {lexemes.FACETS['level']}{job.level}"
    candidates = similar.newest_of([("%s::tsquery", [asked])], most=SAMPLE, now=now)
    found = similar.others(Job.objects.visible(now).leading().filter(candidates), job).filter(
        pay_yearly_min__isnull=False, pay_yearly_max__isnull=False
    )
    ranges: dict[str, list[tuple[int, int]]] = {}
    for currency, low, high in found.values_list("pay_currency", "pay_yearly_min", "pay_yearly_max"):
        ranges.setdefault(currency, []).append((low, high))
    wanted = job.pay.currency if job.pay else max(ranges, key=lambda one: (len(ranges[one]), one), default="")
    if len(ranges.get(wanted, [])) < FEWEST:
        return None
    return _comparison(job, wanted, industry, ranges[wanted])


def _comparison(job: Job, currency: str, industry: str, ranges: list[tuple[int, int]]) -> Comparison:
    middles = [(low + high) // 2 for low, high in ranges]
    low, _median, high = (round(one) for one in quantiles(middles, n=4, method="inclusive"))
    own = [end for end in (job.pay.yearly.low, job.pay.yearly.high) if end is not None] if job.pay else []
    ends = (min([*middles, *own]), max([*middles, *own]))
    return Comparison(
        sample=len(ranges),
        low=money.display(low, currency),
        high=money.display(high, currency),
        currency=currency,
        industry=str(INDUSTRIES[industry].name),
        level=str(Level(job.level).label),
        half=_bar((low, high), ends),
        own=_bar((min(own), max(own)), ends) if own else None,
    )


def _bar(part: Iterable[int], ends: tuple[int, int]) -> Bar:
    """Returns ``part`` on a scale that reaches from one of ``ends`` to the other."""
    first, last = ends
    left, right = (round(WIDTH * (one - first) / max(last - first, 1)) for one in part)
    width = max(right - left, THINNEST)
    return Bar(min(left, WIDTH - width), width)
