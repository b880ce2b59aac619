"""Stripe API client: error translation, pagination, idempotency keys."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import stripe
from django.conf import settings

VERSION = "2026-10-28.endive"
TIMEOUT, RETRIES = 10, 2
PAGE = 100
Found = dict[str, Any]


class StripeError(Exception):
    """Something at Stripe did not work."""


class Unavailable(StripeError):
    """Stripe cannot be reached, or has a fault of its own: try again later."""


class Refused(StripeError):
    """Stripe understood and refuses."""


class NotFound(Refused):
    """There is no such object."""


@cache
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=VERSION,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
        base_addresses={"api": base} if base else {},
    )


def api() -> Any:
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE).v1


@contextmanager
def translated_errors() -> Iterator[None]:
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


def pages(call: Callable[..., Any], params: Mapping[str, Any]) -> Iterator[Found]:
    """Every object of a list, page by page."""
    for one in call({**params, "limit": PAGE}).auto_paging_iter():
        yield one.to_dict()


def idempotency(purpose: str, params: Mapping[str, Any]) -> dict[str, str]:
    """Options that make a request idempotent. The key names the purpose and everything that is asked for, so that a repetition
    finds the first answer, and a request that has changed since (a new name, another price) is a new one: Stripe refuses a key
    that comes with other parameters (https://docs.stripe.com/api/idempotent_requests)."""
    asked = json.dumps([settings.SITE_URL, params], sort_keys=True)
    return {"idempotency_key": f"{purpose}-{hashlib.sha256(asked.encode()).hexdigest()[:32]}"}


def moment(seconds: int | None) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(seconds, dt.UTC) if seconds is not None else None
