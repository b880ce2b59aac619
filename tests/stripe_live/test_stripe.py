"""The calls that the site makes, against Stripe's test mode. Only with ``STRIPE_TEST_KEY``; nothing else here leaves this machine."""

import os
import socket
import uuid

import pytest
import stripe

from billing import plans, stripe_api
from tests import conftest

KEY = os.environ.get("STRIPE_TEST_KEY", "")
pytestmark = pytest.mark.skipif(not KEY.startswith("sk_test_"), reason="needs a Stripe account: set STRIPE_TEST_KEY")


@pytest.fixture(autouse=True)
def _stripe(settings, monkeypatch):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE = KEY, ""
    monkeypatch.setattr(socket.socket, "connect", conftest._connect)


@pytest.fixture
def customer():
    unique = uuid.uuid4().hex
    made = stripe_api.create_customer(email=f"{unique}@example.com", name="Test", user_id=0, key=unique)
    assert stripe_api.create_customer(email=f"{unique}@example.com", name="Test", user_id=0, key=unique) == made
    yield made
    stripe_api.api().customers.delete(made)


def test_the_catalog_is_made_once():
    stripe_api.put_catalog(str(plans.PLUS.name), plans.PLUS.prices)
    assert stripe_api.put_catalog(str(plans.PLUS.name), plans.PLUS.prices) == []


def test_a_checkout_is_opened_once_and_closed(customer):
    order = {
        "customer_id": customer, "price": plans.MONTHLY, "reference": "1", "success_url": "https://example.com/done",
        "cancel_url": "https://example.com/", "key": uuid.uuid4().hex,
    }  # fmt: skip
    first = stripe_api.create_session(**order)
    assert stripe_api.create_session(**order) == first
    assert first.url.startswith("https://checkout.stripe.com/")
    assert stripe_api.expire_session(first.id).state == "expired"


def test_a_subscription_is_read_stopped_refunded_and_ended(customer):
    api = stripe_api.api()
    method = api.payment_methods.attach("pm_card_visa", {"customer": customer})
    api.customers.update(customer, {"invoice_settings": {"default_payment_method": method.id}})
    price = api.prices.list({"lookup_keys": [plans.MONTHLY.lookup_key]}).data[0]
    api.subscriptions.create({"customer": customer, "items": [{"price": price.id}]})
    [bought] = stripe_api.subscriptions_of(customer)
    assert (bought.status, bought.invoice_paid, bought.livemode) == ("active", plans.MONTHLY.amount, False)
    stripe_api.stop_renewal(bought.id)
    [stopped] = stripe_api.subscriptions_of(customer)
    assert stopped.cancel_at == bought.period_end
    stripe_api.refund(bought.payment_intent, amount=None, reason="requested_by_customer", key=uuid.uuid4().hex)
    stripe_api.cancel(bought.id)
    [ended] = stripe_api.subscriptions_of(customer)
    assert (ended.status, ended.invoice_paid) == ("canceled", 0)
    stripe_api.cancel(bought.id)


def test_a_wrong_key_is_said(settings):
    settings.STRIPE_SECRET_KEY = "sk_test_wrong"
    with pytest.raises(stripe_api.Unavailable):
        stripe_api.subscriptions_of("cus_none")
    assert stripe.api_version == stripe_api.VERSION
