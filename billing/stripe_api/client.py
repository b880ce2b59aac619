"""Stripe API client: error translation, pagination, idempotency keys.

The library loads with the first call: it takes longer than the rest of billing, and most processes never call Stripe.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    import stripe

VERSION = "2026-10-28.endive"
TIMEOUT, RETRIES = 10, 2
PAGE = 100
Found = dict[str, Any]
# Called before each call to Stripe, and may raise `Unavailable` to prevent it.
before_call: ContextVar[Callable[[], None] | None] = ContextVar("before_call", default=None)


class StripeError(Exception):
    """A call to Stripe failed."""


class Unavailable(StripeError):
    """Stripe can't be reached or has an internal error; a later retry may succeed."""


class Refused(StripeError):
    """Stripe rejected the request."""


class NotFound(Refused):
    """The object doesn't exist at Stripe."""


@cache
def _client(key: str, base: str) -> "stripe.StripeClient":
    import stripe

    return stripe.StripeClient(
        key,
        stripe_version=VERSION,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
        base_addresses={"api": base} if base else {},
    )


def api() -> Any:
    """Returns what the next call to Stripe is made with: take it for each call. Raises what `before_call` raises."""
    _check()
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE).v1


@contextmanager
def translated_errors() -> Iterator[None]:
    """Surrounds calls: translates the library's errors into ours."""
    import stripe

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
    """Yields every object of a list, page by page."""
    for number, one in enumerate(call({**params, "limit": PAGE}).auto_paging_iter(), 1):
        yield one.to_dict()
        if number % PAGE == 0:  # the next one is on another page, which is another call
            _check()


def _check() -> None:
    if check := before_call.get():
        check()


def idempotency(purpose: str, params: Mapping[str, Any]) -> dict[str, str]:
    """Returns options that make a request idempotent. The key contains the purpose and all parameters, so a retry gets
    the first answer, and a changed request (a new name, another price) is a new one: Stripe refuses a key that is
    reused with other parameters (https://docs.stripe.com/api/idempotent_requests)."""
    asked = json.dumps([settings.SITE_URL, params], sort_keys=True)
    return {"idempotency_key": f"{purpose}-{hashlib.sha256(asked.encode()).hexdigest()[:32]}"}


def moment(seconds: int | None) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(seconds, dt.UTC) if seconds is not None else None
