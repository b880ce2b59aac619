"""What is read from Stripe is what stands here, whatever arrived in whatever order."""

import datetime as dt
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import AuditEntry
from billing import entitlements, reconcile, stripe_api, sync, tasks
from billing.models import BillingAccount, BillingMail, StripeEvent, Subscription, SyncRun
from billing.views.webhook import webhook
from tests.billing.support import a_member, a_stripe_customer, reread, upgraded
from toolkit.database import leases

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


def read(account):
    sync.sync(account.pk, reason="test", now=timezone.now())
    return reread(account)


def plus_at(account, moment):
    return entitlements.for_user(reread(account).user, moment).is_plus


def kinds(account):
    return list(account.mails.order_by("pk").values_list("kind", flat=True))


def test_a_cancellation_in_the_portal_ends_plus_by_the_clock(stand_in):
    account = upgraded(stand_in)
    stand_in.control("portal", customer=account.customer_id, do="cancel")
    account = read(account)
    end = account.current.cancel_at
    assert end == account.current.period_end
    assert plus_at(account, end - SECOND)
    assert not plus_at(account, end + SECOND)
    assert kinds(account) == ["started", "receipt", "cancelled"]
    stand_in.control("portal", customer=account.customer_id, do="resume")
    assert read(account).current.cancel_at is None


def test_the_lock_is_renewed_before_each_call_to_stripe(stand_in, monkeypatch):
    account = upgraded(stand_in)
    renewed, renew = [], leases.Lease.renew
    monkeypatch.setattr(leases.Lease, "renew", lambda lease: renewed.append(renew(lease)))
    stand_in.reads(reset=True)
    read(account)
    assert len(renewed) == stand_in.reads() > 1


def test_a_failed_renewal_leaves_fourteen_days_and_payment_restores(stand_in):
    account = upgraded(stand_in)
    stand_in.control("card", customer=account.customer_id, card="declines")
    stand_in.advance(days=32)
    account = read(account)
    start = account.current.period_start
    assert account.current.status == "past_due"
    assert plus_at(account, start + dt.timedelta(days=13))
    assert not plus_at(account, start + dt.timedelta(days=15))
    assert kinds(account)[-1] == "payment_failed"
    assert account.mails.latest("pk").facts["invoice_url"] == account.current.invoice_url
    stand_in.control("settle", invoice=account.current.invoice_id)
    account = read(account)
    assert account.current.status == "active"
    assert plus_at(account, start + dt.timedelta(days=15))


def test_a_payment_that_never_comes_ends_the_subscription(stand_in):
    account = upgraded(stand_in)
    stand_in.control("card", customer=account.customer_id, card="declines")
    stand_in.advance(days=60)
    account = read(account)
    assert account.current.status == "canceled"
    assert not plus_at(account, timezone.now())
    assert kinds(account)[-1] == "ended"


def test_a_renewal_brings_a_receipt_and_nothing_is_told_twice(stand_in):
    account = upgraded(stand_in)
    for _month in range(3):
        stand_in.advance(days=31)
        account = read(account)
        read(account)
    assert kinds(account) == ["started", *["receipt"] * 4]
    assert account.mails.values("occasion").distinct().count() == 5


def test_a_reading_that_changes_nothing_leaves_no_trace(stand_in):
    account = upgraded(stand_in)
    runs, lines = SyncRun.objects.count(), AuditEntry.objects.count()
    read(account)
    assert (SyncRun.objects.count(), AuditEntry.objects.count()) == (runs, lines)


def test_products_of_others_are_not_ours(stand_in):
    account = upgraded(stand_in)
    stand_in.control("subscribe", customer=account.customer_id, lookup_key="magazine")
    assert read(account).subscriptions.count() == 1


def test_a_customer_who_is_gone_at_stripe_has_nothing(stand_in):
    account = upgraded(stand_in)
    stripe_api.api().customers.delete(account.customer_id)
    account = read(account)
    assert account.current.status == "canceled"


def test_stripe_being_away_changes_nothing_but_the_note(stand_in):
    account = upgraded(stand_in)
    stand_in.control("fail", path="/v1/subscriptions", status=500, times=3)
    with pytest.raises(stripe_api.Unavailable):
        read(account)
    account = reread(account)
    assert account.sync_error
    assert account.current.status == "active"
    assert not read(account).sync_error


def test_a_refund_is_seen_and_told(stand_in):
    account = upgraded(stand_in)
    [bought] = stripe_api.subscriptions_of(account.customer_id)
    assert stripe_api.refund(bought.payment_intent, amount=300, reason="requested_by_customer", key="r1") == 300
    account = read(account)
    assert account.current.invoice_paid == 500
    assert kinds(account)[-1] == "refunded"
    assert account.mails.latest("pk").facts["refunded"] == 300


def test_a_trial_is_plus_and_no_payment(stand_in):
    from billing import checkout

    member = a_member()
    account = checkout.account_of(user=member, now=timezone.now())
    customer = a_stripe_customer(account)
    stand_in.control("subscribe", customer=customer, lookup_key="plus_monthly", trial_days=7)
    account = read(account)
    assert (account.current.status, account.current.invoice_paid) == ("trialing", 0)
    assert plus_at(account, timezone.now())
    assert kinds(account) == ["started"]


