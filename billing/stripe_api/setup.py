"""Reads how the account at Stripe is set up: for checks, nothing is created or changed."""

import datetime as dt
import email.utils
from collections.abc import Iterable
from dataclasses import dataclass

from billing import plans
from billing.stripe_api.catalog import active_products, find_price
from billing.stripe_api.client import Refused, api, pages, translated_errors


@dataclass(frozen=True)
class Account:
    """``name``: as Stripe's dashboard shows it. ``takes_payments``: whether Stripe lets it charge cards. ``at``: Stripe's clock;
    None if it didn't say."""

    name: str
    takes_payments: bool
    at: dt.datetime | None


@dataclass(frozen=True)
class WebhookEndpoint:
    """Where Stripe sends ``events`` (``*``: all), unless it ``is_enabled`` no more."""

    url: str
    events: tuple[str, ...]
    is_enabled: bool
    version: str


def account() -> Account:
    """Reads the account of the key. Raises ``StripeError``."""
    with translated_errors():
        found = api().accounts.retrieve_current()
    told = found.to_dict()
    profile, dashboard = told.get("business_profile") or {}, (told.get("settings") or {}).get("dashboard") or {}
    name = profile.get("name") or dashboard.get("display_name") or told["id"]
    headers = getattr(found.last_response, "headers", None) or {}
    sent = headers.get("Date") or headers.get("date")
    return Account(
        str(name), bool(told.get("charges_enabled")), email.utils.parsedate_to_datetime(sent) if sent else None
    )


def webhook_endpoints() -> list[WebhookEndpoint]:
    """Reads all endpoints of the account, in the mode of our key. Raises ``StripeError``."""
    with translated_errors():
        found = list(pages(api().webhook_endpoints.list, {}))
    return [
        WebhookEndpoint(
            one["url"], tuple(one["enabled_events"]), one["status"] == "enabled", one.get("api_version") or ""
        )
        for one in found
    ]


def missing_prices(prices: Iterable[plans.Price]) -> list[plans.Price]:
    """Returns those prices that Stripe lacks, with exactly their amount. Raises ``StripeError``, and ``Refused`` if there is no
    product."""
    with translated_errors():
        products = active_products()
        if not products:
            raise Refused("Stripe has no product with our mark.")
        return [price for price in prices if find_price(products, price) is None]
