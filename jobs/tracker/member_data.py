"""Member data in the tracker: export, release, deletion (contract: `accounts.privacy`)."""

import datetime as dt
from functools import partial
from typing import Any

from accounts.models import User
from accounts.privacy import Files, Tables
from jobs.tracker.models import Application, ApplicationEvent, JobFlag, RecentSearch, SentFile


def tables(user: User) -> Tables:
    own = Application.objects.of(user)
    return {
        "applications": [_with_posting(one) for one in own.select_related("snapshot").order_by("pk")],
        "application_events": list(
            ApplicationEvent.objects.filter(application__in=own)
            .values("application_id", "at", "stage", "outcome")
            .order_by("at")
        ),
        "application_files": list(
            SentFile.objects.filter(application__in=own)
            .values("id", "application_id", "kind", "name", "file_name", "attached_at")
            .order_by("pk")
        ),
        "job_flags": list(JobFlag.objects.of(user).values("job_id", "kind", "at").order_by("at", "pk")),
        "recent_searches": list(RecentSearch.objects.of(user).values("querystring", "at").order_by("at", "pk")),
    }


def files(user: User) -> Files:
    """Yields the files that were sent with applications."""
    for sent in SentFile.objects.filter(application__in=Application.objects.of(user)).order_by("pk"):
        yield f"application_files/{sent.pk}-{sent.file_name}", partial(_content, sent)


def _content(sent: SentFile) -> bytes:
    with sent.file.open("rb") as opened:
        content: bytes = opened.read()
    return content


def _with_posting(application: Application) -> dict[str, Any]:
    row = {
        field.name: field.value_from_object(application)
        for field in application._meta.concrete_fields
        if field.name not in ("user", "snapshot")
    }
    kept = application.snapshot
    row["posting"] = (
        {field.name: field.value_from_object(kept) for field in kept._meta.concrete_fields if field.name != "id"}
        if kept
        else None
    )
    return row


def release(*, user: User, now: dt.datetime) -> None:
    """Does nothing: no obligations block the deletion."""


def forget(*, user: User) -> None:
    """Does nothing: applications and their files are deleted by cascade; snapshots are of jobs and contain nothing about
    members."""
