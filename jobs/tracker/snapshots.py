"""Takes snapshots of jobs, which remain after the jobs are gone.

A snapshot has the columns of the job under the same names, so a page can show it like a job. Snapshots of a job are
equal if the employer's content is equal. Dates don't count because they change with every import, nor do findings,
which change with the rules.
"""

import datetime as dt
import hashlib
import json
from typing import Any

from jobs.models import Company, Job
from jobs.tracker.models import Snapshot

WORDS = (
    "title", "place", "workplace", "tags", "regions", "timezone_from", "timezone_to", "types", "level", "industries", "skills",
    "pay_min", "pay_max", "pay_currency", "pay_period", "pay_text", "apply_url", "apply_email", "description",
)  # fmt: skip
BESIDE = ("source_url", "found")
DATES = ("published_at", "expires_at", "first_seen_at", "verified_at")


def take(job: Job, *, now: dt.datetime) -> Snapshot:
    """Returns a snapshot of the job's current state; reuses an existing one with the same content."""
    snapshot, _made = Snapshot.objects.get_or_create(
        digest=digest(job), defaults={"job": job, "taken_at": now, "data": _data(job)}
    )
    return snapshot


def digest(job: Job) -> str:
    """Returns a hash of the content that distinguishes snapshots of a job."""
    # Without pay_text where it is empty: snapshots from before it existed keep their digests.
    said = [getattr(job, name) for name in WORDS if name != "pay_text" or job.pay_text]
    words = json.dumps([job.pk, job.company.name, said])
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
    """Returns the snapshot as an unsaved ``Job``, for templates."""
    data = snapshot.data
    words = {name: data[name] for name in (*WORDS, *BESIDE) if name in data}
    dates = {name: dt.datetime.fromisoformat(data[name]) for name in DATES if name in data}
    return Job(company=Company(name=data["company"]), **words, **dates)


def changed_columns(snapshot: Snapshot, job: Job) -> set[str]:
    """Returns the columns in which the job now differs from its snapshot."""
    return {name for name in WORDS if name in snapshot.data and snapshot.data[name] != getattr(job, name)}
