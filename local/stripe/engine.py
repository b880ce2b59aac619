"""Subscription engine of the stand-in: start, pay, renew, cancel, refund, expire.

After https://docs.stripe.com/billing/subscriptions/overview: a failed renewal makes a subscription past due and is tried again on
the days of ``RETRIES``; after the last one the subscription ends.
"""

import calendar
import datetime as dt
from collections.abc import Callable, Iterator

from local.stripe.store import Object, Store

HOUR, DAY = 60 * 60, 24 * 60 * 60
RETRIES = (3, 8, 14, 21)  # days after the invoice
FIRST_PAYMENT_WITHIN = 23 * HOUR
LIVE = ("trialing", "active", "past_due", "unpaid", "paused", "incomplete")

Announce = Callable[[str, Object], None]


class Engine:
    """``announce(type, object)`` makes an event."""

    def __init__(self, store: Store, base: str, announce: Announce) -> None:
        self.store, self.base, self.announce = store, base, announce

    # --- Beginning ------------------------------------------------------------------------------------------------------

    def begin(
        self,
        customer: str,
        price: Object,
        *,
        card: str = "good",
        trial_days: int = 0,
        refused: int = 0,
        **fields: object,
    ) -> Object:
        """A subscription with its first invoice. With a card that is not good it stays ``incomplete``; ``refused``: how many
        cards were before that one."""
        now = self.store.now
        end = now + trial_days * DAY if trial_days else after(now, price["recurring"]["interval"], now)
        subscription = self.store.new(
            "subscription", customer=customer, status="incomplete", currency=price["currency"], start_date=now,
            billing_cycle_anchor=end if trial_days else now, billing_mode={"type": "flexible"}, cancel_at=None,
            cancel_at_period_end=False, canceled_at=None, ended_at=None, trial_start=now if trial_days else None,
            trial_end=end if trial_days else None, collection_method="charge_automatically", latest_invoice=None, **fields,
        )  # fmt: skip
        item = self.store.new(
            "subscription_item", subscription=subscription["id"], price=price, quantity=1, current_period_start=now,
            current_period_end=end,
        )  # fmt: skip
        subscription["items"] = {"object": "list", "data": [item], "has_more": False, "url": "/v1/subscription_items"}
        self.store.cards[customer] = card
        invoice = self._invoice(subscription, 0 if trial_days else price["unit_amount"], "subscription_create")
        for _ in range(0 if trial_days else refused):
            self._charge(invoice, "failed")
        if trial_days or card == "good":
            self._take(invoice)
            subscription["status"] = "trialing" if trial_days else "active"
            self.announce("customer.subscription.created", subscription)
            self.announce("invoice.paid", invoice)
        else:
            self.announce("customer.subscription.created", subscription)
            self._refuse(invoice, card)
        return subscription

    def _invoice(self, subscription: Object, amount: int, reason: str) -> Object:
        item = subscription["items"]["data"][0]
        number = len(list(self.store.all("invoice"))) + 1
        invoice = self.store.new(
            "invoice", customer=subscription["customer"], status="open", currency=subscription["currency"], amount_due=amount,
            amount_paid=0, amount_remaining=amount, total=amount, subtotal=amount, billing_reason=reason,
            number=f"TEST-{number:04}", period_start=item["current_period_start"], period_end=item["current_period_end"],
            parent={
                "type": "subscription_details",
                "subscription_details": {"subscription": subscription["id"], "metadata": subscription["metadata"]},
            },
            attempt_count=0, next_payment_attempt=None, post_payment_credit_notes_amount=0,
            status_transitions={"finalized_at": self.store.now, "paid_at": None},
        )  # fmt: skip
        invoice["hosted_invoice_url"] = f"{self.base}/i/{invoice['id']}"
        self._payment(invoice)
        subscription["latest_invoice"] = invoice["id"]
        self.announce("invoice.created", invoice)
        self.announce("invoice.finalized", invoice)
        return invoice

    def _payment(self, invoice: Object) -> None:
        intent = self.store.new(
            "payment_intent", amount=invoice["amount_due"], currency=invoice["currency"], customer=invoice["customer"],
            status="requires_payment_method", latest_charge=None,
        )  # fmt: skip
        self.store.new(
            "invoice_payment", invoice=invoice["id"], status="open", amount_requested=invoice["amount_due"], amount_paid=None,
            currency=invoice["currency"], is_default=True,
            payment={"type": "payment_intent", "payment_intent": intent["id"]},
        )  # fmt: skip

    # --- Money ----------------------------------------------------------------------------------------------------------

    def ask_again(self, invoice: Object) -> None:
        """The payment of an open invoice is given up for a new one, and stays among its payments."""
        payment = self.payment_of(invoice)
        payment.update(status="canceled", is_default=False)
        self.store.objects[payment["payment"]["payment_intent"]]["status"] = "canceled"
        self._payment(invoice)

    def void(self, invoice: Object) -> None:
        invoice.update(status="void", next_payment_attempt=None)
        self.payment_of(invoice)["status"] = "canceled"
        self.announce("invoice.voided", invoice)

    def pay(self, invoice: Object) -> None:
        """Pays an open invoice; a subscription that was past due or incomplete becomes active."""
        if invoice["status"] != "open":
            return
        self._take(invoice)
        self.store.cards[invoice["customer"]] = "good"
        subscription = self.subscription_of(invoice)
        if (
            subscription["status"] in ("past_due", "unpaid", "incomplete")
            and subscription["latest_invoice"] == invoice["id"]
        ):
            subscription["status"] = "active"
            self.announce("customer.subscription.updated", subscription)
        self.announce("invoice.paid", invoice)

    def _take(self, invoice: Object) -> None:
        payment = self.payment_of(invoice)
        intent = self.store.objects[payment["payment"]["payment_intent"]]
        amount = invoice["amount_due"]
        if amount:
            self._charge(invoice, "succeeded")
        intent["status"], payment["status"], payment["amount_paid"] = "succeeded", "paid", amount
        invoice.update(status="paid", amount_paid=amount, amount_remaining=0, next_payment_attempt=None)
        invoice["status_transitions"]["paid_at"] = self.store.now

    def _charge(self, invoice: Object, status: str) -> None:
        """Each attempt at a payment leaves a charge, also one that failed."""
        intent = self.store.objects[self.payment_of(invoice)["payment"]["payment_intent"]]
        charge = self.store.new(
            "charge", amount=invoice["amount_due"], amount_refunded=0, refunded=False, currency=invoice["currency"],
            paid=status == "succeeded", customer=invoice["customer"], payment_intent=intent["id"], status=status,
            disputed=False,
        )  # fmt: skip
        intent["latest_charge"] = charge["id"]

    def dispute(self, charge: Object, status: str) -> Object:
        """A bank takes a payment back, or tries to; https://docs.stripe.com/disputes."""
        made = self.store.new(
            "dispute", amount=charge["amount"], charge=charge["id"], payment_intent=charge["payment_intent"],
            currency=charge["currency"], reason="fraudulent", status=status,
        )  # fmt: skip
        charge["disputed"] = True
        self.announce("charge.dispute.created", made)
        return made

    def close_dispute(self, dispute: Object, status: str) -> None:
        dispute["status"] = status
        self.announce("charge.dispute.closed", dispute)

    def _refuse(self, invoice: Object, card: str) -> None:
        invoice["attempt_count"] += 1
        self._charge(invoice, "failed")
        if card == "asks":
            self.announce("invoice.payment_action_required", invoice)
        self.announce("invoice.payment_failed", invoice)

    def refund(self, charge: Object, amount: int, reason: str | None) -> Object:
        made = self.store.new(
            "refund", amount=amount, charge=charge["id"], payment_intent=charge["payment_intent"], status="succeeded",
            currency=charge["currency"], reason=reason,
        )  # fmt: skip
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self.announce("charge.refunded", charge)
        return made

    # --- Ending ---------------------------------------------------------------------------------------------------------

    def cancel_at_period_end(self, subscription: Object, *, cancels: bool, by_date: bool) -> None:
        """``by_date``: as the portal does it under flexible billing, which sets ``cancel_at`` alone."""
        end = subscription["items"]["data"][0]["current_period_end"]
        subscription["cancel_at"] = end if cancels else None
        subscription["cancel_at_period_end"] = cancels and not by_date
        subscription["canceled_at"] = self.store.now if cancels else None
        self.announce("customer.subscription.updated", subscription)

    def cancel(self, subscription: Object) -> None:
        subscription.update(status="canceled", ended_at=self.store.now)
        subscription["canceled_at"] = subscription["canceled_at"] or self.store.now
        self.announce("customer.subscription.deleted", subscription)

    # --- Time -----------------------------------------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Everything that has become due, in order, each at its own moment."""
        until = self.store.now
        while due := min(
            ((moment, step) for moment, step in self._due() if moment <= until), key=lambda one: one[0], default=None
        ):
            self.store.moment = due[0]
            try:
                due[1]()
            finally:
                self.store.moment = None

    def _due(self) -> Iterator[tuple[int, Callable[[], None]]]:
        for session in self.store.all("checkout.session", status="open"):
            yield session["expires_at"], lambda session=session: self.expire(session)  # type: ignore[misc]
        for subscription in self.store.all("subscription"):
            if subscription["status"] == "incomplete":
                yield (
                    subscription["created"] + FIRST_PAYMENT_WITHIN,
                    lambda one=subscription: self._give_up(one),  # type: ignore[misc]
                )
            if subscription["status"] not in ("trialing", "active", "past_due"):
                continue
            if subscription["cancel_at"]:
                yield subscription["cancel_at"], lambda one=subscription: self.cancel(one)  # type: ignore[misc]
            end = subscription["items"]["data"][0]["current_period_end"]
            if subscription["status"] != "past_due":
                yield end, lambda one=subscription: self._renew(one)  # type: ignore[misc]
            else:
                invoice = self.store.objects[subscription["latest_invoice"]]
                yield invoice["next_payment_attempt"], lambda one=invoice: self._retry(one)  # type: ignore[misc]

    def expire(self, session: Object) -> None:
        session.update(status="expired", url=None)
        self.announce("checkout.session.expired", session)

    def _give_up(self, subscription: Object) -> None:
        subscription.update(status="incomplete_expired", ended_at=self.store.now)
        self.store.objects[subscription["latest_invoice"]]["status"] = "void"
        self.announce("customer.subscription.updated", subscription)

    def _renew(self, subscription: Object) -> None:
        item = subscription["items"]["data"][0]
        if subscription["status"] == "trialing":
            subscription["status"] = "active"
        start = item["current_period_end"]
        end = after(start, item["price"]["recurring"]["interval"], subscription["billing_cycle_anchor"])
        item.update(current_period_start=start, current_period_end=end)
        invoice = self._invoice(subscription, item["price"]["unit_amount"], "subscription_cycle")
        card = self.store.cards.get(subscription["customer"], "good")
        if card == "good":
            self._take(invoice)
            self.announce("customer.subscription.updated", subscription)
            self.announce("invoice.paid", invoice)
        else:
            subscription["status"] = "past_due"
            invoice["next_payment_attempt"] = invoice["created"] + RETRIES[0] * DAY
            self._refuse(invoice, card)
            self.announce("customer.subscription.updated", subscription)

    def _retry(self, invoice: Object) -> None:
        card = self.store.cards.get(invoice["customer"], "good")
        if card == "good":
            self.pay(invoice)
            return
        later = [days for days in RETRIES if invoice["created"] + days * DAY > self.store.now]
        if later:
            invoice["next_payment_attempt"] = invoice["created"] + later[0] * DAY
            self._refuse(invoice, card)
        else:
            invoice.update(status="uncollectible", next_payment_attempt=None)
            self.cancel(self.subscription_of(invoice))

    # --- Between objects ------------------------------------------------------------------------------------------------

    def subscription_of(self, invoice: Object) -> Object:
        return self.store.objects[invoice["parent"]["subscription_details"]["subscription"]]

    def payment_of(self, invoice: Object) -> Object:
        """The one that counts."""
        return next(self.store.all("invoice_payment", invoice=invoice["id"], is_default=True))


def after(start: int, interval: str, anchor: int) -> int:
    """The end of a period, on the day of the month on which the first one began, or the last day of a shorter month."""
    moment, day = dt.datetime.fromtimestamp(start, dt.UTC), dt.datetime.fromtimestamp(anchor, dt.UTC).day
    months = moment.month - 1 + {"month": 1, "year": 12}[interval]
    year, month = moment.year + months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return int(moment.replace(year=year, month=month, day=min(day, last)).timestamp())
