"""Plans digests for due alerts. Idempotent: concurrent runs create each digest once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q

from accounts.models import User
from alerts import limits, schedule
from alerts.models import Alert
from alerts.models.alert import is_running
from toolkit.postgres_arrays import array_literal

STEP = 2_000  # alerts that are planned in one transaction, with the others of the same recipients
HOUR = dt.timedelta(hours=1)
LATE = 3 * HOUR  # as a moment may have moved since it was reckoned, by a new rule of a time zone or a short move
Cadence, State = Alert.Cadence, Alert.State


class Due(NamedTuple):
    """What planning reads of a due alert: hundreds of thousands are due in the same minute, and a row of a model costs ten times
    as much. ``user_id`` and ``user_zone`` are None for a visitor, whose own zone counts."""

    pk: int
    recipient_id: int
    cadence: str
    weekday: int
    hour: int
    state: str
    paused_until: dt.datetime | None
    next_due_at: dt.datetime
    visitor_zone: str
    user_id: int | None
    user_zone: str | None

    @property
    def zone_name(self) -> str:
        return self.visitor_zone if self.user_zone is None else self.user_zone


READ = (
    "pk", "recipient_id", "cadence", "weekday", "hour", "state", "paused_until", "next_due_at", "recipient__time_zone",
    "recipient__user_id", "recipient__user__time_zone",
)  # fmt: skip


class Plan(NamedTuple):
    """What becomes of a due alert: when it is looked at next, in which time zone that was reckoned, and the period that it has a
    section for in the digest of this hour (none: "")."""

    alert: Due
    next_due_at: dt.datetime
    zone: str
    period: str = ""


def plan_due(*, now: dt.datetime) -> int:
    """Plans a digest for every recipient with alerts that are due; how many there are more."""
    planned = 0
    while True:
        with transaction.atomic():
            recipients = _taken(now)
            if not recipients:
                return planned
            planned += _plan(recipients, now)


def _taken(now: dt.datetime) -> list[int]:
    """The next recipients with due alerts, held by this transaction; those that another one holds are left to it."""
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
    """What becomes of an alert that is due. Whether daily is allowed is asked at this moment: what was chosen daily wakes every
    day, and so notices the end of Plus and its return by itself."""
    zone = schedule.zone(alert.zone_name)
    chosen_daily = alert.cadence == Cadence.DAILY
    following = schedule.next_due(now, hour=alert.hour, weekday=None if chosen_daily else alert.weekday, zone=zone)
    if not is_running(alert.state, alert.paused_until, now):
        return Plan(alert, following, alert.zone_name)
    daily = chosen_daily and may_daily
    day, moment = schedule.last_due(now, hour=alert.hour, weekday=None if daily else alert.weekday, zone=zone)
    # Not the weekly day of an alert that is weekly for now, or the member has moved and their hour is still to come.
    if moment < alert.next_due_at - LATE:
        return Plan(alert, following, alert.zone_name)
    return Plan(alert, following, alert.zone_name, schedule.day_of(day) if daily else schedule.week_of(day))


# --- Rows -------------------------------------------------------------------------------------------------------------------

# Neither a second one of this hour nor one beside another that has not left yet.
_PUT_DIGESTS = """
INSERT INTO alerts_digest (recipient_id, slot, channel, state, not_before, attempts, error, created_at)
SELECT id, %(slot)s, 'email', 'planned', %(now)s, 0, '', %(now)s FROM unnest(%(recipients)s::bigint[]) AS id
ON CONFLICT DO NOTHING RETURNING recipient_id, id
"""
# That it is planned is said so that no index of planned digests seems better than the key: nobody knows how many of them an
# hour has made since they were last counted.
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
    """Whoever has a digest that waits, because nothing could be sent, gets what is due in that one. Whoever has one that is on
    its way, or had one this hour, gets it in the next hour."""
    slot = now.replace(minute=0, second=0, microsecond=0)
    due = [one for one in plans if one.period]
    recipients = sorted({one.alert.recipient_id for one in due})
    with connection.cursor() as cursor:
        cursor.execute(_PUT_DIGESTS, {"slot": slot, "now": now, "recipients": array_literal(recipients)})
        made: dict[int, int] = dict(cursor.fetchall())
        cursor.execute(_WAITING, [array_literal(pk for pk in recipients if pk not in made)])
        waiting: dict[int, int] = dict(cursor.fetchall())
        digests = made | waiting
        _put_sections(due, waiting, _CATCH_UP)
        filled = _put_sections(due, digests, _PUT_SECTIONS)
        empty = set(made.values()) - filled
        if empty:
            cursor.execute("DELETE FROM alerts_digest WHERE id = ANY(%s::bigint[])", [array_literal(empty)])
        late = [bool(one.period) and one.alert.recipient_id not in digests for one in plans]
        columns: dict[str, Any] = {
            "alerts": array_literal(one.alert.pk for one in plans),
            "moments": array_literal(
                (slot + HOUR if is_late else one.next_due_at).isoformat()
                for one, is_late in zip(plans, late, strict=True)
            ),
            "zones": [one.zone for one in plans],
        }
        cursor.execute(_MOVE_ON, {**columns, "now": now})
    return len(made) - len(empty)


def _put_sections(due: Iterable[Plan], digests: Mapping[int, int], statement: str) -> set[int]:
    """Those that belong to these digests, which are given by recipient; the digests of those that were put."""
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
    """Reckons anew when alerts are due whose recipient has moved to another time zone, of everybody or of ``user``; how many."""
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
