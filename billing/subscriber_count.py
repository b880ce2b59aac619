"""Counts paying members for the pricing page."""

import datetime as dt

from django.conf import settings
from django.core.cache import cache

from billing.models import BillingAccount, Subscription

LEAST_SHOWN = 10
KEPT = 60 * 60  # seconds
KEY = "billing:payers"


def count_subscribers(now: dt.datetime) -> int:
    """Returns the number of distinct members (no staff, no closed accounts) with an active subscription in this site's
    mode whose last payment was above zero and is neither refunded nor disputed. Trials, gifts and late payers are not
    counted."""
    paying = Subscription.objects.filter(
        status=Subscription.Status.ACTIVE, livemode=not settings.STRIPE_TEST_MODE, invoice_status="paid", invoice_paid__gt=0,
        dispute__in=("", Subscription.Dispute.WON), period_end__gt=now,
        account__user__is_staff=False, account__user__is_active=True,
    )  # fmt: skip
    return BillingAccount.objects.filter(pk__in=paying.values("account")).count()


def shown_subscriber_count(now: dt.datetime) -> int | None:
    """Returns the number for the pricing page, at most an hour old; None if it is under ten."""
    number: int | None = cache.get(KEY)
    if number is None:
        number = count_subscribers(now)
        cache.set(KEY, number, KEPT)
    return number if number >= LEAST_SHOWN else None
