"""Market statistics for a role or an occupation from our own jobs, with sample size and date."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_low

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncWeek

from jobs.lifecycle import Status
from jobs.models import Job
from jobs.models.job import JobQuerySet
from occupations.models import Occupation

FEWEST = 8  # fewer jobs than this are too few for a pay figure
NEWEST = 5
SAMPLE = 1000  # a role's figures are computed from this many of its newest jobs
SKILLS = 8
WEEKS = 8
SHOWN = (
    "title",
    "slug",
    "skills",
    "pay_min",
    "pay_max",
    "pay_currency",
    "pay_period",
    "company__name",
    "company__slug",
)


@dataclass(frozen=True)
class PayBand:
    """Median advertised pay per year, in minor units: half of the jobs start at ``low`` or more, half reach ``high`` or
    more. ``sample`` is the number of jobs that state both ends in this currency."""

    low: int
    high: int
    currency: str
    sample: int


@dataclass(frozen=True)
class Week:
    """The number of ``openings`` published in the week that starts on ``starts`` (a Monday)."""

    starts: dt.date
    openings: int


@dataclass(frozen=True)
class Market:
    """Market figures of a role. ``skills`` are (name, number of the ``sample`` jobs that ask for it)."""

    openings: int
    newest: list[Job]
    pay: PayBand | None
    skills: list[tuple[str, int]]
    sample: int
    weeks: list[Week]
    counted_at: dt.datetime

    @property
    def busiest(self) -> int:
        return max((week.openings for week in self.weeks), default=0)


def titled(titles: Iterable[str]) -> "QuerySet[Job]":
    """Returns one job for each opening whose title contains one of ``titles`` as a phrase, singular or plural."""
    asked = None
    for title in titles:
        phrase = SearchQuery(title, config="english", search_type="phrase")
        asked = phrase if asked is None else asked | phrase
    if asked is None:
        return Job.objects.none()
    return Job.objects.leading().annotate(title_words=SearchVector("title", config="english")).filter(title_words=asked)


def market_of_role(titles: Iterable[str], *, now: dt.datetime) -> Market:
    """Returns the market for the role with these titles. Two queries, three for a role with more openings than the
    sample."""
    return market_of(titled(titles), now=now)


def market_of_occupation(occupation: Occupation, *, now: dt.datetime) -> Market:
    """Returns the market of our jobs that are surely of the occupation."""
    return market_of(Job.objects.leading().of_occupation(occupation), now=now)


def market_of(jobs: "QuerySet[Job]", *, now: dt.datetime) -> Market:
    """Returns the market of these jobs, one for each opening. Queries as `market_of_role`."""
    found: JobQuerySet = jobs  # type: ignore[assignment]
    visible = found.visible(now).order_by("-published_at", "-pk")
    sample = list(visible.select_related("company").only(*SHOWN)[:SAMPLE])
    return Market(
        openings=len(sample) if len(sample) < SAMPLE else visible.count(),
        newest=sample[:NEWEST],
        pay=_band(sample),
        skills=_most_asked(job.skills for job in sample),
        sample=len(sample),
        weeks=_weeks(found, now),
        counted_at=now,
    )


def _band(sample: Iterable[Job]) -> PayBand | None:
    """Returns the pay band in the currency that most jobs state; currencies are never mixed."""
    by_currency: dict[str, list[tuple[int, int]]] = {}
    for job in sample:
        yearly = job.pay and job.pay.yearly
        if yearly and yearly.low and yearly.high:
            by_currency.setdefault(yearly.currency, []).append((yearly.low, yearly.high))
    if not by_currency:
        return None
    currency, ranges = max(by_currency.items(), key=lambda item: (len(item[1]), item[0]))
    if len(ranges) < FEWEST:
        return None
    return PayBand(median_low(low for low, _ in ranges), median_low(high for _, high in ranges), currency, len(ranges))


def _most_asked(skills: Iterable[list[str]]) -> list[tuple[str, int]]:
    counted = Counter(skill for asked in skills for skill in set(asked))
    return sorted(
        ((name, count) for name, count in counted.items() if count > 1), key=lambda item: (-item[1], item[0])
    )[:SKILLS]


def _weeks(found: JobQuerySet, now: dt.datetime) -> list[Week]:
    """Returns the openings published in each of the last full weeks, including those closed since."""
    monday = (now - dt.timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    since = monday - dt.timedelta(weeks=WEEKS)
    counted = (
        found.filter(published_at__gte=since, published_at__lt=monday)
        .exclude(status__in=(Status.PENDING, Status.REJECTED))
        .annotate(week=TruncWeek("published_at", tzinfo=dt.UTC))
        .order_by()
        .values_list("week")
        .annotate(openings=Count("pk"))
    )
    openings = {week.date(): count for week, count in counted}
    starts = [(since + dt.timedelta(weeks=at)).date() for at in range(WEEKS)]
    return [Week(start, openings.get(start, 0)) for start in starts]
