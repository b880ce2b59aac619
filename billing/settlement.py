"""Reads an account's subscriptions from Stripe, ends those charged back, and voids open invoices of ended ones.

A known subscription missing from the customer's list is fetched by id; only Stripe's own answer ends it. A lost
chargeback ends the subscription it paid for. An ended subscription keeps no open invoice that could still be charged.
"""

import logging
from typing import NamedTuple

from django.conf import settings

from billing import stripe_api
from billing.models import BillingAccount, Subscription
from billing.stripe_api import Bought

logger = logging.getLogger(__name__)
Status = Subscription.Status
OVER = (Status.CANCELED, Status.INCOMPLETE_EXPIRED)


class Reading(NamedTuple):
    """Subscriptions read from Stripe. ``gone``: ids of known subscriptions that no longer exist at Stripe."""

    found: list[Bought]
    gone: set[str]


def read_subscriptions(account: BillingAccount) -> Reading:
    """Returns all subscriptions the account ever had, settled. Raises `stripe_api.StripeError`."""
    rows = {row.stripe_id: row for row in account.subscriptions.all()}
    found = (
        stripe_api.subscriptions_of(account.customer_id, known=rows, account=str(account.pk))
        if account.customer_id
        else []
    )
    gone = set()
    for missing in rows.keys() - {one.id for one in found}:
        row = rows[missing]
        # A key for Stripe's other mode (live or test) can't see it.
        if row.status in OVER or row.livemode == settings.STRIPE_TEST_MODE:
            continue
        try:
            found.append(stripe_api.subscription(missing))
        except stripe_api.NotFound:
            gone.add(missing)
    return Reading([_settled(one) for one in found], gone)


def _settled(bought: Bought) -> Bought:
    if bought.status not in OVER and bought.dispute == Subscription.Dispute.LOST:
        stripe_api.cancel(bought.id)
    elif bought.status in OVER and bought.invoice_due:
        try:
            stripe_api.void_open_invoices(bought.id)
        except stripe_api.Refused as refused:  # a payment is in progress; the pages show the invoice as open
            logger.warning("The invoices of %s stay open: %s", bought.id, refused)
            return bought
    else:
        return bought
    return stripe_api.subscription(bought.id)


def give_back(bought: Bought, *, reason: str) -> int:
    """Refunds the rest of the newest invoice's payments; returns the amount. Refunds nothing while the payment is
    disputed or after a lost dispute, because it would be paid back twice. Raises `stripe_api.StripeError`."""
    if bought.dispute in (Subscription.Dispute.OPEN, Subscription.Dispute.LOST):
        return 0
    return sum(
        stripe_api.refund(intent, amount=left, reason=reason, key=f"refund-{bought.invoice_id}-{intent}")
        for intent, left in bought.payments.items()
        if left
    )
