"""Every way of leaving × every state of a subscription: afterwards no card is charged, and pages and emails say what is true."""

import datetime as dt
import re
from html import unescape

import pytest
from django.utils import timezone

from accounts import privacy
from accounts.models import AuditEntry, User
from billing import cancellation, checkout, entitlements, staff_services, stripe_api, sync, tasks
from billing.cancellation import Ending
from billing.models import CheckoutAttempt, Subscription
from billing.plans import MONTHLY
from tests.billing.support import a_member, a_stripe_customer, reread, upgraded
from tests.factories import a_user

pytestmark = pytest.mark.django_db
STATES = (
    "active",
    "trialing",
    "cancelling",
    "past_due",
    "past_due_cancelling",
    "unpaid",
    "paused",
    "incomplete",
    "canceled",
)
OWING = ("past_due", "past_due_cancelling", "unpaid", "incomplete")
ENDS_NOW = (*OWING, "paused")


def read(account):
    sync.sync(account.pk, reason="test", now=timezone.now())
    return reread(account)


def text(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def in_state(stand_in, state):
    """An account whose subscription is in that state at Stripe, read."""
    account = checkout.account_of(user=a_member(), now=timezone.now())
    customer = a_stripe_customer(account)
    card = "declines" if state == "incomplete" else "good"
    days = 7 if state in ("trialing", "paused") else 0
    made = stand_in.control("subscribe", customer=customer, lookup_key="plus_monthly", card=card, trial_days=days)
    if state in ("past_due", "past_due_cancelling", "unpaid"):
        stand_in.control("card", customer=customer, card="declines")
        stand_in.advance(days=31, seconds=60)
    if state in ("cancelling", "past_due_cancelling"):
        stand_in.control("portal", customer=customer, do="cancel")
    if state in ("unpaid", "paused"):
        stand_in.control("become", subscription=made["id"], status=state)
    if state == "canceled":
        stripe_api.cancel(made["id"])
    return read(account)


def open_invoices(account):
    found = stripe_api.api().invoices.list({"customer": account.customer_id, "limit": 100}).data
    return [one for one in found if one.status in ("open", "uncollectible", "draft")]


def paid_invoices(account):
    found = stripe_api.api().invoices.list({"customer": account.customer_id, "limit": 100}).data
    return [one.id for one in found if one.status == "paid" and one.amount_paid]


@pytest.fixture(params=STATES)
def member_in(request, stand_in):
    return request.param, in_state(stand_in, request.param)


def test_whoever_got_hired_is_told_before_and_after_what_is_true(member_in, stand_in, client, mailoutbox):
    state, account = member_in
    client.force_login(account.user)
    before = text(client.get("/account/hired/"))
    paid = paid_invoices(account)
    page = text(client.post("/account/hired/", follow=True))
    stand_in.control("card", customer=account.customer_id, card="good")  # a card that works would be charged
    assert open_invoices(account) == []
    now = reread(account).current
    if state in ENDS_NOW:
        assert "Plus ends now" in before
        assert ("we void the open invoice for $8" in before) == (state in OWING)
        assert now.status in cancellation.OVER
        assert "You don't pay for anything, and you owe nothing." in page
    elif state == "canceled":
        assert "You don't pay for anything, so there's nothing to cancel." in before
        assert "You don't pay for anything, and you owe nothing." in page
    else:
        assert now.cancel_at == now.period_end
        assert "Plus won't renew" in before
        assert "Plus won't renew. You keep it until" in page
    for path in ("/account/billing/", "/pricing/", "/about/"):
        shown = text(client.get(path))
        assert "last payment" not in shown
        assert "Pay invoice" not in shown
    stand_in.advance(days=70)
    assert paid_invoices(account) == paid
    assert read(account).current.status in cancellation.OVER
    tasks.send_mails()
    said = " ".join(message.body for message in mailoutbox)
    assert "still due" not in said or state == "past_due_cancelling"  # told when it was cancelled in the portal


@pytest.mark.parametrize("state", ["active", "past_due", "paused"])
def test_a_gift_beside_a_subscription_is_neither_denied_before_nor_after(stand_in, client, state):
    account = in_state(stand_in, state)
    until = timezone.now() + dt.timedelta(days=90)
    staff_services.give_gift(
        user=account.user, until=until, by=a_user("s@example.com"), reason="raffle", now=timezone.now()
    )
    client.force_login(account.user)
    before = text(client.get("/account/hired/"))
    assert "as a gift until" in before
    assert "Plus ends now" not in before
    assert ("Your subscription ends now" in before) == (state in ENDS_NOW)
    after = text(client.post("/account/hired/", follow=True))
    assert "a gift" in after
    assert entitlements.for_user(User.objects.get(pk=account.user_id), timezone.now()).is_plus


def test_whoever_deletes_the_account_is_charged_nothing_afterwards(member_in, stand_in):
    _state, account = member_in
    paid = paid_invoices(account)
    privacy.delete_account(user=User.objects.get(pk=account.user_id), now=timezone.now())
    assert open_invoices(account) == []
    stand_in.control("card", customer=account.customer_id, card="good")
    stand_in.advance(days=70)
    assert paid_invoices(account) == paid


@pytest.mark.parametrize("state", ["active", "trialing", "past_due"])
def test_whoever_cancels_in_the_portal_is_told_what_is_still_due(stand_in, client, mailoutbox, state):
    account = in_state(stand_in, state)
    tasks.send_mails()
    mailoutbox.clear()
    stand_in.control("portal", customer=account.customer_id, do="cancel")
    account = read(account)
    tasks.send_mails()
    [mail] = mailoutbox
    assert mail.subject == "Your Plus plan is canceled"
    client.force_login(account.user)
    page = text(client.get("/account/billing/"))
    if state == "past_due":
        assert "An invoice for $8 is still due." in mail.body
        assert account.current.invoice_url in mail.body
        assert "card won't be charged again" not in mail.body
        assert "The invoice for $8 is still due" in page
    else:
        assert "Your card won't be charged" in mail.body
        assert ("until your trial ends" in mail.body) == (state == "trialing")
        assert "Plus ends on" in page


@pytest.mark.parametrize("state", ["active", "cancelling"])
def test_whoever_is_given_the_money_back_is_told_whether_plus_goes_on(stand_in, mailoutbox, state):
    account = in_state(stand_in, state)
    staff_services.refund(subscription=account.current, by=a_user("s@example.com"), reason="asked", now=timezone.now())
    tasks.send_mails()
    [mail] = [message for message in mailoutbox if message.subject.startswith("Your refund")]
    assert ("You still have Plus. It renews on" in mail.body) == (state == "active")
    assert ("It won't renew." in mail.body) == (state == "cancelling")


def test_what_ended_unpaid_at_stripe_cannot_be_paid_for_nothing(stand_in, client):
    account = in_state(stand_in, "past_due")
    url = account.current.invoice_url
    stripe_api.cancel(account.current.stripe_id)
    account = read(account)
    assert open_invoices(account) == []
    assert "This invoice is void" in stand_in.press(url, "pay")
    client.force_login(account.user)
    assert "It costs nothing and doesn't expire." in text(client.get("/account/billing/"))


def test_an_invoice_that_cannot_be_voided_is_said_to_be_open(stand_in, client):
    account = in_state(stand_in, "past_due")
    stand_in.control("fail", path="/void", status=400, times=2)
    client.force_login(account.user)
    page = text(client.post("/account/hired/", follow=True))
    assert "An invoice for $8 is still open" in page
    assert "you owe nothing" not in page
    assert "An invoice for $8 for Plus is still open." in text(client.get("/account/billing/"))


def test_getting_hired_closes_an_open_checkout(stand_in, client):
    member = a_member()
    url = checkout.start_checkout(user=member, price=MONTHLY, now=timezone.now())
    client.force_login(member)
    client.post("/account/hired/")
    assert CheckoutAttempt.objects.get().state == "expired"
    with pytest.raises(OSError, match="410"):
        stand_in.press(url, "pay")


def test_getting_hired_ends_a_second_subscription_too(stand_in, client):
    account = upgraded(stand_in)
    stand_in.control("subscribe", customer=account.customer_id, lookup_key="plus_monthly")
    paid = paid_invoices(account)
    client.force_login(account.user)
    client.post("/account/hired/")
    stand_in.advance(days=70)
    assert paid_invoices(account) == paid
    assert AuditEntry.objects.filter(action="billing.stop_renewal").count() == 2


def test_when_stripe_fails_in_between_nothing_is_promised_and_the_next_press_finishes(stand_in, client):
    account = in_state(stand_in, "past_due")
    client.force_login(account.user)
    stand_in.control("fail", path="/void", status=500, times=3)
    page = client.post("/account/hired/")
    assert page.status_code == 503
    assert "Part of it may be done already" in text(page)
    assert "Nothing was charged or changed" not in text(page)
    assert "You don't pay for anything, and you owe nothing." in text(client.post("/account/hired/", follow=True))
    assert open_invoices(account) == []


def test_the_page_after_says_what_is_true_to_whoever_opens_it_by_its_address(stand_in, client):
    account = upgraded(stand_in)
    client.force_login(account.user)
    assert "Renews on" in text(client.get("/account/hired/done/"))


@pytest.mark.parametrize(
    ("status", "invoice", "ending"),
    [
        ("active", "paid", Ending.AT_PERIOD_END),
        ("active", "draft", Ending.NOW),
        ("active", "open", Ending.NOW),
        ("active", "void", Ending.AT_PERIOD_END),
        ("trialing", "paid", Ending.AT_PERIOD_END),
        ("past_due", "open", Ending.NOW),
        ("unpaid", "open", Ending.NOW),
        ("paused", "paid", Ending.NOW),
        ("incomplete", "open", Ending.NOW),
        ("incomplete_expired", "void", Ending.NONE),
        ("canceled", "paid", Ending.NONE),
    ],
)
def test_what_is_paid_runs_to_its_end_and_what_is_not_ends_now(status, invoice, ending):
    assert cancellation.ending_of(Subscription(status=status, invoice_status=invoice)) == ending
