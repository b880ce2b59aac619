"""Staff services for a member's billing. The audit log records each call and the person who made it."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from billing import settlement, stripe_api, sync
from billing.checkout import account_of
from billing.models import BillingAccount, Subscription


def refund(*, subscription: Subscription, by: User, reason: str, now: dt.datetime) -> int:
    """Refunds the rest of the latest invoice's payment; returns the amount. Raises `stripe_api.StripeError`."""
    with sync.locked(subscription.account_id):  # if two people click at once, the second call finds nothing left
        account = BillingAccount.objects.select_related("user").get(pk=subscription.account_id)
        bought = stripe_api.subscription(subscription.stripe_id)
        given = settlement.give_back(bought, reason="requested_by_customer")
        if not given:
            sync.read_from_stripe(account, reason="refund", now=now)
            raise stripe_api.Refused(_("Nothing is left to refund."))
        audit.record(
            "billing.refund", actor=by, member=account.user, now=now, invoice=bought.invoice_id, amount=given,
            currency=bought.currency, reason=reason,
        )  # fmt: skip
        sync.read_from_stripe(account, reason="refund", now=now)
    return given


def give_gift(*, user: User, until: dt.datetime, by: User, reason: str, now: dt.datetime) -> BillingAccount:
    """Gives Plus as a gift until a given time. An existing subscription stays unchanged."""
    account = account_of(user=user, now=now)
    account.comped_until = until
    account.save(update_fields=["comped_until"])
    audit.record("billing.comp", actor=by, member=user, now=now, until=until.isoformat(), reason=reason)
    return account


def end_gift(*, account: BillingAccount, by: User, reason: str, now: dt.datetime) -> None:
    """Ends a gift now."""
    if BillingAccount.objects.filter(pk=account.pk, comped_until__gt=now).update(comped_until=None):
        audit.record("billing.uncomp", actor=by, member=account.user, now=now, reason=reason)


def resync(*, account: BillingAccount, by: User, now: dt.datetime) -> BillingAccount:
    """Syncs the account with Stripe. Raises `stripe_api.StripeError`."""
    audit.record("billing.resync", actor=by, member=account.user, now=now)
    return sync.sync(account.pk, reason="staff", now=now)
