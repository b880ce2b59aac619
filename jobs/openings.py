"""Openings: the same job at several sources is one opening, and one of its postings leads."""

import datetime as dt

from jobs.models import Job
from jobs.search import projection


def settle(job: Job, *, now: dt.datetime) -> None:
    """Decides anew which posting leads the opening that ``job`` belongs to, and brings the listing in step."""
    projection.refresh([job.pk], now=now)
