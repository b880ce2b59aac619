"""Reads, cancels and refunds subscriptions at Stripe.

A subscription is ours if it has our metadata, our product or a known id. Price and lookup key don't count: they change
while members keep paying the old price. Subscriptions to other products are ignored.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from billing.stripe_api.catalog import is_marked, product_ids
from billing.stripe_api.client import Found, Unavailable, api, idempotency, moment, pages, translated_errors

LOST, OPEN, WON = "lost", "open", "won"
# Stripe's statuses of closed disputes (https://docs.stripe.com/api/disputes/object); all others are still open.
OVER = {"lost": LOST, "won": WON, "warning_closed": WON, "prevented": WON}


@dataclass(frozen=True)
class Bought:
    """A subscription to Plus as read from Stripe. ``invoice_paid``: amount paid of the newest invoice, less refunds;
    ``invoice_due``: amount still due. ``dispute``: ``open``, ``lost`` or ``won`` if a payment of that invoice is or was
    disputed; ``payments``: what is left of each of its payments, by payment intent."""

    id: str
    customer_id: str
    status: str
    livemode: bool
    lookup_key: str
    amount: int
    currency: str
    interval: str
    period_start: dt.datetime
    period_end: dt.datetime
    cancel_at: dt.datetime | None
    trial_end: dt.datetime | None
    ended_at: dt.datetime | None
    started_at: dt.datetime
    invoice_id: str
    invoice_status: str
    invoice_paid: int
    invoice_due: int
    invoice_url: str
    dispute: str
    payments: dict[str, int] = field(default_factory=dict)

    @property
    def payment_intent(self) -> str:
        """The payment of the newest invoice with the most left to refund; empty when nothing was paid."""
        return max(self.payments, key=self.payments.__getitem__, default="")


class Money(NamedTuple):
    """Refunded amounts and dispute states of a customer's payments, by payment intent."""

    refunded: Counter[str]
    disputes: dict[str, str]


NOTHING = Money(Counter(), {})


def subscriptions_of(customer_id: str, *, known: Collection[str] = (), account: str = "") -> list[Bought]:
    """Returns all subscriptions to Plus the customer ever had, in any status. ``known``: ids that are ours in any case;
    ``account``: the reference that checkouts of former releases wrote. Empty for a deleted customer. A subscription
    missing from the list hasn't necessarily ended: fetch known ones by id (`subscription`)."""
    import stripe

    params = {"customer": customer_id, "status": "all", "expand": ["data.latest_invoice.payments"]}
    with translated_errors():
        try:
            found = [one for one in pages(api().subscriptions.list, params) if _is_ours(one, known, account)]
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return []
            raise
        money = _money(customer_id) if found else NOTHING
        return [_bought(one, money) for one in found]


def subscription(subscription_id: str) -> Bought:
    """Returns a subscription known to be ours. Raises `NotFound`."""
    with translated_errors():
        params = {"expand": ["latest_invoice.payments"]}
        found = api().subscriptions.retrieve(subscription_id, params).to_dict()
        return _bought(found, _money(found["customer"]))


def every_subscription(*, known: Collection[str] = ()) -> Iterator[Bought]:
    """Yields all live subscriptions to Plus in the Stripe account, without refunds."""
    with translated_errors():
        for one in pages(api().subscriptions.list, {"status": "all"}):
            if _is_ours(one, known):
                yield _bought(one, NOTHING)


def _is_ours(found: Found, known: Collection[str], account: str = "") -> bool:
    if found["id"] in known or is_marked(found) or _items(found):
        return True
    return bool(account) and (found.get("metadata") or {}).get("account") == account


def _items(found: Found) -> list[Found]:
    """Returns the items of our product."""
    ours = product_ids()
    return [one for one in found["items"]["data"] if one["price"]["product"] in ours]


def _money(customer_id: str) -> Money:
    """Returns refunds and disputes. One payment can have several charges, because a declined card leaves a charge
    too."""
    import stripe

    refunded: Counter[str] = Counter()
    disputes: dict[str, str] = {}
    try:
        charges = list(pages(api().charges.list, {"customer": customer_id}))
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            return NOTHING
        raise
    for charge in charges:
        intent = charge.get("payment_intent")
        if not intent:
            continue
        refunded[intent] += charge.get("amount_refunded") or 0
        if charge.get("disputed"):
            disputes[intent] = _worst([disputes.get(intent, ""), *_disputes_of(charge["id"])])
    return Money(refunded, disputes)


