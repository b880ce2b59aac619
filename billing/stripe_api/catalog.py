"""Finds and creates the product and prices at Stripe.

Both are identified by properties that can't be reassigned: the product by its metadata (whatever its name, archived or
not), a price by its product and amount. Lookup keys are only labels in Stripe's dashboard.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache

from billing import plans
from billing.stripe_api.client import Found, Refused, api, pages, translated_errors

KEPT = 300  # seconds
MARK = "jobboard"  # the metadata key that marks our products and subscriptions


def is_marked(found: Found) -> bool:
    return (found.get("metadata") or {}).get(MARK) == plans.PRODUCT


def product_ids() -> frozenset[str]:
    """Returns the ids of every product of Plus, past ones included. Cached for minutes, so the absence of a product
    proves nothing."""
    found: frozenset[str] | None = cache.get(_kept())
    if not found:
        found = frozenset(one["id"] for one in pages(api().products.list, {}) if is_marked(one))
        cache.set(_kept(), found, KEPT)
    return found


def _kept() -> str:
    return f"stripe-products:{settings.STRIPE_SECRET_KEY[-8:]}:{settings.STRIPE_API_BASE}"


def price_id(price: plans.Price) -> str:
    """Returns the id of the Stripe price with exactly this amount; creates it if needed. Members pay what is shown."""
    with translated_errors():
        found = find_price(active_products(), price)
    if found is None:
        put_catalog(str(plans.PLUS.name), (price,))
        with translated_errors():
            found = find_price(active_products(), price)
    if found is None:
        raise Refused(f"Stripe has no price {price.lookup_key}. Create it with “manage.py stripe_catalog”.")
    return str(found["id"])


def put_catalog(product_name: str, prices: Iterable[plans.Price]) -> list[str]:
    """Creates the product and prices that Stripe doesn't have yet; returns what was created. A price whose amount has
    changed gets a successor, which takes over the lookup key; members on the old price keep it."""
    made = []
    with translated_errors():
        products = active_products()
        if not products:
            params = {"name": product_name, "metadata": {MARK: plans.PRODUCT}}
            products = [str(api().products.create(params).id)]
            cache.delete(_kept())
            made.append(f"Created product {products[0]}.")
        for price in {one.lookup_key: one for one in reversed(list(prices))}.values():
            found = find_price(products, price)
            if found is None:
                made.append(f"Created price {_create(products[0], price)} ({price.lookup_key}).")
            elif found.get("lookup_key") != price.lookup_key:
                label = {"lookup_key": price.lookup_key, "transfer_lookup_key": True}
                api().prices.update(found["id"], label)
                made.append(f"Set the lookup key of price {found['id']} to {price.lookup_key}.")
    return made


def active_products() -> list[str]:
    """Returns the ids of our products that aren't archived."""
    return [one["id"] for one in pages(api().products.list, {"active": True}) if is_marked(one)]


def find_price(products: list[str], price: plans.Price) -> Found | None:
    """Finds a matching price; prefers the one with the lookup key."""
    found = [
        one
        for product in products
        for one in pages(api().prices.list, {"product": product, "active": True, "type": "recurring"})
        if _costs(one, price)
    ]
    return next((one for one in found if one.get("lookup_key") == price.lookup_key), found[0] if found else None)


def _costs(found: Found, price: plans.Price) -> bool:
    every = found.get("recurring") or {}
    told_price = (
        found.get("unit_amount"),
        found["currency"].upper(),
        every.get("interval"),
        every.get("interval_count"),
    )
    return told_price == (price.amount, price.currency, price.interval, 1)


def _create(product: str, price: plans.Price) -> str:
    params = {
        "product": product, "lookup_key": price.lookup_key, "unit_amount": price.amount, "transfer_lookup_key": True,
        "currency": price.currency.lower(), "recurring": {"interval": price.interval},
    }  # fmt: skip
    return str(api().prices.create(params).id)
