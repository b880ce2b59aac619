"""Controls of the stand-in (``/_control/…``), for tests and demos: what nobody can trigger at Stripe. JSON in, JSON out,
POST only.

========= ============================================================================================================
clock     ``{"advance": seconds}``; answers ``{"now": …}``
webhooks  ``{"mode": "send"|"drop"|"hold", "copies": n, "url": …}``; ``events`` and ``status`` as the API is to show them
release   sends what was held, ``{"order": [positions]}`` (a position may stand twice)
idle      waits ``{"seconds": n}`` until everything was taken; answers ``{"idle": true|false}``
events    all events so far, or the ``{"last": n}``, each as ``{"type", "body", "signature"}`` ready to be delivered
fail      the next ``{"times": n}`` API requests whose path holds ``{"path": …}`` get ``{"status": code}``;
          0: they are not heard, -1: they are done and the answer is lost
reads     how often each path was read; with ``{"reset": true}`` counting begins again
pay       completes the checkout ``{"session": id}`` as its page would
subscribe ``{"customer", "lookup_key", "card", "trial_days"}``: a subscription without a checkout
card      ``{"customer", "card": "good"|"declines"|"asks"}``
portal    ``{"customer", "do": "cancel"|"resume"}`` as the portal would
settle    pays the open invoice ``{"invoice": id}`` as its page would
ask_again gives up the payment of the open invoice ``{"invoice": id}`` for a new one
dispute   the bank disputes the payment of the paid ``{"invoice": id, "status": …}``; answers the dispute
close     ends the ``{"dispute": id, "status": "won"|"lost"|"warning_closed"}``
become    ``{"subscription": id, "status": …}``, as Stripe's settings may have it: ``unpaid``, ``paused``
reset     forgets everything but the catalog
========= ============================================================================================================
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from local.stripe.engine import LIVE, Engine
from local.stripe.hosted import Hosted
from local.stripe.params import ApiError
from local.stripe.store import Object, Store
from local.stripe.webhooks import Webhooks

Given = dict[str, Any]


@dataclass
class Failure:
    path: str
    status: int
    times: int


@dataclass
class Control:
    store: Store
    engine: Engine
    webhooks: Webhooks
    hosted: Hosted
    catalog: list[Given]
    reads: Counter[str] = field(default_factory=Counter)
    failure: Failure | None = None

    def stock(self) -> None:
        """Puts the catalog in: products with their prices, by lookup key."""
        for one in self.catalog:
            same = [product for product in self.store.all("product") if product["metadata"] == one["metadata"]]
            product = next(iter(same), None) or self.store.new(
                "product", name=one["name"], active=True, metadata=one["metadata"]
            )
            for price in one["prices"]:
                if not next(self.store.all("price", lookup_key=price["lookup_key"]), None):
                    self.store.new(
                        "price", product=product["id"], currency=price["currency"], unit_amount=price["amount"], active=True,
                        lookup_key=price["lookup_key"], type="recurring",
                        recurring={"interval": price["interval"], "interval_count": 1},
                    )  # fmt: skip

    def failing(self, path: str) -> int | None:
        """The status that this API request is to fail with."""
        if self.failure and self.failure.times > 0 and self.failure.path in path:
            self.failure.times -= 1
            return self.failure.status
        return None

    def answer(self, name: str, given: Given) -> Object:
        verb = getattr(self, f"do_{name}", None)
        if verb is None:
            raise ApiError(f"There is no control “{name}”.", status=404)
        done: Object = verb(**given)
        return done

    def do_clock(self, advance: int = 0) -> Object:
        self.store.offset += advance
        self.engine.catch_up()
        return {"now": self.store.now}

    def do_webhooks(
        self,
        mode: str = "send",
        copies: int = 1,
        url: str | None = None,
        events: tuple[str, ...] = ("*",),
        status: str = "enabled",
    ) -> Object:
        self.webhooks.mode, self.webhooks.copies = mode, copies
        self.webhooks.events, self.webhooks.status = list(events), status
        if url is not None:
            self.webhooks.url = url
        return {}

    def do_release(self, order: list[int] | None = None) -> Object:
        self.webhooks.release(order)
        return {}

    def do_idle(self, seconds: float = 10) -> Object:
        return {"idle": self.webhooks.wait_until_idle(seconds)}

    def do_events(self, last: int = 0) -> Object:
        signed = [(event["type"], *self.webhooks.signed(event)) for event in list(self.store.all("event"))[-last:]]
        return {"events": [{"type": kind, "body": body, "signature": signature} for kind, body, signature in signed]}

    def do_fail(self, path: str = "", status: int = 500, times: int = 1) -> Object:
        self.failure = Failure(path, status, times)
        return {}

    def do_reads(self, reset: bool = False) -> Object:
        counted = dict(self.reads)
        if reset:
            self.reads.clear()
        return {"reads": counted}

    def do_pay(self, session: str) -> Object:
        page = self.hosted.press_checkout(self.store.objects[session], "pay")
        return {"location": page.location, "session": self.store.objects[session]}

    def do_subscribe(self, customer: str, lookup_key: str, card: str = "good", trial_days: int = 0) -> Object:
        price = next(self.store.all("price", lookup_key=lookup_key))
        return self.engine.begin(customer, price, card=card, trial_days=trial_days)

    def do_card(self, customer: str, card: str) -> Object:
        self.store.cards[customer] = card
        return {}

    def do_portal(self, customer: str, do: str) -> Object:
        for one in self.store.all("subscription", customer=customer):
            if one["status"] in LIVE:
                self.engine.cancel_at_period_end(one, cancels=do == "cancel", by_date=True)
        return {}

    def do_settle(self, invoice: str) -> Object:
        self.engine.pay(self.store.objects[invoice])
        return {}

    def do_ask_again(self, invoice: str) -> Object:
        self.engine.ask_again(self.store.objects[invoice])
        return {}

    def do_dispute(self, invoice: str, status: str = "needs_response") -> Object:
        intent = self.engine.payment_of(self.store.objects[invoice])["payment"]["payment_intent"]
        charge = next(self.store.all("charge", payment_intent=intent, status="succeeded"))
        return self.engine.dispute(charge, status)

    def do_close(self, dispute: str, status: str) -> Object:
        self.engine.close_dispute(self.store.objects[dispute], status)
        return {}

    def do_become(self, subscription: str, status: str) -> Object:
        changed = self.store.objects[subscription]
        changed["status"] = status
        self.engine.announce("customer.subscription.updated", changed)
        return {}

    def do_reset(self) -> Object:
        self.store.clear()
        self.webhooks.clear()
        self.reads.clear()
        self.failure = None
        self.stock()
        return {}
