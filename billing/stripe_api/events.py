"""Verifies events from Stripe and reduces them to the customer to sync."""

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

import stripe
from django.conf import settings

from billing.stripe_api.client import Found, StripeError, api, translated_errors

TOLERANCE = 300  # seconds that a signature is good for
TOKEN = re.compile("[!-~]+")  # ids and types are printable ASCII
LONGEST, LONGEST_OBJECT = 64, 100
LATEST = 253_402_300_799  # the last second of the year 9999
# What is about a payment names its charge and not its customer.
OF_CHARGES = {"dispute": "disputes", "refund": "refunds"}


class BadSignature(StripeError):
    """The request is not from Stripe, or not for us."""


class BadEvent(StripeError):
    """The request is signed but is not a valid event."""


@dataclass(frozen=True)
class Event:
    """A doorbell: what happened to whom, never what is true now. ``about_charge``: the kind of object, when whom it is
    about must be asked of Stripe (`customer_of`)."""

    id: str
    type: str
    object_id: str
    customer_id: str
    created_at: dt.datetime
    about_charge: str = ""


def event_from(payload: bytes, header: str) -> Event:
    """The event that Stripe signed, or `BadSignature`: with any of the secrets, within the tolerance, and of the mode (live or
    test) of our key. `BadEvent` for a signed request that is not an event."""
    try:
        text = payload.decode()
    except UnicodeDecodeError as error:
        raise BadEvent("The body is not UTF-8.") from error
    _verify(text, header)
    try:
        event = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadEvent("The body is not valid JSON.") from error
    if not isinstance(event, dict):
        raise BadEvent("The body is not a JSON object.")
    if event.get("livemode") is not (not settings.STRIPE_TEST_MODE):
        raise BadSignature("The event is from Stripe's other mode. Check which endpoint uses which key.")
    return _event(event)


def _verify(text: str, header: str) -> None:
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            stripe.WebhookSignature.verify_header(text, header, secret, TOLERANCE)
        except (ValueError, TypeError, stripe.SignatureVerificationError):  # the others: headers that nobody writes
            continue
        return
    raise BadSignature("The signature matches no secret or is too old.")


def _event(event: Found) -> Event:
    data = event.get("data")
    about = data.get("object") if isinstance(data, dict) else None
    if not isinstance(about, dict):
        raise BadEvent("The event has no object.")
    created = event.get("created")
    if type(created) is not int or not 0 <= created <= LATEST:
        raise BadEvent("The event has no valid time.")
    kind = about.get("object")
    customer = about.get("id") if kind == "customer" else about.get("customer")
    if isinstance(customer, dict):  # expanded
        customer = customer.get("id")
    customer_id = _token(customer, "customer", may_lack=True)
    return Event(
        _token(event.get("id"), "id"),
        _token(event.get("type"), "type"),
        _token(about.get("id"), "object", longest=LONGEST_OBJECT, may_lack=True),
        customer_id,
        dt.datetime.fromtimestamp(created, dt.UTC),
        kind if isinstance(kind, str) and kind in OF_CHARGES and about.get("id") and not customer_id else "",
    )


def _token(value: Any, name: str, *, longest: int = LONGEST, may_lack: bool = False) -> str:
    if value in (None, "") and may_lack:
        return ""
    if not isinstance(value, str) or len(value) > longest or not TOKEN.fullmatch(value):
        raise BadEvent(f"The event has no valid {name}.")
    return value


def customer_of(object_id: str, *, kind: str) -> str:
    """The customer whose payment a dispute or a refund is about; empty for a payment without a customer, or when it is gone."""
    with translated_errors():
        call = getattr(api(), OF_CHARGES[kind])
        try:
            charge = call.retrieve(object_id, {"expand": ["charge"]}).to_dict().get("charge")
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return ""
            raise
    return str((charge or {}).get("customer") or "")
