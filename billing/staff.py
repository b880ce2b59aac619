"""What staff may do to a member's billing. Each act stands in the audit log under the name of whoever did it."""

import datetime as dt

from django.conf import settings

from accounts import audit
from accounts.models import User
from billing import stripe_api, sync
from billing.checkout import account_of
from billing.models import BillingAccount, Subscription


def refund(*, subscription: Subscription, by: User, reason: str, now: dt.datetime) -> int:
    """Gives back what is left of the newest invoice's payment; how much. Raises `stripe_api.StripeError`."""
    account = subscription.account
    found = {one.id: one for one in stripe_api.subscriptions_of(account.customer_id or "")}
    bought = found.get(subscription.stripe_id)
    if bought is None or not bought.invoice_paid:
        raise stripe_api.Refused("Nothing is left to give back.")
    key = f"refund-{bought.invoice_id}-{bought.invoice_paid}-{settings.SITE_URL}"
    given = stripe_api.refund(
        bought.payment_intent, amount=bought.invoice_paid, reason="requested_by_customer", key=key
    )
    audit.record(
        "billing.refund", actor=by, member=account.user, now=now, invoice=bought.invoice_id, amount=given,
        currency=bought.currency, reason=reason,
    )  # fmt: skip
    sync.sync(account.pk, reason="refund", now=now)
    return given


def comp(*, user: User, until: dt.datetime, by: User, reason: str, now: dt.datetime) -> BillingAccount:
    """Gives Plus as a gift until a moment. A subscription beside it stays what it is."""
    account = account_of(user=user, now=now)
    account.comped_until = until
    account.save(update_fields=["comped_until"])
    audit.record("billing.comp", actor=by, member=user, now=now, until=until.isoformat(), reason=reason)
    return account


def uncomp(*, account: BillingAccount, by: User, reason: str, now: dt.datetime) -> None:
    """Ends a gift now."""
    account.comped_until = None
    account.save(update_fields=["comped_until"])
    audit.record("billing.uncomp", actor=by, member=account.user, now=now, reason=reason)


def resync(*, account: BillingAccount, by: User, now: dt.datetime) -> BillingAccount:
    """Reads the account from Stripe again. Raises `stripe_api.StripeError`."""
    audit.record("billing.resync", actor=by, member=account.user, now=now)
    return sync.sync(account.pk, reason="staff", now=now)
