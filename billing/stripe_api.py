"""The only place that talks to Stripe: one client, one pinned version, few functions, and answers in our own words.

Every call has a time-out and is tried again twice; what fails then is `Unavailable`. Amounts are minor units, times are aware.
Subscriptions run under Stripe's flexible billing: the period stands on the item, and a cancellation may be told by ``cancel_at``
alone (https://docs.stripe.com/billing/subscriptions/billing-mode).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import stripe
from django.conf import settings
from django.core.cache import cache as shared_cache

from billing import plans

VERSION = "2026-10-28.endive"
TIMEOUT, RETRIES = 10, 2
TOLERANCE = 300  # seconds that a signature is good for
PAGE = 100
PRICE_KEPT = 300  # seconds


class StripeError(Exception):
    """Something at Stripe did not work."""


class Unavailable(StripeError):
    """Stripe cannot be reached, or has a fault of its own: try again later."""


class Refused(StripeError):
    """Stripe understood and refuses."""


class NotFound(Refused):
    """There is no such object."""


class BadSignature(StripeError):
    """Whatever sent this, it was not Stripe, or not for us."""


@dataclass(frozen=True)
class Bought:
    """A subscription to Plus as Stripe tells it. ``invoice_paid`` is what was paid of the newest invoice, less refunds."""

    id: str
    customer_id: str
    status: str
    livemode: bool
    lookup_key: str
    amount: int
    currency: str
    interval: str
    period_start: dt.datetime
    period_end: dt.datetime
    cancel_at: dt.datetime | None
    trial_end: dt.datetime | None
    ended_at: dt.datetime | None
    started_at: dt.datetime
    invoice_id: str
    invoice_status: str
    invoice_paid: int
    invoice_url: str
    payment_intent: str


@dataclass(frozen=True)
class Session:
    """A checkout. ``state`` is ``open``, ``complete`` or ``expired``; ``url`` is empty unless it is open."""

    id: str
    state: str
    url: str
    customer_id: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class Event:
    """A doorbell: what happened to whom, never what is true now."""

    id: str
    type: str
    object_id: str
    customer_id: str
    created_at: dt.datetime


# --- The client ---------------------------------------------------------------------------------------------------------


@cache
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=VERSION,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
        base_addresses={"api": base} if base else {},
    )


def _api() -> Any:
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE).v1


@contextmanager
def _told() -> Iterator[None]:
    """The library's errors in our words."""
    try:
        yield
    except (
        stripe.APIConnectionError,
        stripe.RateLimitError,
        stripe.AuthenticationError,
        stripe.PermissionError,
    ) as error:
        raise Unavailable(str(error)) from error
    except stripe.InvalidRequestError as error:
        raise (NotFound if error.code == "resource_missing" else Refused)(str(error)) from error
    except stripe.CardError as error:
        raise Refused(str(error)) from error
    except stripe.StripeError as error:
        raise Unavailable(str(error)) from error


