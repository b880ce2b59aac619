"""Gives jobs their occupation: by title and skills when a job is written, or by a member of staff, whose word stays."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from jobs.models import Job, JobEvent
from jobs.search import indexing
from occupations.models import Occupation
from occupations.titles.matching import occupations_of

STEP = 500


def match_occupations(jobs: Sequence[Job]) -> None:
    """Sets the occupation of jobs that aren't saved yet, from their title and skills. One query, however many jobs."""
    open_jobs = [job for job in jobs if job.occupation_set_at is None]
    found = occupations_of([(job.title, job.skills) for job in open_jobs])
    for job, match in zip(open_jobs, found, strict=True):
        job.occupation_id = match.occupation if match else None
        job.occupation_confidence = round(match.confidence * 100) if match else None


def match_again(*, now: dt.datetime) -> tuple[int, int]:
    """Matches all jobs again, as after a new release of occupations; returns how many there are and how many changed."""
    total = changed = 0
    last: int | None = 0
    while last is not None:
        looked_at, different, last = match_step(after=last, now=now)
        total, changed = total + looked_at, changed + different
    return total, changed


@transaction.atomic
def match_step(*, after: int, now: dt.datetime) -> tuple[int, int, int | None]:
    """Matches the next jobs after an id again, and updates the listing, also with a new address of an occupation that stays.
    Returns how many there were, how many changed, and the last id; None after the last job."""
    rows = Job.objects.select_for_update(of=("self",)).filter(pk__gt=after).order_by("pk").only(*_READ)
    jobs = list(rows[:STEP])
    if not jobs:
        return 0, 0, None
    before = [(job.occupation_id, job.occupation_confidence) for job in jobs]
    match_occupations(jobs)
    different = [
        job for job, was in zip(jobs, before, strict=True) if was != (job.occupation_id, job.occupation_confidence)
    ]
    Job.objects.bulk_update(different, ["occupation", "occupation_confidence"], batch_size=STEP)
    named = [job.pk for job, (was, _sure) in zip(jobs, before, strict=True) if job.occupation_id or was]
    indexing.refresh(named, now=now)
    return len(jobs), len(different), jobs[-1].pk


_READ = ("title", "skills", "occupation", "occupation_confidence", "occupation_set_at")


@transaction.atomic
def set_occupation(*, job: Job, occupation: Occupation | None, by: User, now: dt.datetime) -> Job:
    """Sets the occupation on behalf of a member of staff, also to none. Matching leaves it alone from then on; the job's
    history has the change."""
    kept = Job.objects.select_for_update(of=("self",)).select_related("occupation").get(pk=job.pk)
    before, after = (
        str(one) if one else "" for one in (kept.occupation if kept.occupation_is_sure else None, occupation)
    )
    Job.objects.filter(pk=job.pk).update(occupation=occupation, occupation_confidence=None, occupation_set_at=now)
    if before != after:
        changes = {"occupation": [before, after]}
        JobEvent.objects.create(job=job, at=now, kind=JobEvent.Kind.CHANGED, changes=changes, by=by)
    indexing.refresh([job.pk], now=now)
    job.occupation, job.occupation_confidence, job.occupation_set_at = occupation, None, now
    return job
