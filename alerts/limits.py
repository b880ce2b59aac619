"""Enforces plan limits on alerts, under a lock.

There are two counts, both without ended and unconfirmed alerts. Creating an alert counts all of them, including paused ones.
Resuming one counts those that run. If more run than the plan covers (because Plus has ended, or alerts of another
address were added), the newest are paused and the recipient is told. Nothing is deleted, and pausing one alert
frees a place for another.
"""

import datetime as dt
from collections.abc import Collection

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.models import Recipient
from billing import entitlements
from billing.plans import FREE, PLUS, Limits
from toolkit.database import array_literal, bigint_array


class NoRoom(Exception):
    """The plan covers no more alerts. The message says how many there are and what to do."""


def limits_of(recipient: Recipient, *, now: dt.datetime) -> Limits:
    """Returns the limits of a recipient's plan; a visitor has the free plan's."""
    return entitlements.for_user(recipient.user, now).limits if recipient.user else FREE.limits


def daily_members(user_ids: Collection[int], *, now: dt.datetime) -> set[int]:
    """Returns the members whose plan includes daily alerts at ``now``; one query."""
    plans = entitlements.for_users(user_ids, now)
    return {user for user, entitled in plans.items() if entitled.limits.daily_alerts}


def claim_room(recipient: Recipient, *, resuming: bool = False, now: dt.datetime) -> None:
    """Locks the recipient for this transaction and returns if one more alert is within the limit, counting all alerts
    or, with ``resuming``, only running ones. Raises `NoRoom`."""
    Recipient.objects.select_for_update().get(pk=recipient.pk)
    most = limits_of(recipient, now=now).alerts
    counted = recipient.alerts.counted()
    used = (counted.filter(next_due_at__isnull=False) if resuming else counted).count()
    if used >= most:
        raise NoRoom(_words(used, most, resuming=resuming))


def _words(used: int, most: int, *, resuming: bool) -> str:
    included = ngettext("Your plan includes %d alert.", "Your plan includes %d alerts.", most) % most
    if resuming:
        have = ngettext("%d is on.", "%d are on.", used) % used
        what = _("Pause or stop one first.")
    else:
        have = _("You have %d.") % used
        what = _("Stop one first.")
    more = [] if most >= PLUS.limits.alerts else [_("Plus includes %d.") % PLUS.limits.alerts]
    return " ".join([included, have, what, *more])


# --- When a plan covers fewer than there are ----------------------------------------------------------------------------------

_MANY = """
SELECT recipient_id FROM alerts_alert WHERE recipient_id = ANY(%s::bigint[]) AND next_due_at IS NOT NULL
GROUP BY recipient_id HAVING count(*) > %s
"""
_PAUSE = """
UPDATE alerts_alert SET state = 'paused', paused_until = NULL, next_due_at = NULL, is_over_limit = true
WHERE id IN (
    SELECT id FROM (
        SELECT alert.id, row_number() OVER (PARTITION BY recipient_id ORDER BY alert.id = ANY(%s::bigint[]), created_at, alert.id)
            AS place, most
        FROM alerts_alert AS alert JOIN unnest(%s::bigint[], %s::int[]) AS given (recipient, most)
            ON recipient_id = given.recipient
        WHERE next_due_at IS NOT NULL
    ) AS placed WHERE place > most
) RETURNING recipient_id
"""


def pause_extras(recipient_ids: Collection[int], *, newcomers: Collection[int] = (), now: dt.datetime) -> set[int]:
    """Pauses these recipients' running alerts beyond what their plan covers: ``newcomers`` before the others, the
    newest first. The caller holds the recipients' locks. Returns the recipients with alerts that were paused."""
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [array_literal(recipient_ids), FREE.limits.alerts])
        many = [pk for (pk,) in cursor.fetchall()]
    if not many:
        return set()
    members = dict(Recipient.objects.filter(pk__in=bigint_array(many)).values_list("pk", "user_id"))
    plans = entitlements.for_users({user for user in members.values() if user}, now)
    most = [plans[user].limits.alerts if user else FREE.limits.alerts for user in members.values()]
    with connection.cursor() as cursor:
        cursor.execute(_PAUSE, [array_literal(newcomers), array_literal(members), array_literal(most)])
        return {pk for (pk,) in cursor.fetchall()}
