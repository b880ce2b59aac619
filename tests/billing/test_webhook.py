"""Stripe rings: every ring is noted once, answered at once, and says nothing about what is true."""

import json
import time

import pytest
import stripe
from django.db import connection
from django.utils import timezone

from billing import stripe_api, sync, tasks
from billing.models import BillingAccount, StripeEvent
from jobboard.local.environment import WEBHOOK_SECRET
from tests.billing.support import an_account, reread, upgraded
from tests.factories import NOW, a_user

URL = "/billing/webhook/"


def an_event(**changes):
    event = {
        "id": "evt_1", "object": "event", "type": "customer.subscription.updated", "livemode": False,
        "created": int(time.time()), "data": {"object": {"id": "sub_1", "object": "subscription", "customer": "cus_1"}},
    }  # fmt: skip
    return json.dumps({**event, **changes})


def signature(body, *, secret=WEBHOOK_SECRET, ago=0):
    return stripe.WebhookSignature.generate_signature_header(body, secret, timestamp=int(time.time()) - ago)


def ring(client, body, header=None):
    header = signature(body) if header is None else header
    return client.post(URL, body, content_type="application/json", headers={"stripe-signature": header})


@pytest.mark.django_db
class TestSignatures:
    @pytest.mark.parametrize(
        ("body", "header"),
        [
            (an_event(), ""),
            (an_event(), "t=1,v1=00"),
            (an_event(), signature(an_event(), secret="whsec_other")),
            (an_event(), signature(an_event(id="evt_2"))),
            (an_event(), signature(an_event(), ago=301)),
            (an_event(livemode=True), signature(an_event(livemode=True))),
            ("", signature("")),
            ("{}x", signature("{}x")),
        ],
        ids=["unsigned", "forged", "other secret", "other body", "301 s old", "live", "empty", "no JSON"],
    )
    def test_what_stripe_did_not_sign_for_us_is_refused_and_leaves_no_row(self, client, body, header):
        an_account(now=NOW, customer_id="cus_1")
        assert ring(client, body, header).status_code == 400
        assert not StripeEvent.objects.exists()
        assert BillingAccount.objects.get().sync_requested == 0

    def test_a_second_secret_is_good_while_one_is_rotated(self, client, settings):
        settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", WEBHOOK_SECRET]
        assert ring(client, an_event()).status_code == 200
        assert (
            ring(client, an_event(id="evt_2"), signature(an_event(id="evt_2"), secret="whsec_new")).status_code == 200
        )

    def test_a_live_site_refuses_test_events(self, client, settings):
        settings.STRIPE_TEST_MODE = False
        assert ring(client, an_event()).status_code == 400
        live = an_event(livemode=True)
        assert ring(client, live).status_code == 200

    def test_nobody_reads_here(self, client):
        assert client.get(URL).status_code == 405


@pytest.mark.django_db
class TestInbox:
    def test_the_same_event_twice_is_one_row(self, client):
        an_account(now=NOW, customer_id="cus_1")
        assert [ring(client, an_event()).status_code for _ in range(2)] == [200, 200]
        event = StripeEvent.objects.get()
        assert (event.event_id, event.customer_id, event.object_id) == ("evt_1", "cus_1", "sub_1")
        assert BillingAccount.objects.get().sync_requested > 0

    @pytest.mark.parametrize(
        "kind", ["customer.subscription.updated", "invoice.payment_action_required", "moon.landed"]
    )
    def test_unknown_kinds_and_unknown_customers_are_taken_and_ignored(self, client, kind):
        assert ring(client, an_event(type=kind)).status_code == 200
        assert StripeEvent.objects.get().type == kind
        no_customer = an_event(id="evt_2", data={"object": {"object": "balance"}})
        assert ring(client, no_customer).status_code == 200

    def test_it_takes_at_most_three_queries_and_no_word_to_stripe(
        self, client, stand_in, django_assert_max_num_queries
    ):
        an_account(now=NOW, customer_id="cus_1")
        with django_assert_max_num_queries(5) as queries:  # a savepoint and its release stand around the three
            assert ring(client, an_event()).status_code == 200
        statements = [one["sql"] for one in queries.captured_queries if "SAVEPOINT" not in one["sql"]]
        assert len(statements) == 3, statements
        assert stand_in.reads() == 0

    def test_a_broker_that_is_away_loses_nothing(self, client, settings):
        account = an_account(now=NOW, customer_id="cus_1")
        from jobboard.celery import app

        before = app.conf.broker_url
        app.conf.broker_url = "redis://127.0.0.1:1/0"
        try:
            answer = ring(client, an_event())
        finally:
            app.conf.broker_url = before
        assert answer.status_code == 200
        assert reread(account).sync_requested == 1


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_down_is_a_500_and_the_next_ring_is_taken(client, stand_in):
    account = upgraded(stand_in, a_user())
    stand_in.control("portal", customer=account.customer_id, do="cancel")
    event = stand_in.events()[-1]
    client.raise_request_exception = False
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "no_such_database"
    try:
        assert ring(client, event["body"], event["signature"]).status_code == 500
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
    assert ring(client, event["body"], event["signature"]).status_code == 200
    tasks.sweep_behind()
    assert reread(account).current.cancel_at is not None


@pytest.mark.django_db
def test_a_thousand_rings_cost_at_most_five_reads_from_stripe(client, stand_in):
    account = upgraded(stand_in)
    for number in range(1000):
        about = {"object": {"id": "sub_1", "object": "subscription", "customer": account.customer_id}}
        assert ring(client, an_event(id=f"evt_{number}", data=about)).status_code == 200
    stand_in.reads(reset=True)
    for _ in range(1000):  # a task for each ring
        sync.sync_if_behind(account.pk, reason="event", now=timezone.now())
    assert stand_in.reads() <= 5
    account = reread(account)
    assert account.sync_done == account.sync_requested == 1000


def test_the_pinned_version_is_the_one_that_the_library_was_made_for():
    assert stripe.api_version == stripe_api.VERSION
