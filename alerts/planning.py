"""Plans digests for due alerts. Idempotent: concurrent runs create each digest once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q

from accounts.models import User
from alerts import limits, schedule
from alerts.models import Alert, Digest
from alerts.models.alert import is_running
from alerts.push import planning as pushes
from toolkit.database import array_literal

STEP = 2_000  # alerts planned in one transaction, together with the others of the same recipients
HOUR = dt.timedelta(hours=1)
LATE = 3 * HOUR  # how far a due moment may have moved since it was computed, by a new time zone rule or a short move
Cadence, State = Alert.Cadence, Alert.State


class Due(NamedTuple):
    """The fields of a due alert that planning reads: hundreds of thousands are due in the same minute, and a model
    instance costs ten times as much. ``user_id`` and ``user_zone`` are None for a visitor, whose own zone counts."""

    pk: int
    recipient_id: int
    cadence: str
    weekday: int
    hour: int
    state: str
    paused_until: dt.datetime | None
    next_due_at: dt.datetime
    channel: str
    visitor_zone: str
    user_id: int | None
    user_zone: str | None

    @property
    def zone_name(self) -> str:
        return self.visitor_zone if self.user_zone is None else self.user_zone


READ = (
    "pk", "recipient_id", "cadence", "weekday", "hour", "state", "paused_until", "next_due_at", "channel",
    "recipient__time_zone", "recipient__user_id", "recipient__user__time_zone",
)  # fmt: skip


class Plan(NamedTuple):
    """The plan for a due alert: when it is looked at next, in which time zone that was computed, and the period of its
    section in this hour's digest (none: "")."""

    alert: Due
    next_due_at: dt.datetime
    zone: str
    period: str = ""


def plan_due(*, now: dt.datetime) -> int:
    """Plans a digest for every recipient with due alerts. Returns the number of new digests."""
    planned = 0
    while True:
        with transaction.atomic():
            recipients = _taken(now)
            if not recipients:
                return planned
            planned += _plan(recipients, now)


def _taken(now: dt.datetime) -> list[int]:
    """Returns the next recipients with due alerts, locked by this transaction; recipients locked by another one are
    skipped."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM alerts_recipient WHERE id IN (
                SELECT recipient_id FROM alerts_alert WHERE next_due_at <= %s ORDER BY next_due_at LIMIT %s
            ) ORDER BY id FOR UPDATE SKIP LOCKED
            """,
            [now, STEP],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _plan(recipients: Sequence[int], now: dt.datetime) -> int:
    limits.pause_extras(recipients, now=now)
    rows = Alert.objects.due(now).filter(recipient__in=recipients).order_by("recipient_id", "pk").values_list(*READ)
    due = [Due(*row) for row in rows]
    daily = limits.daily_members({one.user_id for one in due if one.user_id and one.cadence == Cadence.DAILY}, now=now)
    return _write([plan(one, now, may_daily=one.user_id in daily) for one in due], now)


def plan(alert: Due, now: dt.datetime, *, may_daily: bool) -> Plan:
    """Plans a due alert. Whether daily is allowed is checked now: an alert chosen as daily is looked at every day, and
    so notices when Plus ends or returns."""
    zone = schedule.zone(alert.zone_name)
    chosen_daily = alert.cadence == Cadence.DAILY
    following = schedule.next_due(now, hour=alert.hour, weekday=None if chosen_daily else alert.weekday, zone=zone)
    if not is_running(alert.state, alert.paused_until, now):
        return Plan(alert, following, alert.zone_name)
    daily = chosen_daily and may_daily
    day, moment = schedule.last_due(now, hour=alert.hour, weekday=None if daily else alert.weekday, zone=zone)
    # Not due: either this isn't the day of an alert that is weekly for now, or the member has moved and their hour is still to
    # come.
    if moment < alert.next_due_at - LATE:
        return Plan(alert, following, alert.zone_name)
    return Plan(alert, following, alert.zone_name, schedule.day_of(day) if daily else schedule.week_of(day))


# --- Rows -------------------------------------------------------------------------------------------------------------------

# Creates no second digest in this hour, and none beside another unsent one.
_PUT_DIGESTS = """
INSERT INTO alerts_digest (recipient_id, slot, channel, state, not_before, attempts, error, created_at)
SELECT id, %(slot)s, 'email', 'planned', %(now)s, 0, '', %(now)s FROM unnest(%(recipients)s::bigint[]) AS id
ON CONFLICT DO NOTHING RETURNING recipient_id, id
"""
# The condition on the state is written this way so that the planner doesn't prefer an index of planned digests to the key: its
# statistics don't include the digests added since they were last collected.
_WAITING = """
SELECT recipient_id, id FROM alerts_digest
WHERE recipient_id = ANY(%s::bigint[]) AND channel = 'email' AND state NOT IN ('sending', 'sent', 'empty', 'failed')
FOR UPDATE
"""
_GIVEN = "unnest(%(digests)s::bigint[], %(alerts)s::bigint[], %(periods)s::text[]) AS given (digest, alert, period)"
_CATCH_UP = f"""
UPDATE alerts_section AS section SET period = given.period FROM {_GIVEN}
WHERE section.digest_id = given.digest AND section.alert_id = given.alert
  AND NOT EXISTS (SELECT FROM alerts_section AS other WHERE other.alert_id = given.alert AND other.period = given.period)
RETURNING section.digest_id
"""  # noqa: S608 - our own words
_PUT_SECTIONS = f"""
INSERT INTO alerts_section (digest_id, alert_id, period, job_ids, total, is_capped, is_now_weekly)
SELECT given.digest, given.alert, given.period, '{{}}', 0, false, false FROM {_GIVEN}
ORDER BY given.alert ON CONFLICT (alert_id, period) DO NOTHING RETURNING digest_id
"""  # noqa: S608 - our own words
_MOVE_ON = """
UPDATE alerts_alert AS alert
SET next_due_at = given.next_due_at, zone = given.zone,
    state = CASE WHEN alert.paused_until <= %(now)s THEN 'active' ELSE alert.state END,
    paused_until = CASE WHEN alert.paused_until <= %(now)s THEN NULL ELSE alert.paused_until END
FROM unnest(%(alerts)s::bigint[], %(moments)s::timestamptz[], %(zones)s::text[]) AS given (id, next_due_at, zone)
WHERE alert.id = given.id AND alert.next_due_at <= %(now)s
"""


