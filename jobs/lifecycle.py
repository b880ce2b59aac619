"""Lifecycle of a job: statuses and allowed moves.

"Expired" is not a stored status: a published job is expired once the current time is past its ``expires_at``.
"""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PENDING = "pending", _("Waiting for moderation")
    PUBLISHED = "published", _("Published")
    FILLED = "filled", _("Filled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REJECTED = "rejected", _("Rejected")


EXPIRED = "expired"

# For each state, the states a job can move to. Publishing an expired or withdrawn job again is a relisting.
MOVES: dict[str, frozenset[str]] = {
    Status.DRAFT: frozenset({Status.PENDING, Status.WITHDRAWN}),
    Status.PENDING: frozenset({Status.PUBLISHED, Status.REJECTED, Status.WITHDRAWN, Status.DRAFT}),
    Status.PUBLISHED: frozenset({Status.PENDING, Status.FILLED, Status.WITHDRAWN, Status.REJECTED}),
    EXPIRED: frozenset({Status.PUBLISHED, Status.FILLED, Status.WITHDRAWN}),
    Status.FILLED: frozenset(),
    Status.WITHDRAWN: frozenset({Status.PENDING}),
    Status.REJECTED: frozenset({Status.PENDING}),
}
OPEN_FOR = dt.timedelta(days=60)  # if the source names no end
LONGEST = dt.timedelta(days=180)


class Closed(models.TextChoices):
    """Why a job was closed, as told to readers."""

    OPEN = "", _("Open")
    FILLED = "filled", _("Position filled")
    GONE = "gone", _("Removed from its source")
    EMPLOYER = "employer", _("Withdrawn by the employer")
    STAFF = "staff", _("Removed by our staff")
    REFUSED = "refused", _("Rejected by our moderators")


class MoveRefused(ValueError):
    """``MOVES`` doesn't allow the move; the message names it."""
