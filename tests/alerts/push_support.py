"""What the tests of notifications share: members with devices, and the sweep with both senders."""

from alerts import planning, sending, tasks
from alerts.push import devices
from alerts.push import planning as pushes
from alerts.push import sending as push_sending
from tests.alerts.support import Clock
from tests.factories import NOW


def a_device(user, browser, *, now=NOW):
    return devices.add_device(user=user, **browser.subscription, name="Firefox on Linux", now=now)


def plan(now):
    planning.plan_due(now=now)
    pushes.announce(now=now)
    tasks.prepare(now)


def push(now, seconds=30):
    return push_sending.send_due(clock=Clock(now), seconds=seconds)


def run_both(now):
    """What a sweep, the senders of emails, the next sweep and the senders of notifications do, all at ``now``."""
    plan(now)
    sending.send_due(clock=Clock(now), seconds=30)
    plan(now)
    return push(now)
