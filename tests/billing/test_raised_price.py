"""Whoever pays keeps Plus, at the price they bought it for, whatever becomes of prices, lookup keys and names at Stripe."""

import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from accounts import privacy
from accounts.models import User
from billing import checkout, entitlements, plans, reconcile, staff_services, stripe_api, sync, tasks
from billing.models import BillingMail, CheckoutAttempt, Subscription
from tests.billing.support import a_member, a_stripe_customer, reread, upgraded
from tests.factories import a_user

pytestmark = pytest.mark.django_db


def read(account):
    sync.sync(account.pk, reason="test", now=timezone.now())
    return reread(account)


def has_plus(account):
    return entitlements.for_user(reread(account).user, timezone.now()).is_plus


def set_price(monkeypatch, amount):
    """As a release does that costs something else."""
    monthly = replace(plans.MONTHLY, amount=amount)
    monkeypatch.setattr(plans, "PLUS", replace(plans.PLUS, prices=(monthly, *plans.PLUS.prices[1:2])))
    return monthly


@pytest.fixture
def raise_price(monkeypatch, stand_in):
    def raised(amount=900):
        price = set_price(monkeypatch, amount)
        call_command("stripe_catalog", verbosity=0)
        return price

    return raised


@pytest.fixture
def payer(stand_in, raise_price, mailoutbox):
    """Bought for $8, and Plus costs $9 since."""
    account = upgraded(stand_in)
    tasks.send_mails()
    mailoutbox.clear()
    raise_price()
    return account


def kinds(account):
    return list(account.mails.order_by("pk").values_list("kind", flat=True))


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_catalog_makes_a_successor_and_moves_the_lookup_key(payer):
    prices = stripe_api.api().prices.list({"limit": 100}).data
    keys = {price.unit_amount: price.lookup_key for price in prices}
    assert (keys[900], keys[800]) == ("plus_monthly", None)


def test_whoever_bought_before_keeps_plus_and_is_told_nothing(payer, mailoutbox):
    account = read(payer)
    assert has_plus(account)
    assert (account.current.status, account.current.amount, account.current.lookup_key) == (
        "active",
        800,
        "plus_monthly",
    )
    assert kinds(account) == ["started", "receipt"]
    assert reconcile.reconcile(timezone.now()) == reconcile.Drift(checked=1)


def test_no_second_checkout_is_offered(payer, client):
    client.force_login(payer.user)
    assert "/p/session/" in client.post("/billing/checkout/")["Location"]
    assert "/billing/checkout/" not in client.get("/account/billing/").content.decode()


def test_a_refund_gives_back_what_was_paid(payer):
    by = a_user("sue@example.com", is_staff=True)
    assert staff_services.refund(subscription=read(payer).current, by=by, reason="asked", now=timezone.now()) == 800
    assert reread(payer).current.invoice_paid == 0


def test_deleting_the_account_cancels_the_old_subscription(payer):
    bought = payer.current.stripe_id
    privacy.delete_account(user=User.objects.get(pk=payer.user_id), now=timezone.now())
    assert stripe_api.api().subscriptions.retrieve(bought).status == "canceled"


def test_renewals_go_on_at_the_old_price_in_mails_and_on_pages(payer, stand_in, client, mailoutbox):
    stand_in.advance(days=31)
    account = read(payer)
    tasks.send_mails()
    assert [message.subject for message in mailoutbox] == ["Your receipt: $8"]
    client.force_login(account.user)
    for path in ("/account/billing/", "/pricing/"):
        assert "for $8" in text(client.get(path))
    card = re.search(
        r'<section class="card plan plan-plus".*?</section>', client.get("/pricing/").content.decode(), re.S
    )[0]
    assert "$9" not in card


def test_staff_see_what_the_member_pays(payer, client):
    user = a_user("sue@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_billingaccount"))
    client.force_login(user)
    assert "$8 a month (plus_monthly)" in text(client.get(f"/admin/billing/billingaccount/{payer.pk}/change/"))


def test_new_members_pay_the_new_price(payer, stand_in):
    price = plans.PLUS.prices[0]
    member = a_member("new@example.com")
    stand_in.pay(checkout.start_checkout(user=member, price=price, now=timezone.now()))
    account = sync.sync(member.billing_account.pk, reason="test", now=timezone.now())
    assert account.current.amount == 900


def test_a_checkout_that_was_opened_before_is_paid_afterwards_for_what_it_said(stand_in, raise_price):
    member = a_member()
    url = checkout.start_checkout(user=member, price=plans.MONTHLY, now=timezone.now())
    raise_price()
    stand_in.pay(url)
    account = sync.sync(member.billing_account.pk, reason="test", now=timezone.now())
    assert has_plus(account)
    assert account.current.amount == 800


