"""Delivers signed events and retries them until they are accepted, as Stripe does. Tests can lose, delay or duplicate them."""

import copy
import json
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

import stripe

from local.stripe.store import Object, Store

FIRST_WAIT, LONGEST_WAIT, TRIES = 0.25, 60.0, 60
VERSION = stripe.api_version


@dataclass
class Delivery:
    body: str
    due: float  # of time.monotonic
    wait: float = FIRST_WAIT
    tries: int = 0


@dataclass
class Webhooks:
    """``mode``: ``send``, ``drop`` or ``hold``; ``copies``: how often each event is sent. ``events`` and ``status``: what the API
    says of the endpoint, which gets everything anyway."""

    store: Store
    url: str
    secret: str
    mode: str = "send"
    copies: int = 1
    events: list[str] = field(default_factory=lambda: ["*"])
    status: str = "enabled"
    queue: list[Delivery] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def endpoint(self) -> Object | None:
        """The endpoint as the API shows it."""
        about = {"api_version": None, "enabled_events": self.events, "livemode": False, "status": self.status}
        return {"id": "we_standin", "object": "webhook_endpoint", "url": self.url, **about} if self.url else None

    def announce(self, kind: str, about: Object) -> None:
        """An event with the object as it is now."""
        event = self.store.new(
            "event", type=kind, api_version=VERSION, data={"object": copy.deepcopy(about)}, pending_webhooks=1,
            request={"id": None, "idempotency_key": None},
        )  # fmt: skip
        if self.mode == "drop" or not self.url:
            return
        body = json.dumps(event)
        due = float("inf") if self.mode == "hold" else time.monotonic()
        with self.changed:
            self.queue += [Delivery(body, due) for _ in range(self.copies)]
            self.changed.notify_all()

    def signed(self, event: Object) -> tuple[str, str]:
        """Body and signature, for a test that delivers it itself."""
        body = json.dumps(event)
        return body, self._signature(body)

    def _signature(self, body: str) -> str:
        return str(stripe.WebhookSignature.generate_signature_header(body, self.secret))

    def release(self, order: list[int] | None = None) -> None:
        """Sends what was held back, in this order of positions (default: as it happened)."""
        with self.changed:
            held = [one for one in self.queue if one.due == float("inf")]
            self.queue = [one for one in self.queue if one.due != float("inf")]
            for at in order if order is not None else range(len(held)):
                held[at].due = time.monotonic()
                self.queue.append(held[at])
            self.changed.notify_all()

    def clear(self) -> None:
        with self.changed:
            self.queue.clear()
            self.mode, self.copies = "send", 1

    def wait_until_idle(self, seconds: float) -> bool:
        """Whether everything that is to be sent was taken in time."""
        with self.changed:
            return self.changed.wait_for(lambda: all(one.due == float("inf") for one in self.queue), seconds)

    def run(self) -> None:
        """For a thread of its own."""
        while True:
            with self.changed:
                now = time.monotonic()
                ready = [one for one in self.queue if one.due <= now]
                if not ready:
                    nearest = min((one.due for one in self.queue), default=float("inf"))
                    self.changed.wait(min(nearest - now, 5.0))
                    continue
            for one in ready:
                taken = self._send(one)
                with self.changed:
                    one.tries += 1
                    one.due, one.wait = time.monotonic() + one.wait, min(one.wait * 2, LONGEST_WAIT)
                    if one in self.queue and (taken or one.tries >= TRIES):
                        self.queue.remove(one)
                    self.changed.notify_all()

    def _send(self, one: Delivery) -> bool:
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": self._signature(one.body)}
        request = urllib.request.Request(self.url, one.body.encode(), headers)  # noqa: S310 - an address of this machine
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                return bool(200 <= answer.status < 300)
        except (OSError, urllib.error.HTTPError):
            return False
