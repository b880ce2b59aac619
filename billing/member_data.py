"""Member data in billing: export, release, deletion (contract: `accounts.privacy`)."""

import datetime as dt

from accounts.models import User
from accounts.privacy import Tables
from billing import cancellation
from billing.models import BillingAccount, BillingMail, CheckoutAttempt, StripeEvent, Subscription, SyncRun


def tables(user: User) -> Tables:
    """Returns every row about the member, by table name."""
    own = BillingAccount.objects.filter(user=user)
    customers = own.exclude(customer_id=None).values("customer_id")
    return {
        "billing_account": list(own.values("customer_id", "comped_until", "created_at", "synced_at")),
        "subscriptions": list(Subscription.objects.filter(account__in=own).values().order_by("started_at")),
        "checkouts": list(
            CheckoutAttempt.objects.filter(account__in=own).values(
                "session_id", "lookup_key", "state", "created_at", "closed_at"
            )
        ),
        "billing_mails": list(
            BillingMail.objects.filter(account__in=own).values("kind", "occasion", "facts", "created_at", "sent_at")
        ),
        "billing_events": list(
            StripeEvent.objects.filter(customer_id__in=customers).values(
                "event_id", "type", "created_at", "received_at"
            )
        ),
        "billing_readings": list(SyncRun.objects.filter(account__in=own).values("at", "reason", "changes", "error")),
    }


def release(*, user: User, now: dt.datetime) -> None:
    """Cancels at Stripe, or raises `accounts.privacy.StillBound`."""
    cancellation.release(user=user, now=now)


def forget(*, user: User) -> None:
    """Deletes the member's Stripe events, which have a customer id but no foreign key and so aren't deleted by
    cascade."""
    customers = BillingAccount.objects.filter(user=user).exclude(customer_id=None).values("customer_id")
    StripeEvent.objects.filter(customer_id__in=customers).delete()
