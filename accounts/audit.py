"""The audit log: written by whatever is worth proving later, changed by nobody."""

import datetime as dt
from typing import Any

from django.http import HttpRequest

from accounts.models import AuditEntry, User
from jobboard.lib.throttle import client_address

KEPT = dt.timedelta(days=366)  # the trigger of the database refuses to remove what is younger than a year


def record(
    action: str,
    *,
    actor: User | None = None,
    behind: User | int | None = None,
    member: User | None = None,
    request: HttpRequest | None = None,
    now: dt.datetime,
    **detail: Any,
) -> AuditEntry:
    """Adds a line. ``action`` is dotted, for example ``billing.refund``; ``behind``: the staff member who acts as ``actor``, or
    their number; ``detail`` must be JSON and hold no secret."""
    return AuditEntry.objects.create(
        at=now,
        action=action,
        actor_id=actor.pk if actor else None,
        behind_id=behind.pk if isinstance(behind, User) else behind,
        member_id=member.pk if member else None,
        address=(client_address(request) or None) if request else None,
        detail=detail,
    )


def forget(now: dt.datetime) -> int:
    """Removes lines whose time is over; how many."""
    return AuditEntry.objects.filter(at__lt=now - KEPT).delete()[0]
