"""Audit log: records security-relevant actions in an append-only table."""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest

from accounts.models import AuditCount, AuditEntry, User
from toolkit.client import client_address, network_of

KEPT = dt.timedelta(days=366)  # the database trigger refuses to remove entries younger than a year

ONE_BY_ONE = 5  # entries of one kind about one person within an hour; 133 in ten seconds filled the log
# Staff actions and billing actions must each be provable individually.
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
    """Adds an entry. ``action`` is dotted, for example ``billing.refund``; ``behind`` is the staff member who acts as
    ``actor``, or their id; ``detail`` must be JSON and hold no secret.

    An action that anybody can repeat gets its own entry `ONE_BY_ONE` times an hour; after that it is only counted
    (returns None), and `write_counts` adds an entry with the number."""
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
    """Returns how often this was done in this hour, including this time."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    known = [str(number or "") for number in people.values()]
    who = "/".join(known) if any(known) else network_of(address) if address else ""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [hour, action, who[:80], now, *people.values()])
        return int(cursor.fetchone()[0])


def write_counts(now: dt.datetime) -> int:
    """Adds an entry for each count of a past hour. Returns the number of entries. Idempotent, even if run
    concurrently."""
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
    """Removes entries past their retention period. Returns the number of removed entries."""
    return AuditEntry.objects.filter(at__lt=now - KEPT).delete()[0]
