"""Builds the copy of a reader's lists that their browser keeps, so saved jobs and applications can be read without a network.

It holds what lists show: no notes, no contacts, no texts of jobs.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from accounts.models import User
from jobs.models import Job
from jobs.tracker.models import Application

MOST = 500  # applications in a copy, the ones that changed last


def of_member(user: User, *, now: dt.datetime) -> list[dict[str, Any]]:
    """Returns a member's applications, the latest change first. Always two queries."""
    rows = list(Application.objects.of(user).defer("notes", "contact", "url").order_by("-updated_at", "-pk")[:MOST])
    jobs = Job.objects.only("slug", "status", "published_at", "expires_at")
    known = jobs.in_bulk([one.job_id for one in rows if one.job_id])
    return [_row(one, known.get(one.job_id or 0), now) for one in rows]


def of_visitor(job_ids: Iterable[int], *, now: dt.datetime) -> list[dict[str, Any]]:
    """Returns the jobs that a visitor saved without an account, the last one first. One query."""
    ids = list(job_ids)[::-1]
    by_id = Job.objects.was_public().for_cards().in_bulk(ids)
    jobs = [by_id[pk] for pk in ids if pk in by_id]
    return [
        {
            "application": None, "job": job.pk, "title": job.title, "company": job.company.name, "stage": "interested",
            "next_step": "", "next_step_at": None, "page": _page(job, now),
        }
        for job in jobs
    ]  # fmt: skip


def _row(application: Application, job: Job | None, now: dt.datetime) -> dict[str, Any]:
    return {
        "application": application.pk,
        "job": application.job_id,
        "title": application.title,
        "company": application.company,
        "stage": stage_key(application),
        "next_step": application.next_step,
        "next_step_at": application.next_step_at and application.next_step_at.isoformat(),
        "page": _page(job, now),
    }


def stage_key(application: Application) -> str:
    """Returns the key of ``services.MOVES`` at which the application is."""
    return ":".join(filter(None, (application.stage, application.outcome)))


def _page(job: Job | None, now: dt.datetime) -> str:
    """Returns the address of the job's page while it's open."""
    return job.get_absolute_url() if job and job.is_visible(now) else ""
