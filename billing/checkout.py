"""Sends members to Stripe: to a checkout to buy Plus, or to the portal to change it.

Decisions are made under the account's lock, after a fresh sync, so two clicks, tabs or devices end in one checkout and one
subscription. Idempotency keys are derived from the account, its generation and the request, so a retry of a lost request has
the same key.
"""

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from billing import stripe_api, sync
from billing.models import BillingAccount, CheckoutAttempt, StripeEvent, Subscription
from billing.plans import Price

Status = Subscription.Status
HAS_PLUS = (Status.ACTIVE, Status.TRIALING, Status.PAST_DUE, Status.UNPAID, Status.PAUSED)


def account_of(*, user: User, now: dt.datetime) -> BillingAccount:
    """Returns the member's billing account; creates it if needed."""
    try:
        with transaction.atomic():
            return BillingAccount.objects.get_or_create(user=user, defaults={"created_at": now})[0]
    except IntegrityError:  # another request created it at the same time
        return BillingAccount.objects.get(user=user)


def start_checkout(*, user: User, price: Price, now: dt.datetime) -> str:
    """Returns the URL to send the member to: a checkout, the portal if they have Plus, or the first invoice if it was
    never paid. Raises `stripe_api.StripeError`; nothing has started then, and the same call can be repeated."""
    account_id = account_of(user=user, now=now).pk
    with sync.locked(account_id):
        account = BillingAccount.objects.select_related("user").get(pk=account_id)
        sync.read_from_stripe(account, reason="checkout", now=now)
        customer_id = _customer(account)
        current = account.current
        if current and current.status in HAS_PLUS:
            return stripe_api.portal_url(customer_id, return_url=absolute(reverse("billing:plan")))
        if current and current.status == Status.INCOMPLETE:
            if _costs(current, price) and current.interval == price.interval and current.invoice_url:
                return current.invoice_url
            stripe_api.cancel(current.stripe_id)
        attempt = account.attempts.filter(state=CheckoutAttempt.State.OPEN).first()
        if attempt and attempt.lookup_key == price.lookup_key and _costs(attempt, price) and attempt.expires_at > now:
            return attempt.url
        if attempt:
            sync.close_attempt(account, attempt, now=now)
        return _open(account, customer_id, price, now)


def _costs(bought: Subscription | CheckoutAttempt, price: Price) -> bool:
    return (bought.amount, bought.currency) == (price.amount, price.currency)


def _customer(account: BillingAccount) -> str:
    """Returns the customer at Stripe; creates it if there is none or Stripe deleted it. It is kept if a later step
    fails."""
    former = account.customer_id
    if former and stripe_api.customer_exists(former):
        return former
    user = account.user
    made = stripe_api.create_customer(
        email=user.email, name=user.name, user_id=user.pk, key=f"customer-{account.pk}-{former or 'first'}"
    )
    with sync.fenced():
        account.customer_id = made
        account.save(update_fields=["customer_id"])
        if former:  # the timeline continues under the new id
            StripeEvent.objects.filter(customer_id=former).update(customer_id=made)
    return made


def _open(account: BillingAccount, customer_id: str, price: Price, now: dt.datetime) -> str:
    done = absolute(reverse("billing:done"))
    opened = stripe_api.create_session(
        customer_id=customer_id,
        price=price,
        reference=str(account.pk),
        success_url=f"{done}?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=absolute(reverse("billing:pricing")),
        key=f"checkout-{account.pk}-{account.generation}",
    )
    with sync.fenced():
        CheckoutAttempt.objects.create(
            account=account, generation=account.generation, session_id=opened.id, url=opened.url, lookup_key=price.lookup_key,
            amount=price.amount, currency=price.currency, created_at=now, expires_at=opened.expires_at,
        )  # fmt: skip
    return opened.url


def portal_url_of(*, user: User, now: dt.datetime) -> str:
    """Returns the URL of the customer portal. Raises `stripe_api.NotFound` after a sync of the account when Stripe no
    longer has the customer; any other `stripe_api.StripeError` changes nothing."""
    account_id = account_of(user=user, now=now).pk
    with sync.locked(account_id):
        account = BillingAccount.objects.select_related("user").get(pk=account_id)
        if account.customer_id and not stripe_api.customer_exists(account.customer_id):
            sync.read_from_stripe(account, reason="portal", now=now)
            raise stripe_api.NotFound(f"The customer {account.customer_id} is gone.")
        customer_id = _customer(account)
    return stripe_api.portal_url(customer_id, return_url=absolute(reverse("billing:plan")))


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