def _all(call: Callable[..., Any], params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every object of a list, page by page."""
    for one in call({**params, "limit": PAGE}).auto_paging_iter():
        yield one.to_dict()


def _time(seconds: int | None) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(seconds, dt.UTC) if seconds is not None else None


# --- Customers and checkout ---------------------------------------------------------------------------------------------


def create_customer(*, email: str, name: str, user_id: int, key: str) -> str:
    """The id of a new customer; the same one whenever it is asked for with the same idempotency ``key``."""
    params = {"email": email, "name": name, "metadata": {"user": str(user_id)}}
    with _told():
        return str(_api().customers.create(params, {"idempotency_key": key}).id)


def create_session(
    *, customer_id: str, price: plans.Price, reference: str, success_url: str, cancel_url: str, key: str
) -> Session:
    """A checkout for a subscription; the same one with the same idempotency ``key``."""
    data: dict[str, Any] = {"metadata": {"account": reference}}
    if price.trial_days:
        data["trial_period_days"] = price.trial_days
    params = {
        "mode": "subscription",
        "customer": customer_id,
        "client_reference_id": reference,
        "line_items": [{"price": _price_id(price.lookup_key), "quantity": 1}],
        "success_url": success_url,
        "cancel_url": cancel_url,
        "allow_promotion_codes": True,
        "automatic_tax": {"enabled": settings.STRIPE_AUTOMATIC_TAX},
        "subscription_data": data,
    }
    if settings.STRIPE_AUTOMATIC_TAX:
        params["customer_update"] = {"address": "auto"}
    with _told():
        return _session(_api().checkout.sessions.create(params, {"idempotency_key": key}).to_dict())


def session(session_id: str) -> Session:
    with _told():
        return _session(_api().checkout.sessions.retrieve(session_id).to_dict())


def expire_session(session_id: str) -> Session:
    """Closes a checkout. One that is closed already is told as it stands."""
    with _told():
        try:
            return _session(_api().checkout.sessions.expire(session_id).to_dict())
        except stripe.InvalidRequestError:
            return _session(_api().checkout.sessions.retrieve(session_id).to_dict())


def _session(found: dict[str, Any]) -> Session:
    return Session(
        found["id"],
        found["status"],
        found.get("url") or "",
        found.get("customer") or "",
        dt.datetime.fromtimestamp(found["expires_at"], dt.UTC),
    )


def portal_url(customer_id: str, *, return_url: str) -> str:
    """Where the customer changes card and plan, valid for a few minutes."""
    with _told():
        return str(_api().billing_portal.sessions.create({"customer": customer_id, "return_url": return_url}).url)


def _price_id(lookup_key: str) -> str:
    kept = f"stripe-price:{settings.STRIPE_SECRET_KEY[-8:]}:{settings.STRIPE_API_BASE}:{lookup_key}"
    found: str | None = shared_cache.get(kept)
    if found is None:
        prices = _api().prices.list({"lookup_keys": [lookup_key], "active": True}).data
        if not prices:
            raise Refused(f"Stripe has no price with the lookup key {lookup_key}; manage.py stripe_catalog makes it.")
        found = str(prices[0].id)
        shared_cache.set(kept, found, PRICE_KEPT)
    return found


# --- Subscriptions ------------------------------------------------------------------------------------------------------


def subscriptions_of(customer_id: str) -> list[Bought]:
    """All that the customer ever had of Plus, whatever became of it, in two requests; products of others are left out."""
    params = {"customer": customer_id, "status": "all", "expand": ["data.latest_invoice.payments"]}
    with _told():
        try:
            found = [one for one in _all(_api().subscriptions.list, params) if _is_ours(one)]
        except stripe.InvalidRequestError as error:
            if (
                error.code == "resource_missing"
            ):  # the customer was deleted at Stripe, and all its subscriptions with it
                return []
            raise
        refunded = _refunded(customer_id) if found else {}
    return [_bought(one, refunded) for one in found]


def every_subscription() -> Iterator[Bought]:
    """All of Plus that live in the account at Stripe, without what was refunded."""
    with _told():
        for one in _all(_api().subscriptions.list, {"status": "all"}):
            if _is_ours(one):
                yield _bought(one, {})


def _refunded(customer_id: str) -> dict[str, int]:
    """What was given back, by payment intent."""
    charges = _all(_api().charges.list, {"customer": customer_id})
    return {one["payment_intent"]: one["amount_refunded"] for one in charges if one.get("payment_intent")}


def _is_ours(found: dict[str, Any]) -> bool:
    return any(plans.is_ours(item["price"].get("lookup_key") or "") for item in found["items"]["data"])


def _bought(found: dict[str, Any], refunded: Mapping[str, int]) -> Bought:
    item = next(one for one in found["items"]["data"] if plans.is_ours(one["price"].get("lookup_key") or ""))
    price = item["price"]
    invoice = found.get("latest_invoice") or {}
    if isinstance(invoice, str):
        invoice = {"id": invoice}
    payments = (invoice.get("payments") or {}).get("data", [])
    intent = next((str(one["payment"].get("payment_intent") or "") for one in payments), "")
    end = cast("dt.datetime", _time(item["current_period_end"]))
    return Bought(
        id=found["id"],
        customer_id=found["customer"],
        status=found["status"],
        livemode=found["livemode"],
        lookup_key=price["lookup_key"],
        amount=price.get("unit_amount") or 0,
        currency=price["currency"].upper(),
        interval=price["recurring"]["interval"],
        period_start=cast("dt.datetime", _time(item["current_period_start"])),
        period_end=end,
        cancel_at=_time(found.get("cancel_at")) or (end if found.get("cancel_at_period_end") else None),
        trial_end=_time(found.get("trial_end")),
        ended_at=_time(found.get("ended_at")),
        started_at=cast("dt.datetime", _time(found["start_date"])),
        invoice_id=invoice.get("id", ""),
        invoice_status=invoice.get("status") or "",
        invoice_paid=max((invoice.get("amount_paid") or 0) - refunded.get(intent, 0), 0),
        invoice_url=invoice.get("hosted_invoice_url") or "",
        payment_intent=intent,
    )


def cancel(subscription_id: str) -> None:
    """Ends it now. One that has ended already, or never was, is fine."""
    with _told():
        try:
            done = _api().subscriptions.cancel(subscription_id)
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return
            raise
    if done.status not in ("canceled", "incomplete_expired"):
        raise Unavailable(f"Stripe did not confirm the end of {subscription_id}.")


def stop_renewal(subscription_id: str) -> None:
    """Lets it end with the period that is paid."""
    with _told():
        _api().subscriptions.update(subscription_id, {"cancel_at_period_end": True})


def refund(payment_intent: str, *, amount: int | None, reason: str, key: str) -> int:
    """Gives back ``amount`` of a payment, or what is left of it; how much it was."""
    params: dict[str, Any] = {"payment_intent": payment_intent, "reason": reason}
    if amount is not None:
        params["amount"] = amount
    with _told():
        return int(_api().refunds.create(params, {"idempotency_key": key}).amount)


# --- Webhooks -----------------------------------------------------------------------------------------------------------


def event_from(payload: bytes, header: str) -> Event:
    """The event that Stripe signed, or `BadSignature`: with any of the secrets, within the tolerance, and of the mode (live or
    test) of our key."""
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            found = stripe.Webhook.construct_event(payload, header, secret, tolerance=TOLERANCE)
            break
        except (ValueError, stripe.SignatureVerificationError):
            continue
    else:
        raise BadSignature("No secret fits, or the signature is too old.")
    event = found.to_dict()
    if event.get("livemode") is not (not settings.STRIPE_TEST_MODE):
        raise BadSignature("An event of the other mode: check which endpoint uses which key.")
    about = event["data"]["object"]
    customer = about["id"] if about.get("object") == "customer" else about.get("customer")
    return Event(
        event["id"],
        event["type"],
        about.get("id") or "",
        customer if isinstance(customer, str) else "",
        dt.datetime.fromtimestamp(event["created"], dt.UTC),
    )


# --- The catalog --------------------------------------------------------------------------------------------------------


def put_catalog(product_name: str, prices: tuple[plans.Price, ...]) -> list[str]:
    """Makes the product and the prices that Stripe does not have yet; what was made. A price whose amount has changed gets a
    successor, which takes the lookup key over; whoever pays the old one goes on paying it."""
    made = []
    with _told():
        products = [
            one
            for one in _all(_api().products.list, {"active": True})
            if one["metadata"].get("jobboard") == plans.PRODUCT
        ]
        if products:
            product = products[0]["id"]
        else:
            product = _api().products.create({"name": product_name, "metadata": {"jobboard": plans.PRODUCT}}).id
            made.append(f"product {product}")
        for price in {one.lookup_key: one for one in reversed(prices)}.values():
            found = _api().prices.list({"lookup_keys": [price.lookup_key], "active": True}).data
            if found and (found[0].unit_amount, found[0].currency.upper()) == (price.amount, price.currency):
                continue
            recurring = {"interval": price.interval}
            params = {
                "product": product, "lookup_key": price.lookup_key, "unit_amount": price.amount, "recurring": recurring,
                "currency": price.currency.lower(), "transfer_lookup_key": True,
            }  # fmt: skip
            made.append(f"price {_api().prices.create(params).id} ({price.lookup_key})")
    return made
