"""Verifies events from Stripe and reduces them to the customer to sync."""

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from billing.stripe_api.client import Found, StripeError, api, translated_errors

TOLERANCE = 300  # seconds that a signature stays valid
TOKEN = re.compile("[!-~]+")  # ids and types are printable ASCII
LONGEST, LONGEST_OBJECT = 64, 100
LATEST = 253_402_300_799  # the last second of the year 9999
# Events about payments name a charge, not a customer.
OF_CHARGES = {"dispute": "disputes", "refund": "refunds"}


class BadSignature(StripeError):
    """The request isn't from Stripe, or isn't for this site."""


class BadEvent(StripeError):
    """The request is signed but isn't a valid event."""


@dataclass(frozen=True)
class Event:
    """An event: what happened for which customer, never the current state. ``about_charge``: the kind of object, if the
    customer must be looked up at Stripe (`customer_of`)."""

    id: str
    type: str
    object_id: str
    customer_id: str
    created_at: dt.datetime
    about_charge: str = ""


def event_from(payload: bytes, header: str) -> Event:
    """Returns the event. Raises `BadSignature` unless Stripe signed it with one of the secrets, within the tolerance
    and in the mode (live or test) of our key; raises `BadEvent` for a signed request that isn't an event."""
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
    import stripe

    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            stripe.WebhookSignature.verify_header(text, header, secret, TOLERANCE)
        except (ValueError, TypeError, stripe.SignatureVerificationError):  # the first two: malformed headers
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
    """Returns the customer of a dispute's or refund's payment; empty if it has no customer or no longer exists."""
    import stripe

    with translated_errors():
        call = getattr(api(), OF_CHARGES[kind])
        try:
            charge = call.retrieve(object_id, {"expand": ["charge"]}).to_dict().get("charge")
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return ""
            raise
    return str((charge or {}).get("customer") or "")
