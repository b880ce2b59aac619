"""Members in every state a plan can be in, as their rows stand after a reading from Stripe."""

from django.utils import timezone

from tests.billing.support import DAY, a_member, a_subscription, an_account

INVOICE = "https://invoice.stripe.example/i/1"


def a_customer(email="ada@example.com", *, now=None, comped_until=None, **fields):
    """A member with a billing account, and with a subscription when any of its fields is given."""
    now = now or timezone.now()
    user = a_member(email, name="Ada")
    account = an_account(user, now=now - 100 * DAY, customer_id=f"cus_{user.pk}", comped_until=comped_until)
    if fields:
        a_subscription(account, now=now, **{"invoice_url": INVOICE, **fields})
    return user


def in_state(state, *, now=None, **fields):
    """A member in the state of that name (`billing.plan_status.State`)."""
    now = now or timezone.now()
    how = {
        "free": {},
        "running": {"status": "active"},
        "ending": {"status": "active", "cancel_at": now + 20 * DAY},
        "gift": {"comped_until": now + 60 * DAY},
        "past_due": {"status": "past_due", "period_start": now - 3 * DAY, "period_end": now + 27 * DAY},
        "unpaid": {"status": "unpaid", "period_start": now - 25 * DAY, "period_end": now + 5 * DAY},
    }[state]
    return a_customer(f"{state}@example.com", now=now, **how, **fields)
