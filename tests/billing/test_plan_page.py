"""A member reads on one page how they stand, what is due next, and what to press."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing import sync
from billing.models import BillingMail
from billing.plan_status import State
from tests.billing.members import INVOICE, a_customer, in_state
from tests.billing.support import DAY, upgraded
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db
PLAN = "/account/billing/"


def text(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def main(response):
    return re.search(r"<main.*</main>", response.content.decode(), re.S)[0]


@pytest.mark.parametrize(
    ("state", "says", "leads_to"),
    [
        ("free", "You're on the Free plan.", "/billing/checkout/"),
        ("gift", "You have Plus as a gift from us until", "/billing/checkout/"),
        ("running", "Next payment", "/billing/portal/"),
        ("ending", "and won't renew", "/billing/portal/"),
        ("past_due", "Your last payment of $8 failed.", "/billing/portal/"),
        ("unpaid", "Plus is off", "/billing/portal/"),
    ],
)
def test_each_state_says_what_is_true_and_leads_to_what_can_be_done(client, state, says, leads_to):
    client.force_login(in_state(state))
    page = client.get(PLAN)
    assert says in text(page)
    assert set(re.findall(r'action="(/billing/[^"]+)"', main(page))) == {leads_to}
    assert (INVOICE in main(page)) == (state in ("past_due", "unpaid"))


def test_the_amount_is_the_one_that_is_charged_not_the_one_of_today(client):
    client.force_login(in_state("running", amount=700, currency="eur"))
    assert "€7 a month" in text(client.get(PLAN))


def test_days_are_those_of_the_member(client):
    end = timezone.now().replace(hour=23, minute=30, second=0, microsecond=0) + 5 * DAY
    user = in_state("running", period_end=end)
    user.time_zone = "Pacific/Auckland"
    user.save()
    client.force_login(user)
    tomorrow = (end + DAY).strftime("%-d, %Y")
    assert re.search(rf"Renews on \w+\.? {tomorrow}", text(client.get(PLAN)))


def test_receipts_stand_there_with_their_invoice(client):
    user = in_state("running")
    facts = {"amount": 900, "paid": 800, "currency": "usd", "invoice_url": INVOICE}
    for occasion in ("in_1", "in_2"):
        BillingMail.objects.create(
            account=user.billing_account, kind="receipt", occasion=occasion, facts=facts, created_at=NOW
        )
    stranger = a_customer("eve@example.com")
    BillingMail.objects.create(
        account=stranger.billing_account, kind="refunded", occasion="in_3", facts=facts, created_at=NOW
    )
    client.force_login(user)
    page = client.get(PLAN)
    assert text(page).count("Receipt, $8 · Invoice") == 2
    assert "Refund" not in text(page)


def test_the_page_costs_at_most_eight_queries(client, django_assert_max_num_queries):
    client.force_login(in_state("running"))
    with django_assert_max_num_queries(8):
        assert client.get(PLAN).status_code == 200


def test_visitors_are_asked_to_sign_in(client):
    for path in (PLAN, "/account/hired/", "/account/hired/done/"):
        assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize(
    ("state", "plan"), [("free", "Free"), ("running", "Plus"), ("gift", "Plus"), ("unpaid", "Free")]
)
def test_the_overview_names_the_plan_without_a_query_of_its_own(client, state, plan):
    client.force_login(in_state(state))
    page = client.get("/account/")
    assert re.search(rf"Plan {plan} ", text(page))
    with CaptureQueriesContext(connection) as asked:
        client.get("/account/")
    assert not [query for query in asked if "billing_" in query["sql"] and "accounts_user" not in query["sql"]]


# --- The banner


@pytest.mark.parametrize("state", list(State))
def test_only_a_failed_payment_shows_a_banner_on_every_page(client, state, django_assert_max_num_queries):
    client.force_login(in_state(state))
    client.get("/about/")
    with django_assert_max_num_queries(2):  # the session and the member
        page = client.get("/about/")
    assert ("Your last payment failed." in text(page)) == (state == State.PAST_DUE)


def test_visitors_see_no_banner_and_no_plan(client):
    assert "payment failed" not in client.get("/about/").content.decode()


# --- Hired


def test_hired_asks_first_and_says_what_will_happen(client):
    client.force_login(in_state("running"))
    page = client.get("/account/hired/")
    assert "Plus won't renew. You keep it until" in text(page)
    assert 'method="post"' in main(page)


def test_a_paying_member_who_is_hired_is_not_charged_again(client, stand_in):
    account = upgraded(stand_in)
    client.force_login(account.user)
    page = client.post("/account/hired/", follow=True)
    assert "Plus won't renew. You keep it until" in text(page)
    stand_in.advance(days=40)
    assert (
        not BillingMail.objects.filter(account=account, kind="receipt")
        .exclude(occasion=account.current.invoice_id)
        .exists()
    )
    account = sync.sync(account.pk, reason="test", now=timezone.now())
    assert account.current.status == "canceled"


def test_when_stripe_is_away_a_member_who_is_hired_is_told_that_nothing_changed(client, stand_in):
    account = upgraded(stand_in)
    client.force_login(account.user)
    stand_in.control("fail", times=20)
    page = client.post("/account/hired/")
    assert page.status_code == 503
    assert "Nothing was charged or changed" in text(page)
    stand_in.control("fail", times=0)
    assert sync.sync(account.pk, reason="test", now=timezone.now()).current.cancel_at is None


def test_a_free_member_who_is_hired_is_congratulated_and_offered_a_copy(client):
    client.force_login(a_user())
    page = client.post("/account/hired/", follow=True)
    assert page.redirect_chain == [("/account/hired/done/", 302)]
    assert "Congratulations" in text(page)
    assert 'href="/account/privacy/">Download your data<' in page.content.decode()
