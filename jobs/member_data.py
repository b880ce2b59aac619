"""Member data in jobs, besides the tracker's: mistakes reported by members, and what jobs are ranked by for them (contract:
`accounts.privacy`)."""

import datetime as dt

from accounts.models import User
from accounts.privacy import Tables
from jobs.models import FindingFeedback, FitProfile


def tables(user: User) -> Tables:
    own = FindingFeedback.objects.filter(user=user).order_by("pk")
    return {
        "finding_feedback": list(own.values("job__title", "rule", "quote", "country", "verdict", "comment", "at")),
        "fit_profile": list(
            FitProfile.objects.of(user).values(
                "titles", "skill_names", "level", "years", "resume_id", "is_chosen", "updated_at"
            )
        ),
    }


def release(*, user: User, now: dt.datetime) -> None:
    """Does nothing: no obligations block the deletion."""


def forget(*, user: User) -> None:
    """Does nothing: reports and profile are deleted by cascade."""
