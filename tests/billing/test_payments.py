"""What was paid, given back, refused and disputed is read payment by payment, and disputes end what they took back."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry
from billing import checkout, entitlements, reconcile, staff_services, stripe_api, sync, tasks
from billing.models import StripeEvent
from billing.plans import MONTHLY
from tests.billing.support import a_member, reread, upgraded
from tests.billing.test_webhook import ring
from tests.factories import a_user

pytestmark = pytest.mark.django_db


def read(account):
    sync.sync(account.pk, reason="test", now=timezone.now())
    return reread(account)


def has_plus(account):
    return entitlements.for_user(reread(account).user, timezone.now()).is_plus


def kinds(account):
    return list(account.mails.order_by("pk").values_list("kind", flat=True))


def refund(account):
    by = a_user("sue@example.com", is_staff=True)
    return staff_services.refund(subscription=account.current, by=by, reason="asked", now=timezone.now())


def test_a_card_that_was_refused_first_does_not_hide_the_refund(stand_in):
    member = a_member()
    url = checkout.start_checkout(user=member, price=MONTHLY, now=timezone.now())
    stand_in.press(url, "decline")
    stand_in.pay(url)
    account = sync.sync(member.billing_account.pk, reason="test", now=timezone.now())
    assert account.current.invoice_paid == 800
    assert refund(account) == 800
    assert reread(account).current.invoice_paid == 0
    assert kinds(account)[-1] == "refunded"


def test_refunds_in_parts_add_up(stand_in):
    account = upgraded(stand_in)
    [bought] = stripe_api.subscriptions_of(account.customer_id)
    for amount in (100, 100, 250):
        stripe_api.refund(
            bought.payment_intent,
            amount=amount,
            reason="duplicate",
            key=f"part-{amount}-{read(account).current.invoice_paid}",
        )
    assert read(account).current.invoice_paid == 350
    assert refund(reread(account)) == 350


def test_a_payment_that_was_given_up_for_another_is_not_the_one_that_is_refunded(stand_in):
    account = upgraded(stand_in)
    stand_in.control("card", customer=account.customer_id, card="declines")
    stand_in.advance(days=31, seconds=60)
    invoice = read(account).current.invoice_id
    stand_in.control("ask_again", invoice=invoice)
    stand_in.control("settle", invoice=invoice)
    account = read(account)
    assert (account.current.invoice_id, account.current.invoice_paid) == (invoice, 800)
    assert refund(account) == 800
    assert reread(account).current.invoice_paid == 0


@pytest.mark.django_db(transaction=True)
def test_two_of_staff_who_refund_at_once_give_back_once_and_write_one_line(stand_in):
    account = upgraded(stand_in)
    people = [a_user(f"s{number}@example.com", is_staff=True) for number in range(4)]

    def press(by):
        try:
            return staff_services.refund(subscription=account.current, by=by, reason="asked", now=timezone.now())
        except stripe_api.Refused as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, people))
    assert sorted(map(str, answers)) == ["800", *["Nothing is left to refund."] * 3]
    assert AuditEntry.objects.filter(action="billing.refund").count() == 1
    assert [one["type"] for one in stand_in.events()].count("charge.refunded") == 1
    assert kinds(account).count("refunded") == 1


# --- Disputes


@pytest.fixture
def disputed(stand_in):
    account = upgraded(stand_in)
    dispute = stand_in.control("dispute", invoice=account.current.invoice_id)
    return read(account), dispute["id"]


def close(stand_in, disputed, status):
    account, dispute = disputed
    stand_in.control("close", dispute=dispute, status=status)
    return read(account)


def test_an_open_dispute_ends_nothing_and_staff_see_it(disputed, client):
    account, _dispute = disputed
    assert has_plus(account)
    assert account.current.dispute == "open"
    user = a_user("sue@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_billingaccount", "change_billingaccount"]))
    client.force_login(user)
    page = client.get(f"/admin/billing/billingaccount/{account.pk}/change/").content.decode()
    assert re.search(r"Dispute</dt>\s*<dd>\s*<span class=\"badge danger\">open", page)
    assert "Refund invoice" not in page
    drift = client.get("/admin/billing/billingaccount/drift/").content.decode()
    assert account.user.email in re.search(r'aria-labelledby="disputed".*?</section>', drift, re.S)[0]


def test_a_lost_dispute_ends_what_it_paid_for_and_nothing_is_charged_again(stand_in, disputed, mailoutbox):
    account = close(stand_in, disputed, "lost")
    assert account.current.status == "canceled"
    assert not has_plus(account)
    stand_in.advance(days=40)
    assert len(stripe_api.api().invoices.list({"customer": account.customer_id}).data) == 1
    tasks.send_mails()
    [ended] = [message for message in mailoutbox if message.subject == "Plus has ended"]
    assert "your bank reversed the payment" in ended.body
    assert "refunded" not in kinds(account)


def test_a_won_dispute_changes_nothing(stand_in, disputed):
    account = close(stand_in, disputed, "won")
    assert has_plus(account)
    assert account.current.dispute == "won"
    assert kinds(account) == ["started", "receipt"]


def test_a_dispute_that_is_won_after_it_was_lost_restores_nothing(stand_in, disputed):
    close(stand_in, disputed, "lost")
    account = close(stand_in, disputed, "won")
    assert account.current.status == "canceled"
    assert not has_plus(account)


def test_a_lost_dispute_of_an_earlier_month_leaves_the_month_that_is_paid(stand_in, disputed):
    account, _dispute = disputed
    stand_in.advance(days=31)
    account = close(stand_in, disputed, "lost")
    assert account.current.status == "active"
    assert has_plus(account)


def test_a_disputed_payment_is_not_refunded_as_well(stand_in, disputed):
    account, _dispute = disputed
    with pytest.raises(stripe_api.Refused, match="Nothing is left"):
        refund(account)
    stand_in.advance(seconds=60)
    extra = stand_in.control("subscribe", customer=account.customer_id, lookup_key="plus_monthly")
    stand_in.control("dispute", invoice=extra["latest_invoice"])
    assert reconcile.reconcile(timezone.now()).duplicates == [extra["id"]]


def test_an_event_about_a_dispute_finds_its_member(stand_in, disputed, client):
    """It names a charge and no customer."""
    account, dispute = disputed
    stand_in.control("close", dispute=dispute, status="lost")
    event = next(one for one in stand_in.events() if one["type"] == "charge.dispute.closed")
    stand_in.reads(reset=True)
    assert ring(client, event["body"], event["signature"]).status_code == 200
    assert stand_in.reads() == 0
    tasks.sweep_behind()
    assert StripeEvent.objects.get().customer_id == account.customer_id
    assert not has_plus(account)


def test_an_event_about_a_dispute_of_nobody_is_asked_for_once(stand_in, client, disputed):
    account, _dispute = disputed
    event = next(one for one in stand_in.events() if one["type"] == "charge.dispute.created")
    stripe_api.api().customers.delete(account.customer_id)
    stand_in.control("reset")
    assert ring(client, event["body"], event["signature"]).status_code == 200
    tasks.find_customers()
    stand_in.reads(reset=True)
    tasks.find_customers()
    assert stand_in.reads() == 0
    assert StripeEvent.objects.get().customer_id == ""


# --- Customers who were deleted at Stripe


@pytest.fixture
def deleted(stand_in):
    account = upgraded(stand_in)
    stripe_api.api().customers.delete(account.customer_id)
    return account


def test_the_portal_of_a_deleted_customer_says_that_there_is_nothing_to_manage(deleted, client):
    client.force_login(deleted.user)
    page = client.post("/billing/portal/", follow=True)
    assert page.redirect_chain == [("/account/billing/", 303)]
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())
    assert "Stripe no longer has billing data for you" in words
    assert "You're on the Free plan." in words


def test_a_deleted_customer_buys_again_as_a_new_one(deleted, stand_in, client):
    StripeEvent.objects.create(
        event_id="evt_1", type="customer.deleted", customer_id=deleted.customer_id,
        created_at=timezone.now(), received_at=timezone.now(),
    )  # fmt: skip
    client.force_login(deleted.user)
    stand_in.pay(client.post("/billing/checkout/")["Location"])
    account = read(deleted)
    assert account.customer_id != deleted.customer_id
    assert has_plus(account)
    assert StripeEvent.objects.get().customer_id == account.customer_id


def test_a_checkout_of_a_deleted_customer_is_over(stand_in, client):
    member = a_member()
    checkout.start_checkout(user=member, price=MONTHLY, now=timezone.now())
    stripe_api.api().customers.delete(reread(member.billing_account).customer_id)
    client.force_login(member)
    stand_in.pay(client.post("/billing/checkout/")["Location"])
    assert has_plus(sync.sync(member.billing_account.pk, reason="test", now=timezone.now()))


# --- Requests that are repeated with other words


def test_a_name_that_changed_after_a_lost_answer_does_not_lock_the_member_out(stand_in, client):
    member = a_member(name="Ada")
    client.force_login(member)
    stand_in.control("fail", path="/v1/customers", status=-1, times=10)
    assert client.post("/billing/checkout/").status_code == 503
    stand_in.control("fail", times=0)
    member.name = "Ada Lovelace"
    member.save()
    assert client.post("/billing/checkout/").status_code == 303
    assert stripe_api.api().customers.retrieve(reread(member.billing_account).customer_id).name == "Ada Lovelace"


def test_another_tax_setting_after_a_lost_answer_does_not_lock_the_member_out(stand_in, client, settings):
    client.force_login(a_member())
    stand_in.control("fail", path="/v1/checkout/sessions", status=-1, times=10)
    assert client.post("/billing/checkout/").status_code == 503
    stand_in.control("fail", times=0)
    settings.STRIPE_AUTOMATIC_TAX = True
    assert client.post("/billing/checkout/").status_code == 303
