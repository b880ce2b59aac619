"""Rows of planned notifications: take, decide, postpone, hand over to email. Each change needs the lease."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q

from alerts.digest_contents import Content
from alerts.models import Digest, Mailed, PushDelivery, PushDevice, Section
from alerts.push import keys
from toolkit.database import bigint_array

LEASE = dt.timedelta(minutes=10)  # longer than all devices of a member take, each with its time-outs
HOUR = dt.timedelta(hours=1)
Waiting, State = PushDelivery.State, Digest.State

# Not while the recipient's email is being sent: it isn't known yet which jobs it tells.
_TAKE = """
UPDATE alerts_digest SET state = 'sending', lease = %(lease)s, leased_until = %(until)s
WHERE id IN (
    SELECT id FROM alerts_digest AS push WHERE state = 'planned' AND channel = 'push' AND not_before <= %(now)s
    AND NOT EXISTS (
        SELECT FROM alerts_digest AS email
        WHERE email.recipient_id = push.recipient_id AND email.channel = 'email' AND email.state = 'sending'
    )
    ORDER BY not_before, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
) RETURNING id
"""


def take(lease: uuid.UUID, *, most: int, now: dt.datetime) -> list[int]:
    """Leases due notifications, those waiting longest first."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, {"lease": lease, "until": now + LEASE, "now": now, "most": most})
        return sorted(pk for (pk,) in cursor.fetchall())


@transaction.atomic
def settle_interrupted(taken: Collection[int], *, lease: uuid.UUID, now: dt.datetime) -> set[int]:
    """Ends notifications whose worker died after it had claimed a device: the member was told the jobs that are stored, as far
    as anybody knows. What the alerts have seen isn't moved on, so jobs beyond those are found again. Returns the
    notifications."""
    claimed = PushDelivery.objects.filter(digest__in=bigint_array(taken), state__in=[Waiting.SENDING, Waiting.SENT])
    found = _held(claimed.values_list("digest_id", flat=True), lease)
    if not found:
        return found
    told: dict[tuple[int, int], set[int]] = defaultdict(set)
    sections = Section.objects.filter(digest__in=bigint_array(found)).exclude(job_ids=[])
    for digest, recipient, job_ids in sections.values_list("digest_id", "digest__recipient_id", "job_ids"):
        told[digest, recipient].update(job_ids)
    Digest.objects.filter(pk__in=bigint_array(found), state=State.SENDING).update(
        state=State.SENT, sent_at=now, lease=None, leased_until=None, error="in doubt"
    )
    Mailed.objects.bulk_create(
        Mailed(recipient_id=recipient, sent_at=now, job_ids=sorted(jobs), lowest=min(jobs), highest=max(jobs))
        for (_digest, recipient), jobs in told.items()
    )
    return found


def _held(digest_ids: Iterable[int], lease: uuid.UUID) -> set[int]:
    """Locks and returns those that the lease still holds."""
    mine = Digest.objects.filter(pk__in=bigint_array(digest_ids), lease=lease)
    return set(mine.select_for_update().values_list("pk", flat=True))


@transaction.atomic
def decide(
    told: Sequence[Content], *, lease: uuid.UUID, now: dt.datetime
) -> tuple[list[Content], dict[int, list[PushDelivery]]]:
    """Stores the jobs of each notification that is still held, and a delivery for each device. Returns these notifications, and
    the deliveries that wait for each."""
    held = _held([content.envelope.digest_id for content in told], lease)
    told = [content for content in told if content.envelope.digest_id in held]
    parts = [part for content in told for part in content.parts]
    decided = [
        Section(
            pk=part.entry.section_id,
            job_ids=part.job_ids,
            total=part.total,
            is_capped=part.is_capped,
            is_now_weekly=part.is_now_weekly,
        )
        for part in parts
    ]
    Section.objects.bulk_update(decided, ["job_ids", "total", "is_capped", "is_now_weekly"], batch_size=200)
    owners = {content.envelope.user_id: content.envelope.digest_id for content in told}
    devices = PushDevice.objects.filter(user__in=bigint_array(pk for pk in owners if pk)) if keys.is_on() else ()
    PushDelivery.objects.bulk_create(
        (PushDelivery(digest_id=owners[device.user_id], device=device, not_before=now) for device in devices),
        ignore_conflicts=True,
    )
    found: dict[int, list[PushDelivery]] = defaultdict(list)
    waiting = PushDelivery.objects.filter(digest__in=bigint_array(owners.values()), state=Waiting.WAITING)
    for delivery in waiting.select_related("device").order_by("pk"):
        found[delivery.digest_id].append(delivery)
    return told, found


def emails_of(recipients: Iterable[int], *, since: dt.datetime) -> dict[int, tuple[int, str]]:
    """Returns recipient and state of the emails that are being sent, or were since then, by id."""
    emails = Digest.objects.filter(recipient__in=bigint_array(recipients), channel=Digest.Channel.EMAIL)
    rows = emails.filter(Q(state=State.SENDING) | Q(state=State.SENT, sent_at__gt=since))
    return {pk: (recipient, state) for pk, recipient, state in rows.values_list("pk", "recipient_id", "state")}


def wait_until(digest_id: int, moment: dt.datetime, *, lease: uuid.UUID) -> None:
    """Moves a notification to the end of quiet hours, and to the hour that is then."""
    Digest.objects.filter(pk=digest_id, lease=lease).update(
        state=State.PLANNED,
        lease=None,
        leased_until=None,
        not_before=moment,
        slot=moment.replace(minute=0, second=0, microsecond=0),
    )


def postpone(digest_id: int, moment: dt.datetime, error: str, *, lease: uuid.UUID) -> None:
    """Postpones a notification that no device has got."""
    Digest.objects.filter(pk=digest_id, lease=lease).update(
        state=State.PLANNED, lease=None, leased_until=None, attempts=F("attempts") + 1, error=error, not_before=moment
    )


def hand_to_email(digest_id: int, why: str, *, lease: uuid.UUID, now: dt.datetime) -> bool:
    """Turns a notification into an email. If an email is on its way, or was sent this hour, that is
    tried again next hour. Returns whether it is an email now."""
    mine = Digest.objects.filter(pk=digest_id, lease=lease)
    slot = now.replace(minute=0, second=0, microsecond=0)
    free = {"state": State.PLANNED, "lease": None, "leased_until": None, "attempts": 0, "error": why}
    try:
        with transaction.atomic():
            if not _held([digest_id], lease):
                return False
            PushDelivery.objects.filter(digest=digest_id).delete()
            Digest.objects.filter(push=digest_id).update(push=None)
            return bool(mine.update(channel=Digest.Channel.EMAIL, slot=slot, not_before=now, **free))
    except IntegrityError:
        mine.update(not_before=slot + HOUR, **free)
        return False
