"""Stripe rings: every ring is noted once, answered at once, and says nothing about what is true."""

import json
import time

import pytest
import stripe
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from billing import stripe_api, sync, tasks
from billing.models import BillingAccount, StripeEvent
from local.environment import WEBHOOK_SECRET
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
def test_a_database_that_is_down_is_a_503_and_the_next_ring_is_taken(client, stand_in):
    account = upgraded(stand_in, a_user())
    stand_in.control("portal", customer=account.customer_id, do="cancel")
    event = stand_in.events()[-1]
    client.raise_request_exception = False
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "no_such_database"
    try:
        assert ring(client, event["body"], event["signature"]).status_code == 503
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
    assert ring(client, event["body"], event["signature"]).status_code == 200
    tasks.sweep_behind()
    assert reread(account).current.cancel_at is not None


@pytest.mark.django_db
def test_a_hundred_rings_cost_at_most_five_reads_from_stripe(client, stand_in, pytestconfig):
    """And a thousand, with ``--long``, no more."""
    rings = 1000 if pytestconfig.getoption("--long") else 100
    account = upgraded(stand_in)
    for number in range(rings):
        about = {"object": {"id": "sub_1", "object": "subscription", "customer": account.customer_id}}
        assert ring(client, an_event(id=f"evt_{number}", data=about)).status_code == 200
    stand_in.reads(reset=True)
    for _ in range(rings):  # a task for each ring
        sync.sync_if_behind(account.pk, reason="event", now=timezone.now())
    assert stand_in.reads() <= 5
    account = reread(account)
    assert account.sync_done == account.sync_requested == rings


def test_the_pinned_version_is_the_one_that_the_library_was_made_for():
    assert stripe.api_version == stripe_api.VERSION


DEEP = '{"a":' * 100_000 + "1" + "}" * 100_000
ODD = {
    "a list": "[]",
    "a number": "1",
    "nothing": "null",
    "a string": '"evt_1"',
    "a huge number": "1" * 5000,
    "nested nonsense": DEEP,
    "deep lists": "[" * 200_000,
    "no id": an_event(id=None),
    "an empty id": an_event(id=""),
    "an id that is a list": an_event(id=["evt_1"]),
    "an id with NUL": an_event(id="evt_\x00"),
    "an id that is too long": an_event(id="evt_" + "1" * 300),
    "an id with half a character": an_event(id="evt_\ud800"),
    "no type": an_event(type=None),
    "a type that is a number": an_event(type=7),
    "a type with NUL": an_event(type="invoice.paid\x00"),
    "a type that is too long": an_event(type="x" * 300),
    "no data": an_event(data=None),
    "data that is a list": an_event(data=[]),
    "data about nothing": an_event(data={}),
    "data about a string": an_event(data={"object": "sub_1"}),
    "a customer that is a number": an_event(data={"object": {"id": "sub_1", "customer": 5}}),
    "a customer that is a list": an_event(data={"object": {"id": "sub_1", "customer": ["cus_1"]}}),
    "a customer with NUL": an_event(data={"object": {"id": "sub_1", "customer": "cus_\x00"}}),
    "an object whose id is an object": an_event(data={"object": {"id": {}, "customer": "cus_1"}}),
    "an object whose id has NUL": an_event(data={"object": {"id": "\x00", "customer": "cus_1"}}),
    "no time": an_event(created=None),
    "a time that is true": an_event(created=True),
    "a time in words": an_event(created="now"),
    "a time that is no number": an_event(created=float("nan")),
    "a time without end": an_event(created=float("inf")),
    "a time beyond all calendars": an_event(created=10**30),
    "a time before all calendars": an_event(created=-(10**30)),
    "a mode in words": an_event(livemode="false"),
    "no mode": an_event(livemode=None),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", ODD)
def test_what_is_signed_and_is_no_event_is_a_400_and_leaves_no_row(client, case):
    an_account(now=NOW, customer_id="cus_1")
    assert ring(client, ODD[case]).status_code == 400
    assert not StripeEvent.objects.exists()
    assert BillingAccount.objects.get().sync_requested == 0


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["t=,v1=", "t", "t=1", "v1=é", "t=" + "9" * 5000 + ",v1=0", "t=NOW,v1=é"])
def test_headers_that_nobody_writes_are_a_400(client, header):
    header = header.replace("NOW", str(int(time.time())))
    assert ring(client, an_event(), header).status_code == 400


@pytest.mark.django_db
def test_bytes_that_are_no_text_are_a_400(client):
    assert ring(client, b"\xff\xfe{}", signature("")).status_code == 400


@pytest.mark.django_db
def test_an_object_that_holds_its_whole_customer_is_heard(client):
    an_account(now=NOW, customer_id="cus_1")
    about = {"object": {"id": "sub_1", "object": "subscription", "customer": {"id": "cus_1", "object": "customer"}}}
    assert ring(client, an_event(data=about)).status_code == 200
    assert BillingAccount.objects.get().sync_requested == 1


@pytest.mark.django_db
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "type", "data", "object", "customer", "created", "livemode"]), inner, max_size=5
            )
        ),
        max_leaves=12,
    )
)
@hypothesis_settings(max_examples=200, deadline=None)
def test_anything_that_is_signed_is_answered(value):
    body = json.dumps(value)
    try:
        event = stripe_api.event_from(body.encode(), signature(body))
    except (stripe_api.BadSignature, stripe_api.BadEvent):
        return
    assert event.id.isascii()
    assert event.type.isascii()
