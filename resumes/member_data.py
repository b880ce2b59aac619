"""Member data in résumés: documents and letters, the page with its addresses, links and exclusions
(contract: `accounts.privacy`)."""

import datetime as dt

from django.db.models.functions import Now

from accounts.models import User
from accounts.privacy import Tables
from resumes.models import Exclusion, Handle, Letter, Page, Resume, ShareLink, Version


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
        "resume_page": list(Page.objects.of(user).values()),
        "resume_addresses": list(
            Handle.objects.filter(user=user).order_by("since").values("name", "is_chosen", "since", "lapsed_at")
        ),
        "resume_links": list(
            ShareLink.objects.of(user)
            .order_by("pk")
            .values(
                "label",
                "token",
                "resume_id",
                "data",
                "created_at",
                "expires_at",
                "revoked_at",
                "views",
                "last_viewed_at",
            )
        ),
        "resume_exclusions": list(Exclusion.objects.of(user).values("domain", "company__name", "created_at")),
        "letters": list(
            Letter.objects.of(user)
            .order_by("pk")
            .values(
                "id",
                "name",
                "language",
                "text",
                "company",
                "role",
                "resume_id",
                "application_id",
                "created_at",
                "updated_at",
                "deleted_at",
            )
        ),
    }


def release(*, user: User, now: dt.datetime) -> None:
    """Does nothing: no obligations block the deletion."""


def forget(*, user: User) -> None:
    """Releases the addresses, so that nobody gets them for a while. Everything else is deleted by cascade."""
    Handle.objects.filter(user=user).update(user=None, released_at=Now())
