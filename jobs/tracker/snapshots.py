"""Takes snapshots of jobs, which outlive the jobs.

A snapshot has the columns of the job under their own names, so a page can show it like a job. Snapshots of a job are equal if
the employer's words are: dates move with every import, and findings move with the rules.
"""

import datetime as dt
import hashlib
import json
from typing import Any

from jobs.models import Company, Job
from jobs.tracker.models import Snapshot

WORDS = (
    "title", "place", "workplace", "tags", "regions", "timezone_from", "timezone_to", "types", "level", "industries", "skills",
    "pay_min", "pay_max", "pay_currency", "pay_period", "apply_url", "apply_email", "description",
)  # fmt: skip
BESIDE = ("source_url", "found")
DATES = ("published_at", "expires_at", "first_seen_at", "verified_at")


def take(job: Job, *, now: dt.datetime) -> Snapshot:
    """A copy of the job as it stands; the one that is there already when its words are the same."""
    snapshot, _made = Snapshot.objects.get_or_create(
        digest=digest(job), defaults={"job": job, "taken_at": now, "data": _data(job)}
    )
    return snapshot


def digest(job: Job) -> str:
    """What copies of a job are told apart by."""
    words = json.dumps([job.pk, job.company.name, [getattr(job, name) for name in WORDS]])
    return hashlib.blake2b(words.encode(), digest_size=16).hexdigest()


def _data(job: Job) -> dict[str, Any]:
    moments = {name: getattr(job, name) for name in DATES}
    return {
        "company": job.company.name,
        "source": job.source.name if job.source else "",
        **{name: getattr(job, name) for name in (*WORDS, *BESIDE)},
        **{name: moment.isoformat() for name, moment in moments.items() if moment},
    }


def as_job(snapshot: Snapshot) -> Job:
    """The copy in the shape of a job, for templates; it is no row of the database."""
    data = snapshot.data
    words = {name: data[name] for name in (*WORDS, *BESIDE) if name in data}
    dates = {name: dt.datetime.fromisoformat(data[name]) for name in DATES if name in data}
    return Job(company=Company(name=data["company"]), **words, **dates)


def changed_columns(snapshot: Snapshot, job: Job) -> set[str]:
    """The columns in which the job now says something else than its copy."""
    return {name for name in WORDS if name in snapshot.data and snapshot.data[name] != getattr(job, name)}