@pytest.mark.django_db(transaction=True)
def test_webhooks_are_answered_while_stripe_is_read_slowly(stand_in):
    """The reading holds its lock for as long as Stripe takes; a ring writes its row meanwhile."""
    account = upgraded(stand_in, a_member())

    def request_in_a_thread():
        try:
            sync.request_sync([account.pk])
            return sync.sync_if_behind(account.pk, reason="event", now=timezone.now())
        finally:
            connection.close()

    with sync.locked(account.pk), ThreadPoolExecutor(1) as pool:
        assert pool.submit(request_in_a_thread).result(timeout=5) is False
        assert reread(account).sync_requested == account.sync_requested + 1
    tasks.sweep_behind()
    assert reread(account).sync_done == account.sync_requested + 1


class TestReconciling:
    def test_a_second_subscription_is_ended_given_back_and_reported(self, stand_in):
        account = upgraded(stand_in)
        stand_in.advance(seconds=60)
        extra = stand_in.control("subscribe", customer=account.customer_id, lookup_key="plus_monthly")
        drift = reconcile.reconcile(timezone.now())
        assert drift.duplicates == [extra["id"]]
        account = reread(account)
        assert account.current.stripe_id != extra["id"]
        assert account.current.status == "active"
        assert Subscription.objects.get(stripe_id=extra["id"]).status == "canceled"
        assert Subscription.objects.get(stripe_id=extra["id"]).invoice_paid == 0
        assert AuditEntry.objects.filter(action="billing.duplicate_ended").count() == 1
        assert reconcile.reconcile(timezone.now()).duplicates == []

    def test_what_differs_is_read_and_strangers_are_named(self, stand_in):
        account = upgraded(stand_in)
        Subscription.objects.update(status="past_due")
        stranger = stripe_api.create_customer(email="eve@example.com", name="", user_id=0, key="stranger")
        unknown = stand_in.control("subscribe", customer=stranger, lookup_key="plus_monthly")
        drift = reconcile.reconcile(timezone.now())
        assert drift.differing == [account.current.stripe_id]
        assert drift.strangers == [unknown["id"]]
        assert reread(account).current.status == "active"
        assert reconcile.last_report()["strangers"] == [unknown["id"]]

    def test_whoever_is_behind_is_read_within_a_minute(self, stand_in):
        account = upgraded(stand_in)
        stand_in.control("portal", customer=account.customer_id, do="cancel")
        sync.request_sync([account.pk])
        tasks.sweep_behind()
        assert reread(account).current.cancel_at is not None
        assert reconcile.pending_accounts() == []


LONG, SHORT = 50, 8  # orders
THREADS, EVENTS = 8, 100


@pytest.mark.django_db(transaction=True)
def test_a_hundred_events_doubled_and_shuffled_over_eight_threads_end_in_the_truth(stand_in, pytestconfig):
    """Five real changes, each ring delivered many times and in any order while the next change happens, in eight different orders;
    ``--long``, as in ``make fault``, tries fifty."""
    orders = LONG if pytestconfig.getoption("--long") else SHORT
    account = upgraded(stand_in, a_member())
    right = 0
    meeting = threading.Barrier(THREADS)

    def deliver(event, reads):
        """``reads``: a worker takes up the task that this ring leaves."""
        request = RequestFactory().post(
            "/billing/webhook/", event["body"], content_type="application/json",
            headers={"stripe-signature": event["signature"]},
        )  # fmt: skip
        answer = webhook(request)
        if reads:
            sync.sync_if_behind(account.pk, reason="event", now=timezone.now())
        return answer.status_code

    def leave(_thread):
        meeting.wait(10)
        connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        for seed in range(orders):
            dice = random.Random(seed)  # noqa: S311 - the same order in every run
            told, ringing = [], []
            for _ in range(5):
                stand_in.control("portal", customer=account.customer_id, do=dice.choice(["cancel", "resume"]))
                told.append(stand_in.control("events", last=1)["events"][0])
                ringing += [pool.submit(deliver, dice.choice(told), at % 7 == 0) for at in range(EVENTS // 5)]
            ringing += [pool.submit(deliver, event, True) for event in told]
            assert {answer.result() for answer in ringing} == {200}
            tasks.sweep_behind()
            [truth] = stripe_api.subscriptions_of(account.customer_id)
            row = Subscription.objects.get(account=account)
            right += (row.status, row.cancel_at, row.period_end) == (truth.status, truth.cancel_at, truth.period_end)
        list(pool.map(leave, range(THREADS)))
    assert right == orders, f"{right} of {orders} ended as at Stripe"
    assert StripeEvent.objects.count() == StripeEvent.objects.values("event_id").distinct().count() == 5 * orders
    assert BillingAccount.objects.get().sync_done == BillingAccount.objects.get().sync_requested
    assert BillingMail.objects.filter(kind="started").count() == 1
