"""Buying: one customer, one open checkout and one subscription, however often and from wherever it is clicked."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from billing import checkout, entitlements, reconcile, stripe_api, sync, tasks
from billing.models import BillingAccount, CheckoutAttempt, Subscription
from billing.plans import MONTHLY, YEARLY
from tests.billing.support import a_member, a_stripe_customer, reread, upgraded

pytestmark = pytest.mark.django_db
DONE = "/billing/done/"


def has_plus(account):
    return entitlements.for_user(reread(account).user, timezone.now()).is_plus


def press(client, **data):
    return client.post("/billing/checkout/", data)


@pytest.fixture
def signed_in(client):
    client.force_login(a_member())
    return client


def test_a_member_is_sent_to_pay_and_comes_back_with_plus(signed_in, stand_in):
    sent = press(signed_in)
    assert sent.status_code == 303
    back = urlsplit(stand_in.pay(sent["Location"]))
    page = signed_in.get(f"{back.path}?{back.query}")
    assert page.context["state"] == "ready"
    subscription = Subscription.objects.get()
    assert (subscription.amount, subscription.currency, subscription.interval) == (800, "USD", "month")
    assert subscription.invoice_paid == 800
    assert CheckoutAttempt.objects.get().state == "complete"


def test_coming_back_without_paying_grants_nothing(signed_in, stand_in):
    press(signed_in)
    attempt = CheckoutAttempt.objects.get()
    page = signed_in.get(f"{DONE}?session_id={attempt.session_id}")
    assert page.context["state"] == "waiting"
    assert page.context["next"] == f"{DONE}?look=2"
    assert signed_in.get(f"{DONE}?look=10").context["state"] == "gone"
    assert not Subscription.objects.exists()


def test_the_address_of_anothers_checkout_grants_nothing(signed_in, stand_in):
    payer = upgraded(stand_in, a_member("payer@example.com"))
    session = CheckoutAttempt.objects.get(account=payer).session_id
    page = signed_in.get(f"{DONE}?session_id={session}")
    assert page.context["state"] == "gone"
    assert not page.context["has"].is_plus


def test_a_checkout_that_is_open_is_opened_again(signed_in, stand_in):
    assert press(signed_in)["Location"] == press(signed_in)["Location"]
    assert CheckoutAttempt.objects.count() == 1


def test_another_price_closes_the_first_checkout(stand_in):
    member = a_member()
    first = checkout.start_checkout(user=member, price=MONTHLY, now=timezone.now())
    second = checkout.start_checkout(user=member, price=YEARLY, now=timezone.now())
    assert first != second
    assert list(CheckoutAttempt.objects.order_by("pk").values_list("state", flat=True)) == ["expired", "open"]


def test_an_expired_checkout_is_followed_by_a_new_one(stand_in):
    member = a_member()
    first = checkout.start_checkout(user=member, price=MONTHLY, now=timezone.now())
    stand_in.advance(days=2)
    second = checkout.start_checkout(user=member, price=MONTHLY, now=timezone.now())
    assert first != second
    stand_in.pay(second)
    assert has_plus(sync.sync(member.billing_account.pk, reason="test", now=timezone.now()))


def test_whoever_has_plus_is_sent_to_the_portal(signed_in, stand_in):
    upgraded(stand_in, BillingAccount.objects.first() or a_member("again@example.com"))
    signed_in.force_login(BillingAccount.objects.get().user)
    assert "/p/session/" in press(signed_in)["Location"]
    assert Subscription.objects.count() == 1


def test_a_first_payment_that_the_bank_asked_about_is_resumed_or_given_up(stand_in):
    member = a_member()
    account = checkout.account_of(user=member, now=timezone.now())
    customer = a_stripe_customer(account)
    begun = stand_in.control("subscribe", customer=customer, lookup_key="plus_monthly", card="asks")
    again = checkout.start_checkout(user=member, price=MONTHLY, now=timezone.now())
    assert again.endswith(f"/i/{begun['latest_invoice']}")
    other = checkout.start_checkout(user=member, price=YEARLY, now=timezone.now())
    assert "/c/pay/" in other
    assert Subscription.objects.get().status == "incomplete"
    assert sync.sync(account.pk, reason="test", now=timezone.now()).subscriptions.get().status == "canceled"


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_make_one_checkout_and_one_subscription(stand_in):
    member = a_member()

    def click(_number):
        try:
            client = Client()
            client.force_login(member)
            return press(client)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        places = set(pool.map(click, range(10)))
    assert len(places) == 1
    assert CheckoutAttempt.objects.filter(state="open").count() == 1
    stand_in.pay(places.pop())
    account = sync.sync(member.billing_account.pk, reason="test", now=timezone.now())
    assert account.subscriptions.count() == 1
    assert has_plus(account)


def test_stripe_being_away_is_said_and_the_retry_makes_one_customer(signed_in, stand_in):
    stand_in.control("fail", path="/v1/checkout/sessions", status=500, times=3)
    answer = press(signed_in)
    assert answer.status_code == 503
    assert "Stripe" in answer.content.decode()
    assert BillingAccount.objects.get().customer_id
    assert press(signed_in).status_code == 303
    events = [event["type"] for event in stand_in.events()]
    assert BillingAccount.objects.count() == 1
    assert CheckoutAttempt.objects.count() == 1
    assert "checkout.session.expired" not in events


@pytest.mark.parametrize("path", ["/v1/customers", "/v1/checkout/sessions"])
@pytest.mark.parametrize("status", [0, -1])
def test_a_question_or_an_answer_that_is_lost_on_the_way_makes_nothing_twice(signed_in, stand_in, path, status):
    stand_in.control("fail", path=path, status=status, times=1)
    assert press(signed_in).status_code == 303
    account = BillingAccount.objects.get()
    sessions = stripe_api.api().checkout.sessions.list({"customer": account.customer_id}).data
    assert [one.id for one in sessions] == [account.attempts.get().session_id]


class TestLostWebhooks:
    """The stand-in sends none here."""

    def test_coming_back_is_enough(self, signed_in, stand_in):
        stand_in.pay(press(signed_in)["Location"])
        assert signed_in.get(DONE).context["state"] == "ready"

    def test_the_hourly_reading_finds_whoever_never_came_back(self, signed_in, stand_in):
        stand_in.pay(press(signed_in)["Location"])
        account = BillingAccount.objects.get()
        assert not has_plus(account)
        BillingAccount.objects.update(synced_at=timezone.now() - reconcile.STALE * 2)
        tasks.sweep_stale()
        assert has_plus(account)

    def test_the_nightly_comparison_finds_them_too(self, signed_in, stand_in):
        stand_in.pay(press(signed_in)["Location"])
        tasks.reconcile_all()
        assert has_plus(BillingAccount.objects.get())


def test_a_price_that_is_not_offered_is_not_sold(signed_in, stand_in):
    assert press(signed_in, price="plus_yearly").status_code == 400
    assert not CheckoutAttempt.objects.exists()


@pytest.mark.parametrize("path", ["/billing/checkout/", "/billing/portal/"])
def test_visitors_are_asked_who_they_are_and_nothing_happens_by_a_link(client, path):
    assert client.post(path)["Location"].startswith("/accounts/login/")
    client.force_login(a_member())
    assert client.get(path).status_code == 405
