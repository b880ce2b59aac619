"""Support finds a member's billing account and reads the whole story; what they may do asks first, and each look is written down."""

import datetime as dt
import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry
from billing import reconcile, sync
from billing.admin.timeline import A_PAGE
from billing.models import BillingMail, CheckoutAttempt, StripeEvent, SyncRun
from billing.plan_status import State
from tests.billing.members import a_customer, in_state
from tests.billing.support import DAY, a_subscription, upgraded
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db
LIST = "/admin/billing/billingaccount/"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def staff(client):
    """Reads and acts."""
    user = a_user("sue@example.com", name="Sue Support", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_billingaccount", "change_billingaccount"]))
    client.force_login(user)
    client.staff = user
    return client


@pytest.fixture
def reader(client):
    """Reads only."""
    user = a_user("rea@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_billingaccount"))
    client.force_login(user)
    return client


def text(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def at(name, account, *more):
    return reverse(f"admin:billing_billingaccount_{name}", args=[account.pk, *more])


# --- The list


def test_accounts_are_found_by_address_and_by_customer(staff):
    ada, eve = a_customer("ada@example.com"), a_customer("eve@example.com")
    for asked in ("ADA@", ada.billing_account.customer_id):
        found = text(staff.get(LIST, {"q": asked}))
        assert ada.email in found
        assert eve.email not in found


@pytest.mark.parametrize("state", list(State))
def test_the_list_filters_by_plan_as_the_standing_says(staff, state):
    users = {one: in_state(one) for one in State}
    found = text(staff.get(LIST, {"plan": state.value}))
    assert [one for one, user in users.items() if user.email in found] == [state]


def test_the_list_filters_by_readings_that_are_behind_or_failing(staff):
    users = {name: a_customer(f"{name}@example.com") for name in ("fine", "behind", "failing")}
    behind, failing = users["behind"].billing_account, users["failing"].billing_account
    behind.sync_requested = 1
    behind.save()
    failing.sync_error = "Stripe: timeout"
    failing.save()
    for name in ("behind", "failing"):
        found = text(staff.get(LIST, {"readings": name}))
        assert [one for one, user in users.items() if user.email in found] == [name]


def test_the_list_costs_the_same_for_any_number_of_accounts(staff, django_assert_max_num_queries):
    for number in range(12):
        a_customer(f"m{number}@example.com", status="active")
    with django_assert_max_num_queries(8):
        staff.get(LIST)


# --- The story


@pytest.fixture
def story(staff):
    """One thing of each kind, a minute apart."""
    user = in_state("running", now=NOW)
    account = user.billing_account
    CheckoutAttempt.objects.create(
        account=account, generation=1, session_id="cs_1", url="https://checkout.example", lookup_key="plus_monthly",
        state="complete", created_at=NOW, expires_at=NOW + DAY, closed_at=NOW + 3 * MINUTE,
    )  # fmt: skip
    StripeEvent.objects.create(
        event_id="evt_1", type="customer.subscription.created", object_id="sub_1", customer_id=account.customer_id,
        created_at=NOW, received_at=NOW + 1 * MINUTE,
    )  # fmt: skip
    SyncRun.objects.create(account=account, at=NOW + 2 * MINUTE, reason="webhook", changes=["Plus began."])
    facts = {"amount": 900, "paid": 800, "currency": "usd"}
    BillingMail.objects.create(
        account=account, kind="receipt", occasion="in_1", facts=facts, created_at=NOW + 4 * MINUTE
    )
    audit.record(
        "billing.comp", actor=staff.staff, member=user, now=NOW + 5 * MINUTE, until="2027-01-01T00:00:00+00:00"
    )
    audit.record("billing.changed", member=user, now=NOW + 5 * MINUTE, reason="webhook")  # the reading tells it already
    # Of others, so not part of it:
    other = a_customer("eve@example.com")
    StripeEvent.objects.create(
        event_id="evt_2",
        type="invoice.paid",
        customer_id=other.billing_account.customer_id,
        created_at=NOW,
        received_at=NOW,
    )
    audit.record("billing.refund", actor=staff.staff, member=other, now=NOW)
    return account


def test_the_page_tells_everything_in_one_list_newest_first(staff, story):
    page = staff.get(at("change", story)).content.decode()
    timeline = re.search(r'<ol class="timeline">.*?</ol>', page, re.S)[0]
    assert re.findall(r"<strong>(.*?)</strong>", timeline) == [
        "Gave Plus as a gift", "Email: receipt", "Checkout completed", "Synced with Stripe (webhook)", "Subscription created",
        "Started checkout",
    ]  # fmt: skip
    for said in (
        "Sue Support",
        "Plus, $8 a month",
        "Until: Fri, Jan 1, 2027, 12:00 AM UTC",
        "$8",
        "Not sent yet.",
        "Plus began.",
        "evt_1",
    ):
        assert said in timeline


def test_the_timeline_has_no_name_of_a_field_and_no_amount_in_cents(staff, stand_in):
    account = upgraded(stand_in)
    stand_in.control("card", customer=account.customer_id, card="declines")
    stand_in.advance(days=32)
    sync.sync(account.pk, reason="test", now=timezone.now())
    audit.record(
        "billing.refund", actor=staff.staff, member=account.user, now=NOW, amount=800, currency="USD", reason="asked"
    )
    page = staff.get(at("change", account)).content.decode()
    timeline = unescape(re.search(r'<ol class="timeline">.*?</ol>', page, re.S)[0])
    for said in (
        "status changed from active to past due",
        "unpaid amount of the invoice changed from $0 to $8",
        "Amount: $8",
    ):
        assert said in timeline
    assert not re.search(
        r">[^<]*([a-z]+_[a-z]+[: ]|\b800\b|→|\d{4}-\d\d-\d\d)", re.sub(r"\w+_[\w-]*\d\w*", "", timeline)
    )


def test_the_list_says_why_an_email_failed_and_how_late_an_event_came(staff, story):
    story.mails.update(failed_at=NOW + 8 * DAY, error="not sent within a week")
    StripeEvent.objects.filter(event_id="evt_1").update(received_at=NOW + 8 * DAY)
    page = staff.get(at("change", story)).content.decode()
    assert "Failed: not sent within a week." in page
    assert "Not sent yet." not in page
    assert "Arrived 1\N{NO-BREAK SPACE}week, 1\N{NO-BREAK SPACE}day late." in page


def test_the_page_shows_older_entries_when_asked(staff, story):
    for number in range(A_PAGE + 5):
        SyncRun.objects.create(account=story, at=NOW + DAY + number * MINUTE, reason="webhook")
    first = staff.get(at("change", story)).content.decode()
    assert first.count('<p class="what">') == A_PAGE
    more = re.search(r'href="(\?upto=\d+)#timeline"', first)[1]
    whole = staff.get(at("change", story) + more).content.decode()
    assert whole.count('<p class="what">') == A_PAGE + 5 + 6
    assert "?upto=" not in whole


def test_the_page_costs_the_same_for_any_number_of_entries(staff, story, django_assert_max_num_queries):
    for number in range(30):
        SyncRun.objects.create(account=story, at=NOW + number * MINUTE, reason="webhook")
        audit.record("billing.resync", actor=staff.staff, member=story.user, now=NOW)
    with django_assert_max_num_queries(15):
        staff.get(at("change", story))


def test_each_look_is_written_down(staff, story):
    staff.get(at("change", story))
    entry = AuditEntry.objects.filter(action="staff.read").latest("pk")
    assert (entry.actor_id, entry.member_id) == (staff.staff.pk, story.user_id)


def test_no_account_is_a_404_and_nothing_is_typed(staff, story):
    assert staff.get(f"{LIST}999999/change/").status_code == 404
    assert staff.post(at("change", story), {"customer_id": "cus_evil"}).status_code == 405
    assert staff.get(f"{LIST}add/").status_code == 403


# --- Acts


ACTS = ("gift", "end_gift", "read")


@pytest.mark.parametrize("act", ACTS)
def test_who_may_only_read_is_offered_no_act_and_refused_each(reader, act):
    account = in_state("running").billing_account
    assert "Sync with Stripe" not in text(reader.get(at("change", account)))
    assert reader.get(at(act, account)).status_code in (403, 405)
    assert reader.post(at(act, account)).status_code == 403


def test_who_has_no_right_sees_nothing(client):
    account = in_state("running").billing_account
    client.force_login(a_user("ed@example.com", is_staff=True))
    for path in (LIST, f"{LIST}drift/", at("change", account), at("gift", account)):
        assert client.get(path).status_code == 403


def test_a_gift_is_asked_for_with_a_day_that_makes_sense(staff):
    account = a_customer().billing_account
    assert "Give Plus to Ada" in text(staff.get(at("gift", account)))
    for day in ("", "yesterday", "2020-01-01", "2099-01-01"):
        answer = staff.post(at("gift", account), {"until": day, "reason": "Found a bug"})
        assert answer.status_code == 400
        assert "errorlist" in answer.content.decode()
    account.refresh_from_db()
    assert account.comped_until is None


def test_a_gift_lasts_to_the_end_of_its_day_and_can_be_ended(staff):
    account = a_customer().billing_account
    day = (timezone.now() + 30 * DAY).date()
    page = staff.post(at("gift", account), {"until": day.isoformat(), "reason": "Found a bug"}, follow=True)
    assert "The member has Plus as a gift." in text(page)
    account.refresh_from_db()
    assert account.comped_until == dt.datetime.combine(day, dt.time(), dt.UTC) + DAY
    assert "Gave Plus as a gift" in text(page)
    assert "Reason: Found a bug" in text(page)
    assert "End gift for Ada" in text(staff.get(at("end_gift", account)))
    account.refresh_from_db()
    assert account.comped_until
    assert "The gift has ended." in text(staff.post(at("end_gift", account), {"reason": "Typed wrong"}, follow=True))
    account.refresh_from_db()
    assert account.comped_until is None


def test_only_a_paid_invoice_can_be_refunded_and_only_of_this_account(staff):
    account = in_state("running", invoice_id="in_1", invoice_paid=800).billing_account
    paid = account.current
    unpaid = a_subscription(account, now=timezone.now(), invoice_id="in_2", invoice_paid=0)
    other = a_customer("eve@example.com").billing_account
    assert "$8 of invoice in_1 goes back to the card" in text(staff.get(at("refund", account, paid.pk)))
    assert staff.get(at("refund", account, unpaid.pk)).status_code == 404
    assert staff.post(at("refund", other, paid.pk)).status_code == 404


def test_a_refund_needs_a_reason_and_goes_back_once(staff, stand_in):
    account = upgraded(stand_in)
    path = at("refund", account, account.current.pk)
    assert staff.post(path, {"reason": ""}).status_code == 400
    page = staff.post(path, {"reason": "Asked within 14 days"}, follow=True)
    assert "$8 was refunded." in text(page)
    assert "Reason: Asked within 14 days" in text(page)
    assert staff.get(path).status_code == 404
    assert "Refund invoice" not in text(page)


def test_when_stripe_is_away_the_timeline_is_named_and_nothing_is_given_back(staff, stand_in):
    account = upgraded(stand_in)
    stand_in.control("fail", times=20)
    page = staff.post(at("refund", account, account.current.pk), {"reason": "Asked"}, follow=True)
    stand_in.control("fail", times=0)
    assert "Stripe isn't responding." in text(page)
    account.current.refresh_from_db()
    assert account.current.invoice_paid == 800


def test_reading_again_brings_what_changed_at_stripe(staff, stand_in):
    account = upgraded(stand_in)
    stand_in.advance(days=32)
    before = account.current.period_end
    page = staff.post(at("read", account), follow=True)
    assert "Synced with Stripe." in text(page)
    account.current.refresh_from_db()
    assert account.current.period_end > before
    assert staff.get(at("read", account)).status_code == 405


# --- Drift


def test_the_drift_report_names_who_is_behind_failing_or_doubled_and_mails_that_wait(staff):
    fine, behind, failing, doubled = (
        a_customer(f"{name}@example.com", status="active").billing_account
        for name in ("fine", "behind", "failing", "doubled")
    )
    behind.sync_requested = 3
    behind.save()
    failing.sync_error = "Stripe: timeout"
    failing.save()
    a_subscription(doubled, now=timezone.now())
    a_subscription(fine, now=timezone.now(), status="canceled")
    BillingMail.objects.create(account=behind, kind="receipt", occasion="in_1", created_at=timezone.now() - DAY)
    page = staff.get(f"{LIST}drift/").content.decode()

    def of(part):
        return re.search(rf'aria-labelledby="{part}".*?</section>', page, re.S)[0]

    for part, email in {"behind": "behind", "failing": "failing", "doubled": "doubled", "unsent": "behind"}.items():
        assert re.findall(r"(\w+)@example.com", of(part)) == [email]
    assert "fine@example.com" not in page
    assert "Stripe: timeout" in of("failing")


def test_the_drift_report_shows_what_the_last_night_found(staff, stand_in):
    account = upgraded(stand_in)
    stand_in.advance(seconds=60)
    second = stand_in.control("subscribe", customer=account.customer_id, lookup_key="plus_monthly")
    reconcile.reconcile(timezone.now())
    page = staff.get(f"{LIST}drift/")
    assert re.search(
        r"Last reconciliation: \w{3}, \w{3} \d+, \d{4}, \d+:\d\d [AP]M UTC, 2 subscriptions compared", text(page)
    )
    twins = re.search(r'aria-labelledby="twins".*?</section>', page.content.decode(), re.S)[0]
    assert re.findall(r"subscriptions/(\w+)", twins) == [second["id"]]
