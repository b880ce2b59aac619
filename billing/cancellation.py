"""Cancels subscriptions: when a member got hired, and before their account is deleted.

The pages that announce the result (`ending_of`) and the code that cancels follow one rule: a paid period runs to its
end; an unpaid one ends now and its invoice is voided, so nothing can be charged later.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from django.dispatch import Signal
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.privacy import StillBound
from billing import settlement, stripe_api, sync
from billing.models import BillingAccount, CheckoutAttempt, Subscription
from billing.stripe_api import Bought

Status = Subscription.Status
OVER = settlement.OVER
got_hired = Signal()  # sent with ``user`` and ``now`` when a member has found a job; apps above billing pause things


class HalfDone(stripe_api.StripeError):
    """Stripe failed during a cancellation, so part of it may be done. Calling again finishes it."""


class Ending(StrEnum):
    """What happens to a subscription when its member leaves."""

    NONE = "none"  # no subscription, or it has ended
    FIXED = "fixed"  # already set to cancel at the end of the paid period
    AT_PERIOD_END = "at_period_end"  # it is not renewed
    NOW = "now"  # the current period is unpaid: it ends now and its invoice is voided


def ending_of(subscription: Subscription | Bought | None) -> Ending:
    """Returns what leaving does to a subscription, based on the last sync with Stripe."""
    if subscription is None or subscription.status in OVER:
        return Ending.NONE
    is_paid = subscription.invoice_status not in ("open", "draft", "uncollectible")
    if subscription.status not in (Status.ACTIVE, Status.TRIALING) or not is_paid:
        return Ending.NOW
    return Ending.FIXED if subscription.cancel_at else Ending.AT_PERIOD_END


def stop_renewal(*, user: User, now: dt.datetime) -> Subscription | None:
    """Ends every subscription of a member, each as `ending_of` says, and closes an open checkout. Returns the current
    subscription afterwards, or None if there was nothing to stop. Raises `stripe_api.StripeError` if nothing has
    changed, or `HalfDone`."""
    account = BillingAccount.objects.filter(user=user).first()
    if account is None or not account.customer_id:
        return None
    with sync.locked(account.pk):
        account = BillingAccount.objects.select_related("user").get(pk=account.pk)
        sync.read_from_stripe(account, reason="stop renewal", now=now)
        to_stop = [one for one in account.subscriptions.all() if ending_of(one) != Ending.NONE]
        with _half_done():
            _close_checkouts(account, now)
            for one in to_stop:
                _stop(one, user, now)
            sync.read_from_stripe(account, reason="stop renewal", now=now)
    return account.current if to_stop else None


def _stop(one: Subscription, user: User, now: dt.datetime) -> None:
    ending = ending_of(one)
    if ending == Ending.FIXED:
        return
    if ending == Ending.AT_PERIOD_END:
        stripe_api.stop_renewal(one.stripe_id)
    else:
        stripe_api.cancel(one.stripe_id)  # the sync that follows voids its invoice
    audit.record(
        "billing.stop_renewal", actor=user, member=user, now=now, subscription=one.stripe_id, ends=ending.value
    )


def _close_checkouts(account: BillingAccount, now: dt.datetime) -> None:
    for attempt in account.attempts.filter(state=CheckoutAttempt.State.OPEN):
        sync.close_attempt(account, attempt, now=now)


@contextmanager
def _half_done() -> Iterator[None]:
    try:
        yield
    except stripe_api.StripeError as error:
        raise HalfDone(str(error)) from error


def hired(*, user: User, now: dt.datetime) -> None:
    """Stops what a member with a new job no longer needs. Raises as `stop_renewal` does; alerts then stay active."""
    stop_renewal(user=user, now=now)
    got_hired.send(sender=None, user=user, now=now)


def release(*, user: User, now: dt.datetime) -> None:
    """Ends every subscription at Stripe before an account is deleted, and voids open invoices. If Stripe doesn't
    confirm the end, raises `StillBound` and the account stays."""
    account = BillingAccount.objects.filter(user=user).first()
    if account is None or not account.customer_id:
        return
    try:
        with sync.locked(account.pk):
            _end_everything(BillingAccount.objects.select_related("user").get(pk=account.pk), now)
    except stripe_api.StripeError as error:
        raise StillBound(
            _(
                "We couldn't cancel your subscription at Stripe, so nothing was deleted. Please try again in a few minutes."
            )
        ) from error
    audit.record("billing.released", actor=user, member=user, now=now)


def _end_everything(account: BillingAccount, now: dt.datetime) -> None:
    _close_checkouts(account, now)
    for bought in settlement.read_subscriptions(account).found:
        if bought.status not in OVER:
            stripe_api.cancel(bought.id)
    sync.read_from_stripe(account, reason="account deletion", now=now)
