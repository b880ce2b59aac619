"""Saved jobs and applications as their member's programs read them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import BaseModel, Field

from api.documents.jobs import JobSummary, absolute, summarize_job
from jobs.models import Job
from jobs.tracker.models import Application

StageName = Literal["interested", "applied", "interview", "offer", "closed"]
OutcomeName = Literal["", "rejected", "no-reply", "withdrew", "declined", "accepted"]


class BookmarkDocument(BaseModel):
    """A saved job. ``job`` is null once it has closed: the member keeps a copy, at ``url``."""

    application_id: int
    title: str
    company: str
    saved_at: dt.datetime
    url: str
    job: JobSummary | None


class ApplicationSummary(BaseModel):
    """A job in the tracker. ``outcome`` says how a closed one ended. ``job_id`` is null for a job from elsewhere, whose
    address is ``job_url``; ``job_is_open`` is null for those too."""

    id: int
    title: str
    company: str
    stage: StageName
    outcome: OutcomeName
    next_step: str
    next_step_at: dt.datetime | None
    created_at: dt.datetime
    applied_at: dt.datetime | None
    updated_at: dt.datetime
    url: str = Field(description="The page of the application.")
    job_id: int | None
    job_is_open: bool | None


class Move(BaseModel):
    """When the application came to a stage."""

    at: dt.datetime
    stage: StageName
    outcome: OutcomeName


class SentDocument(BaseModel):
    """A résumé or cover letter that went with the application."""

    kind: Literal["resume", "letter"]
    name: str
    file_name: str
    attached_at: dt.datetime


class ApplicationDocument(ApplicationSummary):
    """An application with everything that its member wrote."""

    job_url: str
    notes: str
    contact: str
    moves: list[Move]
    sent: list[SentDocument]


def describe_bookmark(application: Application, jobs: Mapping[int, Job], *, now: dt.datetime) -> BookmarkDocument:
    """Describes an application at the stage of saved jobs. ``jobs``: by id, read with ``for_cards()``."""
    job = jobs.get(application.job_id or 0)
    shown = summarize_job(job, now=now) if job and job.is_visible(now) else None
    return BookmarkDocument(
        application_id=application.pk,
        title=shown.title if shown else application.title,
        company=application.company,
        saved_at=application.created_at,
        url=shown.url if shown else absolute(application.get_absolute_url()),
        job=shown,
    )


def summarize_application(application: Application, *, now: dt.datetime) -> ApplicationSummary:
    """Describes an application read with its job."""
    return ApplicationSummary(**_summary(application, now))


def describe_application(application: Application, *, now: dt.datetime) -> ApplicationDocument:
    """Describes an application read with its job; two queries for its moves and files."""
    return ApplicationDocument(
        **_summary(application, now),
        job_url=absolute(application.job.get_absolute_url()) if application.job else application.url,
        notes=application.notes,
        contact=application.contact,
        moves=[_move(event.at, event.stage, event.outcome) for event in application.events.all()],
        sent=_sent((file.kind, file.name, file.file_name, file.attached_at) for file in application.sent_files.all()),
    )


def _summary(application: Application, now: dt.datetime) -> dict[str, object]:
    names = (
        "title", "company", "stage", "outcome", "next_step", "next_step_at", "created_at", "applied_at", "updated_at",
        "job_id",
    )  # fmt: skip
    is_ours = application.snapshot_id is not None
    return {name: getattr(application, name) for name in names} | {
        "id": application.pk,
        "url": absolute(application.get_absolute_url()),
        "job_is_open": (application.job is not None and application.job.is_visible(now)) if is_ours else None,
    }


def _move(at: dt.datetime, stage: str, outcome: str) -> Move:
    return Move(at=at, stage=stage, outcome=outcome)


def _sent(files: Iterable[tuple[str, str, str, dt.datetime]]) -> list[SentDocument]:
    return [
        SentDocument(kind=kind, name=name, file_name=file_name, attached_at=at) for kind, name, file_name, at in files
    ]
