"""Gives jobs their occupation: by title and skills when a job is written, or by a member of staff, whose word stays."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from jobs.models import Job, JobEvent
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


def match_again() -> tuple[int, int]:
    """Matches all jobs again, as after a new release of occupations; returns how many there are and how many changed."""
    total = changed = last = 0
    while True:
        jobs = list(Job.objects.filter(pk__gt=last, occupation_set_at=None).order_by("pk").only(*_READ)[:STEP])
        if not jobs:
            return total, changed
        before = [(job.occupation_id, job.occupation_confidence) for job in jobs]
        match_occupations(jobs)
        different = [
            job for job, was in zip(jobs, before, strict=True) if was != (job.occupation_id, job.occupation_confidence)
        ]
        Job.objects.bulk_update(different, ["occupation", "occupation_confidence"], batch_size=STEP)
        total, changed, last = total + len(jobs), changed + len(different), jobs[-1].pk


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
    job.occupation, job.occupation_confidence, job.occupation_set_at = occupation, None, now
    return job
