"""Creates and reads customers, checkout sessions and portal sessions at Stripe."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from billing import plans
from billing.stripe_api.catalog import MARK, price_id
from billing.stripe_api.client import Found, api, idempotency, translated_errors


@dataclass(frozen=True)
class Session:
    """A checkout session. ``state`` is ``open``, ``complete`` or ``expired``; ``url`` is empty unless it is open."""

    id: str
    state: str
    url: str
    customer_id: str
    expires_at: dt.datetime


def create_customer(*, email: str, name: str, user_id: int, key: str) -> str:
    """Creates a customer; returns its id. Idempotent for the same arguments and ``key``."""
    params = {"email": email, "name": name, "metadata": {"user": str(user_id)}}
    with translated_errors():
        return str(api().customers.create(params, idempotency(key, params)).id)


def customer_exists(customer_id: str) -> bool:
    """Returns whether Stripe still has this customer."""
    import stripe

    with translated_errors():
        try:
            return not getattr(api().customers.retrieve(customer_id), "deleted", False)
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return False
            raise


def create_session(
    *, customer_id: str, price: plans.Price, reference: str, success_url: str, cancel_url: str, key: str
) -> Session:
    """Creates a checkout for a subscription. Idempotent for the same arguments and ``key``. The subscription gets our
    metadata, which identifies it even if its price changes."""
    data: dict[str, Any] = {"metadata": {MARK: plans.PRODUCT, "account": reference, "price": price.lookup_key}}
    if price.trial_days:
        data["trial_period_days"] = price.trial_days
    params = {
        "mode": "subscription",
        "customer": customer_id,
        "client_reference_id": reference,
        "line_items": [{"price": price_id(price), "quantity": 1}],
        "success_url": success_url,
        "cancel_url": cancel_url,
        "allow_promotion_codes": True,
        "automatic_tax": {"enabled": settings.STRIPE_AUTOMATIC_TAX},
        "subscription_data": data,
    }
    if settings.STRIPE_AUTOMATIC_TAX:
        params["customer_update"] = {"address": "auto"}
    with translated_errors():
        return _session(api().checkout.sessions.create(params, idempotency(key, params)).to_dict())


def session(session_id: str) -> Session:
    """Returns a checkout session. Raises `NotFound`."""
    with translated_errors():
        return _session(api().checkout.sessions.retrieve(session_id).to_dict())


def expire_session(session_id: str) -> Session:
    """Closes a checkout session; returns an already closed one unchanged. Raises `NotFound`."""
    import stripe

    with translated_errors():
        try:
            return _session(api().checkout.sessions.expire(session_id).to_dict())
        except stripe.InvalidRequestError:
            return _session(api().checkout.sessions.retrieve(session_id).to_dict())


def _session(found: Found) -> Session:
    return Session(
        found["id"],
        found["status"],
        found.get("url") or "",
        found.get("customer") or "",
        dt.datetime.fromtimestamp(found["expires_at"], dt.UTC),
    )


def portal_url(customer_id: str, *, return_url: str) -> str:
    """Returns the URL where the customer changes card and plan, valid for a few minutes. Raises `NotFound` for a
    deleted customer."""
    with translated_errors():
        return str(api().billing_portal.sessions.create({"customer": customer_id, "return_url": return_url}).url)
