"""What the tests about money share."""

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from billing import checkout, sync
from billing.models import BillingAccount, Subscription
from billing.plans import MONTHLY
from tests.factories import a_user

DAY = dt.timedelta(days=1)


def a_member(email="ada@example.com", **fields):
    return a_user(email, **fields)


def upgraded(stand_in, user=None):
    """A member who has paid and whose account was read."""
    user = user or a_member()
    url = checkout.start_checkout(user=user, price=MONTHLY, now=timezone.now())
    stand_in.pay(url)
    return sync.sync(user.billing_account.pk, reason="test", now=timezone.now())


def a_stripe_customer(account):
    """The id of the account's customer at Stripe."""
    with sync.locked(account.pk):
        return checkout._customer(account)


def reread(account):
    return BillingAccount.objects.select_related("current", "user").get(pk=account.pk)


def a_subscription(account, *, now, **changes):
    """A row as if it had been read from Stripe."""
    values = {
        "stripe_id": f"sub_{Subscription.objects.count()}",
        "status": "active",
        "livemode": False,
        "lookup_key": "plus_monthly",
        "amount": 800,
        "currency": "USD",
        "interval": "month",
        "period_start": now - 10 * DAY,
        "period_end": now + 20 * DAY,
        "started_at": now - 10 * DAY,
        "invoice_id": "in_1",
        "invoice_status": "paid",
        "invoice_paid": 800,
        "synced_at": now,
    }
    made = Subscription.objects.create(account=account, **{**values, **changes})
    account.current = made
    account.save()
    return made


def an_account(user=None, *, now, **fields):
    return BillingAccount.objects.create(user=user or a_member(), created_at=now, **fields)


__all__ = ["DAY", "a_member", "a_stripe_customer", "a_subscription", "an_account", "replace", "reread", "upgraded"]
