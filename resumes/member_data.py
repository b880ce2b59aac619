"""Member data in résumés: the documents (contract: `accounts.privacy`)."""

import datetime as dt

from accounts.models import User
from accounts.privacy import Tables
from resumes.models import Resume, Version


def tables(user: User) -> Tables:
    own = Resume.objects.of(user).order_by("pk")
    return {
        "resumes": list(
            own.values("id", "name", "language", "data", "not_placed", "created_at", "updated_at", "deleted_at")
        ),
        "resume_versions": list(
            Version.objects.filter(resume__in=own)
            .order_by("resume_id", "number")
            .values("resume_id", "number", "data", "origin", "saved_at")
        ),
    }


def release(*, user: User, now: dt.datetime) -> None:
    """Does nothing: no obligations block the deletion."""


def forget(*, user: User) -> None:
    """Does nothing: résumés are deleted by cascade."""
