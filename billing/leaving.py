"""Ways out: Plus that is not renewed, and an account that goes."""

import datetime as dt

from django.dispatch import Signal

from accounts import audit
from accounts.models import User
from accounts.privacy import StillBound
from billing import stripe_api, sync
from billing.models import BillingAccount, Subscription

Status = Subscription.Status
OVER = (Status.CANCELED, Status.INCOMPLETE_EXPIRED)
got_hired = (
    Signal()
)  # a member has found a job: ``user``, ``now``; for what stands above billing and has something to pause


def stop_renewal(*, user: User, now: dt.datetime) -> Subscription | None:
    """Lets Plus end with the period that is paid; the subscription as it stands then, None where there is none to stop.
    Raises `stripe_api.StripeError`; then nothing has changed."""
    account = BillingAccount.objects.filter(user=user).first()
    if account is None or not account.customer_id:
        return None
    account = sync.sync(account.pk, reason="stop renewal", now=now)
    current = account.current
    if current is None or current.status in OVER:
        return None
    if current.cancel_at is None:
        stripe_api.stop_renewal(current.stripe_id)
        audit.record("billing.stop_renewal", actor=user, member=user, now=now, subscription=current.stripe_id)
        account = sync.sync(account.pk, reason="stop renewal", now=now)
    return account.current


def hired(*, user: User, now: dt.datetime) -> None:
    """Stops what a member with a new job needs no more. Raises `stripe_api.StripeError`; then nothing has changed."""
    stop_renewal(user=user, now=now)
    got_hired.send(sender=None, user=user, now=now)


def release(*, user: User, now: dt.datetime) -> None:
    """Ends every subscription at Stripe before an account is deleted. Only an end that Stripe confirms counts: on anything else
    `StillBound` is raised, and the account stays."""
    account = BillingAccount.objects.filter(user=user).first()
    if account is None or not account.customer_id:
        return
    try:
        for attempt in account.attempts.filter(state="open"):
            stripe_api.expire_session(attempt.session_id)
        for bought in stripe_api.subscriptions_of(account.customer_id):
            if bought.status not in OVER:
                stripe_api.cancel(bought.id)
        sync.sync(account.pk, reason="account deletion", now=now)
    except stripe_api.StripeError as error:
        raise StillBound(
            "Your subscription could not be cancelled at Stripe just now, so nothing was deleted. Please try again in a "
            "few minutes."
        ) from error
    audit.record("billing.released", actor=user, member=user, now=now)
