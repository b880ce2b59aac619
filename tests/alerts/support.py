"""What the tests of alerts share: members with alerts, and a clock that is turned by hand."""

import datetime as dt
import email
import email.policy

from alerts import matching, planning, sending, services, tasks
from alerts.models import Alert, Search
from alerts.services import Timing
from billing.models import BillingAccount
from jobs.search.criteria import Criteria
from tests.factories import NOW, a_job, a_user

MONDAY = dt.datetime(
    2026, 11, 23, 8, 30, tzinfo=dt.UTC
)  # the first Monday after NOW, half an hour after the usual hour
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def an_alert(user=None, *, q="", name="Operations", now=NOW, criteria=None, **timing):
    """A member's alert, weekly on Mondays at eight unless it is said otherwise."""
    return services.create(
        user=user or a_user(), criteria=criteria or Criteria(q=q), name=name, timing=Timing(**timing), now=now
    )


def has_plus(user, *, until=NOW + 3650 * DAY):
    BillingAccount.objects.update_or_create(user=user, defaults={"comped_until": until, "created_at": NOW})
    return user


def make_due(now):
    """Every alert that is on is due at ``now``, by the hour and the weekday of its member."""
    for alert in Alert.objects.filter(state="active").select_related("recipient__user"):
        local = now.astimezone(services.zone_of(alert.recipient))
        Alert.objects.filter(pk=alert.pk).update(next_due_at=now, weekday=local.weekday(), hour=local.hour)


class Clock:
    """Stands still until it is set, and gives the moment like `timezone.now`."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now


def run(now):
    """What the sweep and its senders do at ``now``, in this process."""
    planning.plan_due(now=now)
    tasks.prepare(now)
    return sending.send_due(clock=Clock(now), seconds=30)


def parsed(message):
    """An email of Django's outbox as a mail program reads it."""
    raw = message if isinstance(message, bytes) else message.message().as_bytes()
    return email.message_from_bytes(raw, policy=email.policy.default)


def text_of(message):
    return parsed(message).get_body(("plain",)).get_content()


def html_of(message):
    return parsed(message).get_body(("html",)).get_content()


def listed(count, *, at, **changes):
    """Jobs listed an hour before ``at``."""
    return [a_job(now=at - HOUR, **{"title": f"Operations Officer {number}", **changes}) for number in range(count)]


__all__ = ["Alert", "Search", "matching"]
