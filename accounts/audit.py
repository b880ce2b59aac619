"""Audit log: records security-relevant actions in an append-only table."""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest

from accounts.models import AuditCount, AuditEntry, User
from toolkit.client_address import client_address, network_of

KEPT = dt.timedelta(days=366)  # the trigger of the database refuses to remove what is younger than a year

ONE_BY_ONE = 5  # lines of one kind about one person within an hour; 133 in ten seconds filled the log
# What staff did and what moved money is provable act by act.
ALWAYS_WRITTEN = ("staff.", "billing.")
COUNT = """
INSERT INTO accounts_auditcount (hour, action, who, times, at, actor_id, behind_id, member_id)
VALUES (%s, %s, %s, 1, %s, %s, %s, %s)
ON CONFLICT (hour, action, who) DO UPDATE SET times = accounts_auditcount.times + 1, at = excluded.at
RETURNING times
"""


def record(
    action: str,
    *,
    actor: User | None = None,
    behind: User | int | None = None,
    member: User | None = None,
    request: HttpRequest | None = None,
    now: dt.datetime,
    **detail: Any,
) -> AuditEntry | None:
    """Adds a line. ``action`` is dotted, for example ``billing.refund``; ``behind``: the staff member who acts as ``actor``, or
    their number; ``detail`` must be JSON and hold no secret.

    What anybody can do again and again has a line of its own `ONE_BY_ONE` times an hour; after that it is counted (None), and
    `write_counts` adds a line with the number."""
    people = {
        "actor_id": actor.pk if actor else None,
        "behind_id": behind.pk if isinstance(behind, User) else behind,
        "member_id": member.pk if member else None,
    }
    address = client_address(request) if request else None
    if not action.startswith(ALWAYS_WRITTEN) and _times(action, people, address, now) > ONE_BY_ONE:
        return None
    return AuditEntry.objects.create(at=now, action=action, address=address, detail=detail, **people)


def _times(action: str, people: dict[str, int | None], address: str | None, now: dt.datetime) -> int:
    """How often this was done in this hour, with this time."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    known = [str(number or "") for number in people.values()]
    who = "/".join(known) if any(known) else network_of(address) if address else ""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [hour, action, who[:80], now, *people.values()])
        return int(cursor.fetchone()[0])


def write_counts(now: dt.datetime) -> int:
    """Adds a line for each count of an hour that is over; how many. Twice at once is the same as once."""
    written = 0
    over = AuditCount.objects.filter(hour__lte=now - dt.timedelta(hours=1))
    for pk in list(over.values_list("pk", flat=True)):
        with transaction.atomic():
            count = AuditCount.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if count and count.times > ONE_BY_ONE:
                people = {name: getattr(count, name) for name in ("actor_id", "behind_id", "member_id")}
                detail = {"more_times": count.times - ONE_BY_ONE}
                AuditEntry.objects.create(at=count.at, action=count.action, detail=detail, **people)
                written += 1
            if count:
                count.delete()
    return written


def delete_expired(now: dt.datetime) -> int:
    """Removes lines whose time is over; how many."""
    return AuditEntry.objects.filter(at__lt=now - KEPT).delete()[0]
