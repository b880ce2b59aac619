"""Plans notifications: which due alerts they carry, and which sent emails they announce.

An alert sent by notification only has its section in a digest of its own, which decides about the jobs like an email. An alert
sent both ways has its section in the email; once that is sent, a notification announces it, so both tell the same jobs.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from django.db import connection, transaction
from django.db.models import Count, Q

from accounts.models import User
from alerts import schedule
from alerts.models import Alert, Digest, PushDelivery, PushDevice, Recipient, Section
from alerts.push import keys
from mail import suppression
from toolkit.database import array_literal, bigint_array
from toolkit.email_addresses import comparable

STEP = 2_000  # emails announced in one transaction
GATHER = dt.timedelta(minutes=2)  # how long a notification waits for an email that it can announce too
OLD = dt.timedelta(days=1)  # emails older than this aren't announced any more
Channel = Alert.Channel


class Asking(Protocol):
    """What `routes` needs of a due alert."""

    @property
    def pk(self) -> int: ...
    @property
    def channel(self) -> str: ...
    @property
    def user_id(self) -> int | None: ...


def routes(due: Iterable[Asking], *, now: dt.datetime) -> dict[int, str]:
    """Returns how due alerts go now, by id, for those that a notification is for: no query if there are none. Without a device
    an alert goes by email; one for both goes by notification alone while the member's address can't get emails."""
    asked = [one for one in due if one.channel != Channel.EMAIL and one.user_id]
    if not asked or not keys.is_on():
        return {}
    members = PushDevice.objects.filter(user__in=bigint_array({one.user_id for one in asked if one.user_id}))
    with_device = set(members.values_list("user_id", flat=True))
    both = {one.user_id for one in asked if one.channel == Channel.BOTH and one.user_id in with_device}
    unreachable = _unreachable({pk for pk in both if pk})
    return {
        one.pk: Channel.PUSH if one.channel == Channel.PUSH or one.user_id in unreachable else Channel.BOTH
        for one in asked
        if one.user_id in with_device
    }


def _unreachable(user_ids: Collection[int]) -> set[int]:
    """Returns the members whose addresses are suppressed."""
    if not user_ids:
        return set()
    addresses = dict(User.objects.filter(pk__in=bigint_array(user_ids)).values_list("pk", "email"))
    blocked = suppression.blocked(list(addresses.values()), marketing=True)
    return {pk for pk, address in addresses.items() if comparable(address) in blocked}


# --- Digests ------------------------------------------------------------------------------------------------------------------

# One an hour at most, and one on its way: what becomes due meanwhile joins it.
_PUT = """
INSERT INTO alerts_digest (recipient_id, slot, channel, state, not_before, attempts, error, created_at)
SELECT recipient, date_trunc('hour', moment, 'UTC'), 'push', 'planned', moment, 0, '', %(now)s
FROM unnest(%(recipients)s::bigint[], %(moments)s::timestamptz[]) AS given (recipient, moment)
ON CONFLICT DO NOTHING RETURNING recipient_id, id
"""
_WAITING = """
SELECT recipient_id, id FROM alerts_digest
WHERE recipient_id = ANY(%s::bigint[]) AND channel = 'push' AND state NOT IN ('sending', 'sent', 'empty', 'failed')
FOR UPDATE
"""


def place(
    recipients: Sequence[int], *, gather: Collection[int] = (), now: dt.datetime
) -> tuple[dict[int, int], dict[int, int]]:
    """Creates notifications, after the quiet hours of their members. Those of ``gather`` wait for an email. Returns the new
    ones and those that were waiting already, by recipient; a recipient who just got one has neither."""
    if not recipients:
        return {}, {}
    quiet = quiet_ends(recipients, now=now)
    moments = [quiet.get(pk) or (now + GATHER if pk in gather else now) for pk in recipients]
    columns = {
        "recipients": array_literal(recipients),
        "moments": array_literal(moment.isoformat() for moment in moments),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PUT, {**columns, "now": now})
        made: dict[int, int] = dict(cursor.fetchall())
        cursor.execute(_WAITING, [array_literal(pk for pk in recipients if pk not in made)])
        return made, dict(cursor.fetchall())


def quiet_ends(recipients: Collection[int], *, now: dt.datetime) -> dict[int, dt.datetime]:
    """Returns when quiet hours end, for recipients who have them now."""
    rows = Recipient.objects.filter(pk__in=bigint_array(recipients), user__isnull=False)
    found = {
        pk: schedule.end_of_quiet(now, begin=begin, end=end, zone=schedule.zone(zone))
        for pk, begin, end, zone in rows.values_list("pk", "quiet_from", "quiet_until", "user__time_zone")
    }
    return {pk: until for pk, until in found.items() if until}


def wanted_by_email(digest_ids: Collection[int]) -> set[int]:
    """Returns notifications whose alerts are all sent by email only: their member chose that while they waited."""
    sections = Section.objects.filter(digest__in=bigint_array(digest_ids))
    rows = sections.values("digest").annotate(pushed=Count("pk", filter=~Q(alert__channel=Channel.EMAIL)))
    return set(rows.filter(pushed=0).values_list("digest_id", flat=True))


# --- Emails that are announced ------------------------------------------------------------------------------------------------


class _Sent(NamedTuple):
    pk: int
    recipient: int
    sent_at: dt.datetime


def announce(*, now: dt.datetime) -> int:
    """Plans notifications of emails that were sent. One that can't be announced this hour, because the recipient just got a
    notification, is left for the next. Returns the number of emails that will be announced."""
    count, last = 0, 0
    while True:
        with transaction.atomic():
            waiting = Digest.objects.filter(to_announce=True, state="sent", pk__gt=last).order_by("pk")
            rows = waiting.select_for_update(skip_locked=True).values_list("pk", "recipient_id", "sent_at")[:STEP]
            sent = [_Sent(*row) for row in rows]  # type: ignore[arg-type]
            if not sent:
                return count
            count += _announce(sent, now)
            last = sent[-1].pk


def _announce(sent: Sequence[_Sent], now: dt.datetime) -> int:
    fresh = [one for one in sent if keys.is_on() and one.sent_at > now - OLD]
    worth = _worth_it([one.pk for one in fresh])
    wanted = [one for one in fresh if one.pk in worth]
    made, waiting = place(sorted({one.recipient for one in wanted}), now=now)
    pushes = {**made, **waiting}
    placed = {one.pk: pushes[one.recipient] for one in wanted if one.recipient in pushes}
    _link(placed)
    done = {one.pk for one in sent} - {one.pk for one in wanted} | placed.keys()
    Digest.objects.filter(pk__in=bigint_array(done)).update(to_announce=False)
    return len(placed)


def _worth_it(digest_ids: Collection[int]) -> set[int]:
    """Returns the emails with jobs of an alert that is sent both ways, to members who still have a device."""
    told = Section.objects.filter(digest__in=bigint_array(digest_ids), alert__channel=Channel.BOTH).exclude(job_ids=[])
    members = dict(told.values_list("digest_id", "digest__recipient__user_id"))
    owners = {user for user in members.values() if user}
    with_device = set(PushDevice.objects.filter(user__in=bigint_array(owners)).values_list("user_id", flat=True))
    return {pk for pk, user in members.items() if user in with_device}


def _link(pushes: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE alerts_digest AS digest SET push_id = given.push
            FROM unnest(%s::bigint[], %s::bigint[]) AS given (id, push) WHERE digest.id = given.id
            """,
            [array_literal(pushes), array_literal(pushes.values())],
        )


def is_any_due(now: dt.datetime) -> bool:
    """Returns whether there is work for a sender."""
    planned = Digest.objects.filter(state=Digest.State.PLANNED, channel=Digest.Channel.PUSH, not_before__lte=now)
    waiting = PushDelivery.objects.filter(
        state=PushDelivery.State.WAITING, not_before__lte=now, digest__state=Digest.State.SENT
    )
    held = Digest.objects.filter(state=Digest.State.SENDING, channel=Digest.Channel.PUSH, leased_until__lte=now)
    return planned.exists() or waiting.exists() or held.exists()
