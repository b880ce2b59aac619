"""Checks of the account at Stripe."""

import fnmatch
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from billing import plans, stripe_api
from operations.doctor.results import Options, Result, ok, warning, wrong
from operations.doctor.running import described

# What a sync is started by (docs/operations/payments.md): one event of each group stands for it.
NEEDED = (
    "checkout.session.completed",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.deleted",
    "invoice.paid",
    "invoice.payment_failed",
    "charge.refunded",
    "charge.dispute.created",
)
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def account(options: Options) -> Result:
    try:
        found = stripe_api.account()
    except stripe_api.StripeError as error:
        return wrong(
            f"Stripe refuses the key or doesn't answer: {described(error)}",
            "Check STRIPE_SECRET_KEY in Stripe's dashboard (Developers, API keys); a restricted key needs to read the account, "
            "and this machine must reach api.stripe.com on port 443.",
        )
    if not found.takes_payments:
        return wrong(f"{found.name} can't take payments yet", "Complete the account in Stripe's dashboard.")
    return ok(f"{found.name}, API version {stripe_api.VERSION}")


def mode(options: Options) -> Result:
    if not settings.STRIPE_TEST_MODE:
        return ok("live")
    if settings.LOCAL:
        return ok("test mode, as it should be here")
    return warning(
        "a key of the test mode: no money moves",
        "Fine for a staging site. Otherwise set STRIPE_SECRET_KEY to the live key.",
    )


def catalog(options: Options) -> Result:
    offered = [price for price in plans.PLUS.prices if price.offered]
    advice = "Run `manage.py stripe_catalog`."
    try:
        missing = stripe_api.missing_prices(offered)
    except stripe_api.Unavailable as error:
        return wrong(f"couldn't be read: {described(error)}", "Try again; see “stripe: account”.")
    except stripe_api.Refused as error:
        return wrong(str(error), advice)
    if missing:
        return wrong(f"Stripe lacks {', '.join(f'{one.lookup_key} ({one.display})' for one in missing)}", advice)
    return ok(", ".join(f"{price.lookup_key}: {price.display}" for price in offered))


def webhook(options: Options) -> Result:
    wanted = f"{settings.SITE_URL}{reverse('billing:webhook')}"
    make = f"In Stripe's dashboard, make a webhook endpoint for {wanted}, and put its secret in STRIPE_WEBHOOK_SECRETS."
    try:
        found = stripe_api.webhook_endpoints()
    except stripe_api.StripeError as error:
        return warning(
            f"the key can't read endpoints: {described(error)}",
            f"Allow a restricted key to read webhook endpoints, or look yourself. {make}",
        )
    ours = [one for one in found if _is_same(one.url, wanted)]
    if not ours:
        others = f"; others: {', '.join(one.url for one in found[:3])}" if found else ""
        return wrong(f"no endpoint for {wanted}{others}", make)
    enabled = [one for one in ours if one.is_enabled]
    if not enabled:
        return wrong(
            f"the endpoint for {wanted} is disabled",
            "Enable it in Stripe's dashboard, and see there what the site answered.",
        )
    events = [event for one in enabled for event in one.events]
    lacking = [event for event in NEEDED if not any(fnmatch.fnmatchcase(event, pattern) for pattern in events)]
    if lacking:
        return wrong(
            f"the endpoint isn't sent {', '.join(lacking)}", "Add these events to the endpoint in Stripe's dashboard."
        )
    return ok(f"{wanted} gets all events that are needed")


def _is_same(url: str, wanted: str) -> bool:
    """In local mode, all names of this machine are one."""
    one, other = urlsplit(url), urlsplit(wanted)
    if settings.LOCAL and one.hostname in LOOPBACK and other.hostname in LOOPBACK:
        return (one.port, one.path) == (other.port, other.path)
    return url == wanted
