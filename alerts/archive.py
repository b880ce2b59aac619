"""Reads sent digests for display."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from alerts.mail.cards import Why, words_of
from alerts.models import Alert, Digest, Section
from jobs.models import Job


@dataclass(frozen=True)
class Summary:
    """Summary of a digest: its alerts, and the number of jobs."""

    digest: Digest
    names: list[str]
    total: int


@dataclass(frozen=True)
class Line:
    """A job in a digest. ``why`` it was included; ``is_open`` says whether it is still open."""

    job: Job
    words: dict[str, str]
    why: str
    is_open: bool


def summaries(digests: Iterable[Digest]) -> list[Summary]:
    """Reads all digests' sections with one query."""
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
    """Returns a digest's jobs by section, in the order they were sent; deleted jobs are left out. A notification has those
    of the emails that it announced too."""
    told = list(_told().filter(_shown(digest)).select_related("alert__search"))
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


def _shown(digest: Digest) -> Q:
    if digest.channel == Digest.Channel.EMAIL:
        return Q(digest=digest)
    return Q(digest=digest) | Q(digest__push=digest, alert__channel=Alert.Channel.BOTH)


def _told() -> QuerySet[Section]:
    """Returns sections that named a job."""
    return Section.objects.exclude(job_ids=[])