def _write(plans: Sequence[Plan], now: dt.datetime) -> int:
    """Alerts of a recipient with a waiting digest, which couldn't be sent, join that digest. For a recipient whose
    digest is being sent, or who was sent one this hour, they are planned for the next hour. Returns the number of new
    digests."""
    slot = now.replace(minute=0, second=0, microsecond=0)
    due = [one for one in plans if one.period]
    routes = pushes.routes([one.alert for one in due], now=now)
    emailed = [one for one in due if routes.get(one.alert.pk) != Alert.Channel.PUSH]
    made, waiting = _email_digests(_recipients(emailed), slot, now)
    count = _fill(emailed, made, waiting)
    digests = {one.alert.pk: (made | waiting).get(one.alert.recipient_id) for one in emailed}
    if routes:
        both = {digests[pk] for pk, channel in routes.items() if channel == Alert.Channel.BOTH}
        announced = {pk for pk in both if pk is not None}
        Digest.objects.filter(pk__in=announced).update(to_announce=True)
        pushed = [one for one in due if routes.get(one.alert.pk) == Alert.Channel.PUSH]
        gather = {one.alert.recipient_id for one in emailed if digests[one.alert.pk] in announced}
        made, waiting = pushes.place(_recipients(pushed), gather=gather, now=now)
        count += _fill(pushed, made, waiting)
        digests |= {one.alert.pk: (made | waiting).get(one.alert.recipient_id) for one in pushed}
    late = [bool(one.period) and digests[one.alert.pk] is None for one in plans]
    columns: dict[str, Any] = {
        "alerts": array_literal(one.alert.pk for one in plans),
        "moments": array_literal(
            (slot + HOUR if is_late else one.next_due_at).isoformat() for one, is_late in zip(plans, late, strict=True)
        ),
        "zones": [one.zone for one in plans],
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_ON, {**columns, "now": now})
    return count


def _recipients(due: Iterable[Plan]) -> list[int]:
    return sorted({one.alert.recipient_id for one in due})


def _email_digests(
    recipients: Sequence[int], slot: dt.datetime, now: dt.datetime
) -> tuple[dict[int, int], dict[int, int]]:
    """Creates digests. Returns the new ones and those that were waiting already, by recipient."""
    with connection.cursor() as cursor:
        cursor.execute(_PUT_DIGESTS, {"slot": slot, "now": now, "recipients": array_literal(recipients)})
        made: dict[int, int] = dict(cursor.fetchall())
        cursor.execute(_WAITING, [array_literal(pk for pk in recipients if pk not in made)])
        return made, dict(cursor.fetchall())


def _fill(due: Sequence[Plan], made: Mapping[int, int], waiting: Mapping[int, int]) -> int:
    """Adds the sections. Returns how many of the new digests got any; the others are deleted."""
    _put_sections(due, waiting, _CATCH_UP)
    filled = _put_sections(due, {**made, **waiting}, _PUT_SECTIONS)
    empty = set(made.values()) - filled
    if empty:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM alerts_digest WHERE id = ANY(%s::bigint[])", [array_literal(empty)])
    return len(made) - len(empty)


def _put_sections(due: Iterable[Plan], digests: Mapping[int, int], statement: str) -> set[int]:
    """Adds the sections of these digests, which are given by recipient. Returns the digests that got a section."""
    sections = [one for one in due if one.alert.recipient_id in digests]
    if not sections:
        return set()
    columns = {
        "digests": array_literal(digests[one.alert.recipient_id] for one in sections),
        "alerts": array_literal(one.alert.pk for one in sections),
        "periods": array_literal(one.period for one in sections),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)
        return {pk for (pk,) in cursor.fetchall()}


# --- Members who move -------------------------------------------------------------------------------------------------------


def follow_zones(now: dt.datetime, *, user: User | None = None) -> int:
    """Recomputes due times of alerts whose recipient has moved to another time zone, for everybody or for ``user``.
    Returns the number of alerts."""
    has_moved = Q(recipient__user=None) & ~Q(zone=F("recipient__time_zone")) | ~Q(zone=F("recipient__user__time_zone"))
    moved = Alert.objects.filter(has_moved, next_due_at__gt=now).select_related("recipient__user")
    if user:
        moved = moved.filter(recipient__user=user)
    count = 0
    for alert in moved.iterator(chunk_size=STEP):
        name = alert.recipient.zone_name
        weekday = alert.weekday if alert.cadence == Alert.Cadence.WEEKLY else None
        begin = max(now, alert.paused_until or now)
        following = schedule.next_due(begin, hour=alert.hour, weekday=weekday, zone=schedule.zone(name))
        count += Alert.objects.filter(pk=alert.pk, next_due_at=alert.next_due_at).update(
            next_due_at=following, zone=name
        )
    return count
