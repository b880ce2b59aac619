"""The stand-in for Stripe, asked by Stripe's own client library."""

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import stripe

from local.environment import WEBHOOK_SECRET
from local.files import free_port
from local.stripe.engine import after
from local.stripe.params import decode
from tests.stripe_standin import DAY

from .support import PYTHON, eventually, started


@pytest.fixture
def api(stand_in):
    return stripe.StripeClient("sk_test_x", base_addresses={"api": stand_in.url}, max_network_retries=0).v1


@pytest.fixture
def customer(api):
    return api.customers.create({"email": "ada@example.com"}).id


def order(api, customer, /, **changes):
    price = api.prices.list({"lookup_keys": ["plus_monthly"]}).data[0].id
    return {
        "mode": "subscription", "customer": customer, "line_items": [{"price": price, "quantity": 1}],
        "success_url": "https://example.com/?s={CHECKOUT_SESSION_ID}", "cancel_url": "https://example.com/no", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("a=1&b[c]=2", {"a": "1", "b": {"c": "2"}}),
        ("a[0][b]=x&a[1][b]=y", {"a": [{"b": "x"}, {"b": "y"}]}),
        ("a[]=x&a[]=y", {"a": ["x", "y"]}),
        ("", {}),
    ],
)
def test_form_bodies_are_read_as_stripe_reads_them(body, value):
    assert decode(body) == value


def test_months_end_on_the_day_they_began_or_the_last_of_a_shorter_one():
    january_31 = 1_769_817_600  # 2026-01-31
    february = after(january_31, "month", january_31)
    assert february - january_31 == 28 * DAY
    assert after(february, "month", january_31) - february == 31 * DAY
    assert after(january_31, "year", january_31) - january_31 == 365 * DAY


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"moed": "payment"}, "unknown parameter"),
            ({"line_items": "one"}, "line_items"),
            ({"allow_promotion_codes": "perhaps"}, "allow_promotion_codes"),
            ({"mode": "payment"}, "mode"),
            ({"customer": "cus_none"}, "No such customer"),
            ({"expires_at": 1}, "expires_at"),
        ],
    )
    def test_wrong_parameters_are_refused_with_their_name(self, api, customer, changes, words):
        with pytest.raises(stripe.InvalidRequestError, match=words):
            api.checkout.sessions.create(order(api, customer, **changes))

    def test_what_is_not_there_is_a_404(self, api):
        with pytest.raises(stripe.InvalidRequestError) as problem:
            api.subscriptions.retrieve("sub_none")
        assert (problem.value.http_status, problem.value.code) == (404, "resource_missing")

    def test_live_keys_are_refused(self, stand_in):
        live = stripe.StripeClient("sk_live_x", base_addresses={"api": stand_in.url}, max_network_retries=0).v1
        with pytest.raises(stripe.AuthenticationError):
            live.customers.list()

    def test_no_more_than_four_levels_are_expanded(self, api):
        with pytest.raises(stripe.InvalidRequestError, match="more than 4"):
            api.subscriptions.list({"expand": ["data.latest_invoice.payments.data.payment"]})

    def test_more_than_was_paid_is_not_given_back(self, api, stand_in, customer):
        stand_in.control("subscribe", customer=customer, lookup_key="plus_monthly")
        charge = api.charges.list({"customer": customer}).data[0]
        with pytest.raises(stripe.InvalidRequestError, match="greater than"):
            api.refunds.create({"charge": charge.id, "amount": 801})
        api.refunds.create({"charge": charge.id})
        with pytest.raises(stripe.InvalidRequestError, match="already been refunded"):
            api.refunds.create({"charge": charge.id})


class TestIdempotency:
    def test_the_same_key_gives_the_same_answer_even_at_once(self, api):
        def make(_number):
            return api.customers.create({"email": "a@example.com"}, {"idempotency_key": "k"}).id

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(make, range(8)))) == 1

    def test_the_same_key_with_other_words_is_refused(self, api):
        api.customers.create({"email": "a@example.com"}, {"idempotency_key": "k"})
        with pytest.raises(stripe.IdempotencyError):
            api.customers.create({"email": "b@example.com"}, {"idempotency_key": "k"})


