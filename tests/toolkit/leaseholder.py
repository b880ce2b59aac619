"""A process that holds leases for a second, one after the other as it's told: ``WHAT ROW``. Run by tests that freeze or kill it: it
says ``ready`` when it may be, then waits for a line, goes on, and says what came of it."""

import sys

import django

django.setup()

from django.conf import settings  # noqa: E402 - settings come first
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from alerts import places  # noqa: E402
from billing import settlement, stripe_api, sync  # noqa: E402


def wait():
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()


def syncing(pk):
    """Has read from Stripe and not yet written."""
    sync.LEASE = 1.0
    read = settlement.read_subscriptions

    def read_and_wait(account):
        found = read(account)
        wait()
        return found

    settlement.read_subscriptions = read_and_wait
    try:
        sync.sync(int(pk), reason="frozen", now=timezone.now())
    except stripe_api.Unavailable:
        return "overtaken"
    finally:
        settlement.read_subscriptions = read
    return "written"


def canceling(pk):
    """Holds the account and is about to call Stripe."""
    sync.LEASE = 1.0
    with sync.locked(int(pk)):
        account = sync.BillingAccount.objects.get(pk=pk)
        wait()
        try:
            stripe_api.cancel(account.current.stripe_id)
        except stripe_api.Unavailable:
            return "overtaken"
    return "canceled"


def working(name):
    """Has a place among the senders."""
    settings.ALERT_DOUBT_SECONDS = 3
    place = places.take_of_sender(name)
    wait()
    return "mine" if place.keep() else "lost"


if __name__ == "__main__":
    for line in sys.stdin:
        what, row = line.strip().split(" ", 1)
        print({"syncing": syncing, "canceling": canceling, "working": working}[what](row), flush=True)  # noqa: T201
        connection.close()