def _disputes_of(charge_id: str) -> list[str]:
    return [OVER.get(one["status"], OPEN) for one in pages(api().disputes.list, {"charge": charge_id})]


def _worst(states: list[str]) -> str:
    return next((state for state in (LOST, OPEN, WON) if state in states), "")


def _bought(found: Found, money: Money) -> Bought:
    item = next(iter(_items(found)), found["items"]["data"][0])
    price = item["price"]
    invoice = found.get("latest_invoice") or {}
    if isinstance(invoice, str):
        invoice = {"id": invoice}
    paid = _paid(invoice)
    left = {intent: max(amount - money.refunded[intent], 0) for intent, amount in paid.items()}
    end = cast("dt.datetime", moment(item["current_period_end"]))
    is_due = invoice.get("status") in ("open", "uncollectible")
    return Bought(
        id=found["id"],
        customer_id=found["customer"],
        status=found["status"],
        livemode=found["livemode"],
        lookup_key=(found.get("metadata") or {}).get("price") or price.get("lookup_key") or "",
        amount=(price.get("unit_amount") or 0) * (item.get("quantity") or 1),
        currency=price["currency"].upper(),
        interval=price["recurring"]["interval"],
        period_start=cast("dt.datetime", moment(item["current_period_start"])),
        period_end=end,
        cancel_at=moment(found.get("cancel_at")) or (end if found.get("cancel_at_period_end") else None),
        trial_end=moment(found.get("trial_end")),
        ended_at=moment(found.get("ended_at")),
        started_at=cast("dt.datetime", moment(found["start_date"])),
        invoice_id=invoice.get("id", ""),
        invoice_status=invoice.get("status") or "",
        invoice_paid=max((invoice.get("amount_paid") or 0) - sum(money.refunded[intent] for intent in paid), 0),
        invoice_due=(invoice.get("amount_remaining") or 0) if is_due else 0,
        invoice_url=invoice.get("hosted_invoice_url") or "",
        dispute=_worst([money.disputes.get(intent, "") for intent in paid]),
        payments=left,
    )


def _paid(invoice: Found) -> dict[str, int]:
    """Returns what was paid of an invoice, by payment intent. Its payments include attempts that were replaced by
    another."""
    listed = invoice.get("payments") or {}
    payments = listed.get("data", [])
    if listed.get("has_more"):
        payments = list(pages(api().invoice_payments.list, {"invoice": invoice["id"], "status": "paid"}))
    return {
        str(one["payment"].get("payment_intent") or one["id"]): one.get("amount_paid") or 0
        for one in payments
        if one["status"] == "paid"
    }


# --- Canceling and refunding --------------------------------------------------------------------------------------------


def cancel(subscription_id: str) -> None:
    """Ends a subscription now. Does nothing if it has already ended or doesn't exist."""
    import stripe

    with translated_errors():
        try:
            done = api().subscriptions.cancel(subscription_id)
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return
            raise
    if done.status not in ("canceled", "incomplete_expired"):
        raise Unavailable(f"Stripe didn't confirm that {subscription_id} was canceled.")


def stop_renewal(subscription_id: str) -> None:
    """Cancels a subscription at the end of the paid period."""
    with translated_errors():
        api().subscriptions.update(subscription_id, {"cancel_at_period_end": True})


def void_open_invoices(subscription_id: str) -> None:
    """Voids the open invoices so that they can't be paid. Raises `Refused` while a payment of one is in progress."""
    with translated_errors():
        for status in ("open", "uncollectible"):
            for invoice in pages(api().invoices.list, {"subscription": subscription_id, "status": status}):
                api().invoices.void_invoice(invoice["id"])


def refund(payment_intent: str, *, amount: int | None, reason: str, key: str) -> int:
    """Refunds ``amount`` of a payment, or the rest of it; returns the refunded amount. Idempotent for the same
    arguments and ``key``."""
    params: dict[str, Any] = {"payment_intent": payment_intent, "reason": reason}
    if amount is not None:
        params["amount"] = amount
    with translated_errors():
        return int(api().refunds.create(params, idempotency(key, params)).amount)
