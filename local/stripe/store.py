"""State of the stand-in: objects in the API's own shape, references by id, and a clock."""

import json
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Object = dict[str, Any]

PREFIXES = {
    "customer": "cus",
    "product": "prod",
    "price": "price",
    "checkout.session": "cs_test",
    "billing_portal.session": "bps",
    "subscription": "sub",
    "subscription_item": "si",
    "invoice": "in",
    "invoice_payment": "inpay",
    "payment_intent": "pi",
    "charge": "ch",
    "refund": "re",
    "dispute": "du",
    "event": "evt",
}


class Store:
    """``cards``: how a customer's card behaves: ``good``, ``declines`` or ``asks`` (the bank wants a confirmation).

    Everything is read and changed under ``lock``.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.lock = threading.RLock()
        self._file = file
        nothing: dict[str, Any] = {"objects": {}, "cards": {}, "offset": 0}
        kept = json.loads(file.read_text()) if file and file.exists() else nothing
        self.objects: dict[str, Object] = kept["objects"]
        for item in self.all("subscription_item"):  # one price for all that name it: its lookup key can move to another
            item["price"] = self.objects[item["price"]["id"]]
        for subscription in self.all("subscription"):
            subscription["items"]["data"] = [self.objects[item["id"]] for item in subscription["items"]["data"]]
        self.cards: dict[str, str] = kept["cards"]
        self.offset: int = kept["offset"]  # seconds that the clock is ahead
        self.answers: dict[str, tuple[str, int, Object]] = {}  # by idempotency key: the request, and what it got
        self.moment: int | None = None  # while what has become due is caught up with

    def clear(self) -> None:
        self.objects.clear()
        self.cards.clear()
        self.answers.clear()
        self.offset = 0

    def save(self) -> None:
        if self._file:
            draft = self._file.with_suffix(".new")
            draft.write_text(json.dumps({"objects": self.objects, "cards": self.cards, "offset": self.offset}))
            draft.replace(self._file)

    @property
    def now(self) -> int:
        return self.moment if self.moment is not None else int(time.time()) + self.offset

    def new(self, kind: str, **fields: Any) -> Object:
        """A new object of the API's type ``kind``."""
        made: Object = {
            "id": f"{PREFIXES[kind]}_{secrets.token_hex(10)}",
            "object": kind,
            "created": self.now,
            "livemode": False,
            "metadata": {},
            **fields,
        }
        self.objects[made["id"]] = made
        return made

    def all(self, kind: str, **wanted: Any) -> Iterator[Object]:
        """Objects of a type whose fields have these values (None: any), oldest first."""
        for one in list(self.objects.values()):
            if one["object"] == kind and all(value is None or one.get(name) == value for name, value in wanted.items()):
                yield one

    def find(self, kind: str, object_id: str) -> Object | None:
        one = self.objects.get(object_id)
        return one if one and one["object"] == kind else None
