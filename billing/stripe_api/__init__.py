"""Stripe gateway: one client, one pinned API version, typed results.

Every call has a timeout and is retried twice; after that it raises `Unavailable`. Amounts are minor units, times are
aware. Subscriptions use Stripe's flexible billing: the period is on the item, and a cancellation can have only
``cancel_at`` (https://docs.stripe.com/billing/subscriptions/billing-mode).
"""

from billing.stripe_api.catalog import price_id, put_catalog
from billing.stripe_api.checkout import (
    Session,
    create_customer,
    create_session,
    customer_exists,
    expire_session,
    portal_url,
    session,
)
from billing.stripe_api.client import VERSION, NotFound, Refused, StripeError, Unavailable, api, before_call
from billing.stripe_api.events import BadEvent, BadSignature, Event, customer_of, event_from
from billing.stripe_api.setup import Account, WebhookEndpoint, account, missing_prices, webhook_endpoints
from billing.stripe_api.subscriptions import (
    Bought,
    cancel,
    every_subscription,
    refund,
    stop_renewal,
    subscription,
    subscriptions_of,
    void_open_invoices,
)

__all__ = [
    "VERSION",
    "Account",
    "BadEvent",
    "BadSignature",
    "Bought",
    "Event",
    "NotFound",
    "Refused",
    "Session",
    "StripeError",
    "Unavailable",
    "WebhookEndpoint",
    "account",
    "api",
    "before_call",
    "cancel",
    "create_customer",
    "create_session",
    "customer_exists",
    "customer_of",
    "event_from",
    "every_subscription",
    "expire_session",
    "missing_prices",
    "portal_url",
    "price_id",
    "put_catalog",
    "refund",
    "session",
    "stop_renewal",
    "subscription",
    "subscriptions_of",
    "void_open_invoices",
    "webhook_endpoints",
]
