"""Member data in jobs, besides the tracker's: mistakes reported by members (contract: `accounts.privacy`)."""

import datetime as dt

from accounts.models import User
from accounts.privacy import Tables
from jobs.models import FindingFeedback


def tables(user: User) -> Tables:
    own = FindingFeedback.objects.filter(user=user).order_by("pk")
    return {
        "finding_feedback": list(own.values("job__title", "rule", "quote", "country", "verdict", "comment", "at")),
    }


def release(*, user: User, now: dt.datetime) -> None:
    """Does nothing: no obligations block the deletion."""


def forget(*, user: User) -> None:
    """Does nothing: the reports are deleted by cascade."""
