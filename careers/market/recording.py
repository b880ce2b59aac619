"""Counts each finished week of our jobs, by occupation and place. Idempotent, and catches up on weeks that were missed."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median_low

from django.db import transaction
from django.db.models import Min, Q

from careers.models import MarketWeek
from jobs.lifecycle import Status
from jobs.market_stats import FEWEST
from jobs.models import Job
from jobs.vocabulary.regions import regions
from toolkit import page_cache

LONGEST_BACK = 26  # weeks that are caught up on
SKILLS = 10
REGIONS = 20
WEEK = dt.timedelta(days=7)
_NEVER_PUBLIC = (Status.DRAFT, Status.PENDING, Status.REJECTED)


@dataclass(frozen=True)
class _Counted:
    """A job in a week: whether it appeared in it, and whether it was open at its end."""

    regions: tuple[str, ...]
    is_new: bool
    is_open: bool
    currency: str
    pay: tuple[int | None, int | None]
    skills: tuple[str, ...]


def record_weeks(*, now: dt.datetime) -> int:
    """Records the finished weeks that aren't recorded yet; returns how many were."""
    first = Job.objects.exclude(status__in=_NEVER_PUBLIC).aggregate(first=Min("published_at"))["first"]
    if first is None:
        return 0
    end = monday_of(now)
    start = max(monday_of(first), end - LONGEST_BACK * WEEK)
    known = set(MarketWeek.objects.filter(week__gte=start).values_list("week", flat=True).distinct())
    weeks = [start + at * WEEK for at in range((end - start) // WEEK)]
    return sum(record_week(week) for week in weeks if week not in known)


def monday_of(moment: dt.datetime) -> dt.date:
    """Returns the day on which the week of a moment starts, in UTC."""
    day = moment.astimezone(dt.UTC).date()
    return day - dt.timedelta(days=day.weekday())


@transaction.atomic
def record_week(week: dt.date) -> bool:
    """Records one week as the jobs say it now; returns whether there was anything to record. What is recorded stays."""
    by_occupation: dict[int, list[_Counted]] = defaultdict(list)
    for occupation, counted in _counted(week):
        by_occupation[occupation].append(counted)
    rows = [row for occupation, jobs in by_occupation.items() for row in _rows(occupation, jobs, week)]
    MarketWeek.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if rows:
        page_cache.forget_all_on_commit()
    return bool(rows)


def _counted(week: dt.date) -> Iterator[tuple[int, _Counted]]:
    start = dt.datetime.combine(week, dt.time(), dt.UTC)
    end = start + WEEK
    jobs = (
        Job.objects.with_sure_occupation()
        .leading()
        .exclude(status__in=_NEVER_PUBLIC)
        .filter(Q(closed_at=None) | Q(closed_at__gte=start), published_at__lt=end, expires_at__gt=start)
    )
    rows = jobs.annotate(
        is_new=Q(published_at__gte=start),
        is_open=Q(closed_at=None) | Q(closed_at__gte=end),
        lasts=Q(expires_at__gt=end),
    ).values_list(
        "occupation",
        "regions",
        "is_new",
        "is_open",
        "lasts",
        "pay_currency",
        "pay_yearly_min",
        "pay_yearly_max",
        "skills",
    )
    for occupation, places, is_new, is_open, lasts, currency, low, high, skills in rows.iterator(chunk_size=2_000):
        asked = tuple(dict.fromkeys(skills))
        yield occupation, _Counted(tuple(places), is_new, is_open and lasts, currency, (low, high), asked)


def _rows(occupation: int, jobs: list[_Counted], week: dt.date) -> Iterator[MarketWeek]:
    """Yields the row of all jobs, and one of each place that a job names: the jobs that its residents can apply for."""
    named = {slug for job in jobs for slug in job.regions if slug in regions()}
    for place in ("", *sorted(named)):
        path = set(regions()[place].path) if place else None
        inside = [job for job in jobs if path is None or path & set(job.regions)]
        row = _row(inside)
        row.occupation_id, row.place, row.week = occupation, place, week
        if row.published or row.open_at_end:
            yield row


def _row(jobs: list[_Counted]) -> MarketWeek:
    is_open = [job for job in jobs if job.is_open]
    currency, sample, low, high = _pay(is_open)
    return MarketWeek(
        published=sum(job.is_new for job in jobs),
        open_at_end=len(is_open),
        states_pay=sum(job.pay != (None, None) for job in is_open),
        pay_currency=currency,
        pay_sample=sample,
        pay_low=low,
        pay_high=high,
        skills=_most((skill for job in is_open for skill in job.skills), SKILLS),
        regions=_most((slug for job in is_open for slug in job.regions), REGIONS),
    )


def _pay(jobs: Iterable[_Counted]) -> tuple[str, int, int | None, int | None]:
    """Returns currency, sample and the medians of both ends; no amounts if there are too few. Currencies are never mixed."""
    by_currency: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for job in jobs:
        low, high = job.pay
        if low is not None and high is not None:
            by_currency[job.currency].append((low, high))
    if not by_currency:
        return "", 0, None, None
    currency, ranges = max(by_currency.items(), key=lambda item: (len(item[1]), item[0]))
    if len(ranges) < FEWEST:
        return currency, len(ranges), None, None
    return currency, len(ranges), median_low(low for low, _ in ranges), median_low(high for _, high in ranges)


def _most(names: Iterable[str], limit: int) -> list[tuple[str, int]]:
    counted = Counter(names)
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:limit]