def test_lists_come_in_pages(api):
    made = [api.checkout.sessions.create(order(api, api.customers.create({}).id)).id for _ in range(5)]
    first = api.checkout.sessions.list({"limit": 2})
    assert first.has_more
    assert [one.id for one in first.auto_paging_iter()] == made[::-1]


def test_a_hosted_checkout_declines_asks_and_takes(api, stand_in, customer):
    session = api.checkout.sessions.create(order(api, customer))
    assert "declined" in stand_in.press(session.url, "decline")
    assert "Confirm payment" in stand_in.press(session.url, "authenticate")
    assert stand_in.pay(session.url) == f"https://example.com/?s={session.id}"
    assert api.checkout.sessions.retrieve(session.id).status == "complete"
    assert api.subscriptions.list({"customer": customer}).data[0].status == "active"


def test_a_year_of_renewals_is_paid_month_by_month(api, stand_in, customer):
    stand_in.control("subscribe", customer=customer, lookup_key="plus_monthly")
    stand_in.advance(days=370)
    invoices = list(api.invoices.list({"customer": customer, "limit": 100}).auto_paging_iter())
    assert len(invoices) == 13
    assert {one.status for one in invoices} == {"paid"}


class TestWebhooks:
    @pytest.fixture
    def received(self, stand_in):
        bodies, refusing = [], []

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                stripe.WebhookSignature.verify_header(body, self.headers["Stripe-Signature"], WEBHOOK_SECRET, 300)
                # Noted before it is answered: whoever waits for the answer may look at once.
                status = 500 if refusing else 200
                if refusing:
                    refusing.pop()
                else:
                    bodies.append(json.loads(body)["type"])
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stand_in.control("webhooks", url=f"http://127.0.0.1:{server.server_port}/")
        yield bodies, refusing
        stand_in.control("webhooks", url="")
        server.shutdown()
        server.server_close()

    def test_they_are_signed_and_sent_until_they_are_taken(self, stand_in, customer, received):
        bodies, refusing = received
        refusing += [1, 1]
        stand_in.control("subscribe", customer=customer, lookup_key="plus_monthly")
        assert stand_in.control("idle", seconds=15)["idle"]
        assert sorted(bodies) == [
            "customer.subscription.created",
            "invoice.created",
            "invoice.finalized",
            "invoice.paid",
        ]

    def test_they_can_be_held_doubled_turned_round_and_lost(self, stand_in, customer, received):
        bodies, _refusing = received
        stand_in.control("webhooks", mode="hold", copies=2)
        begun = stand_in.control("subscribe", customer=customer, lookup_key="plus_monthly")
        assert bodies == []
        stand_in.control("release", order=[7, 0])
        assert stand_in.control("idle")["idle"]
        assert sorted(bodies) == ["invoice.created", "invoice.paid"]
        stand_in.control("webhooks", mode="drop")
        stand_in.control("portal", customer=customer, do="cancel")
        assert begun["status"] == "active"
        assert len(bodies) == 2


def test_what_it_knew_is_there_after_a_restart(tmp_path):
    port = free_port()
    command = (
        *PYTHON, "-m", "local.stripe", f"--port={port}", "--secret=whsec_x", f"--state={tmp_path / 'state.json'}",
    )  # fmt: skip
    client = stripe.StripeClient(
        "sk_test_x", base_addresses={"api": f"http://127.0.0.1:{port}"}, max_network_retries=0
    ).v1
    made = []

    def answers():
        try:
            made.append(client.customers.create({"email": "ada@example.com"}).id)
        except stripe.APIConnectionError:
            return False
        return True

    environ = dict(os.environ)
    with started(*command, environ=environ) as first:
        eventually(answers, "the stand-in answers")
        first.terminate()
        first.wait(10)
    with started(*command, environ=environ):
        eventually(answers, "it answers again")
        assert client.customers.retrieve(made[0]).email == "ada@example.com"
