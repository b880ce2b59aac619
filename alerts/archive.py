"""Reads sent digests for display."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from alerts.mail.cards import Why, words_of
from alerts.models import Digest, Section
from jobs.models import Job


@dataclass(frozen=True)
class Summary:
    """A digest in a line: for which alerts, and how many jobs."""

    digest: Digest
    names: list[str]
    total: int


@dataclass(frozen=True)
class Line:
    """A job of a digest. ``why`` it was there; ``is_open`` says whether it still is."""

    job: Job
    words: dict[str, str]
    why: str
    is_open: bool


def summaries(digests: Iterable[Digest]) -> list[Summary]:
    """One query for their sections, however many."""
    found = list(digests)
    prefetch_related_objects(found, Prefetch("sections", _told().select_related("alert")))
    return [
        Summary(
            one,
            [section.alert.name for section in one.sections.all()],
            sum(len(part.job_ids) for part in one.sections.all()),
        )
        for one in found
    ]


def sections(digest: Digest, *, now: dt.datetime) -> list[tuple[Section, list[Line]]]:
    """What a digest told, in its order; jobs that are gone altogether are left out."""
    told = list(_told().filter(digest=digest).select_related("alert__search"))
    jobs = Job.objects.for_cards().in_bulk({pk for section in told for pk in section.job_ids})
    found = []
    for section in told:
        why = Why(section.alert.search.querystring)
        lines = []
        for job in (jobs[pk] for pk in section.job_ids if pk in jobs):
            said = words_of(job, now)
            lines.append(Line(job, said, why.of(said), job.is_visible(now)))
        found.append((section, lines))
    return found


def _told() -> QuerySet[Section]:
    """Sections that named a job."""
    return Section.objects.exclude(job_ids=[])