def test_whoever_presses_again_after_the_change_gets_the_price_of_the_page(stand_in, raise_price):
    member = a_member()
    first = checkout.start_checkout(user=member, price=plans.MONTHLY, now=timezone.now())
    price = raise_price()
    second = checkout.start_checkout(user=member, price=price, now=timezone.now())
    assert first != second
    assert list(CheckoutAttempt.objects.order_by("pk").values_list("state", "amount")) == [
        ("expired", 800),
        ("open", 900),
    ]
    stand_in.pay(second)
    assert sync.sync(member.billing_account.pk, reason="test", now=timezone.now()).current.amount == 900


def test_what_is_announced_is_charged_before_the_catalog_was_made_and_while_two_releases_run(stand_in, monkeypatch):
    """Nothing that is remembered of a price may sell another figure."""
    old, now = plans.MONTHLY, timezone.now()
    checkout.start_checkout(user=a_member("warm@example.com"), price=old, now=now)
    new = set_price(monkeypatch, 900)
    for number, price in enumerate((new, old, new)):
        member = a_member(f"m{number}@example.com")
        stand_in.pay(checkout.start_checkout(user=member, price=price, now=now))
        assert sync.sync(member.billing_account.pk, reason="test", now=now).current.amount == price.amount


def test_a_price_that_goes_back_takes_its_old_self_again(stand_in, raise_price):
    before = {price.id for price in stripe_api.api().prices.list({"limit": 100}).data}
    raise_price(900)
    raise_price(800)
    prices = stripe_api.api().prices.list({"limit": 100}).data
    assert len(prices) == len(before) + 1
    assert [price.unit_amount for price in prices if price.lookup_key == "plus_monthly"] == [800]


@pytest.mark.parametrize("change", ["name", "archived", "metadata"])
def test_a_product_that_was_renamed_archived_or_stripped_of_its_metadata_changes_nothing(stand_in, change):
    account = upgraded(stand_in)
    api = stripe_api.api()
    product = next(one for one in api.products.list({}).data if one.metadata.to_dict().get("jobboard") == "plus")
    fields = {"name": {"name": "Gold"}, "archived": {"active": False}, "metadata": {"metadata": {"jobboard": "no"}}}
    api.products.update(product.id, fields[change])
    cache.clear()
    assert has_plus(read(account))
    assert reconcile.reconcile(timezone.now()).differing == []


def test_a_subscription_that_was_made_by_hand_for_our_product_is_ours(stand_in):
    account = checkout.account_of(user=a_member(), now=timezone.now())
    stand_in.control("subscribe", customer=a_stripe_customer(account), lookup_key="plus_yearly")
    assert has_plus(read(account))


def test_a_subscription_that_the_list_leaves_out_is_asked_for_by_its_id(stand_in):
    """The row knows a customer that is another one by now."""
    account = upgraded(stand_in)
    other = stripe_api.create_customer(email="ada@example.org", name="", user_id=0, key="other")
    account.customer_id = other
    account.save()
    account = read(account)
    assert has_plus(account)
    assert kinds(account) == ["started", "receipt"]
    stripe_api.cancel(account.current.stripe_id)
    account = read(account)
    assert not has_plus(account)
    assert kinds(account) == ["started", "receipt", "ended"]


def test_a_key_of_the_other_mode_ends_nothing(stand_in, settings):
    account = upgraded(stand_in)
    Subscription.objects.update(livemode=True, stripe_id="sub_live")
    account = read(account)
    assert Subscription.objects.get(stripe_id="sub_live").status == "active"
    assert not BillingMail.objects.filter(kind="ended").exists()


def test_the_reconciliation_reads_what_lives_here_and_is_not_in_the_list(stand_in):
    account = upgraded(stand_in)
    Subscription.objects.update(stripe_id="sub_gone")
    drift = reconcile.reconcile(timezone.now())
    assert drift.unlisted == ["sub_gone"]
    assert Subscription.objects.get(stripe_id="sub_gone").status == "canceled"
    assert has_plus(account)  # by the one that Stripe has


def test_the_reconciliation_sees_another_price(stand_in):
    account = upgraded(stand_in)
    Subscription.objects.update(amount=700)
    assert reconcile.reconcile(timezone.now()).differing == [account.current.stripe_id]
    assert reread(account).current.amount == 800


def test_one_account_that_stripe_refuses_to_tell_keeps_no_other_from_being_read(stand_in):
    bad, good = upgraded(stand_in, a_member("bad@example.com")), upgraded(stand_in, a_member("good@example.com"))
    Subscription.objects.update(amount=700)
    stand_in.control("fail", path="/v1/charges", status=400, times=1)
    drift = reconcile.reconcile(timezone.now())
    assert len(drift.failed) == 1
    assert sorted(reread(one).current.amount for one in (bad, good)) == [700, 800]


def test_more_than_a_page_of_subscriptions_of_one_customer_are_all_read(stand_in):
    account = checkout.account_of(user=a_member(), now=timezone.now())
    customer = a_stripe_customer(account)
    for _ in range(105):
        stand_in.control("subscribe", customer=customer, lookup_key="plus_monthly")
    assert len(stripe_api.subscriptions_of(customer)) == 105
