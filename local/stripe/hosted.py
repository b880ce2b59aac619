"""Hosted pages of the stand-in: checkout, invoice, customer portal. Plain forms without scripts."""

import datetime as dt
import html
from dataclasses import dataclass
from typing import Any

from local.stripe.engine import LIVE, Engine
from local.stripe.params import missing
from local.stripe.store import Object, Store

STYLE = """
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#f6f7f9, #14161a); color: light-dark(#1a1c20, #eceef2); }
.ribbon { background: #7a4b00; color: #fff; text-align: center; padding: .4rem 1rem; font-weight: 600; }
main { max-inline-size: 34rem; margin: 2rem auto; padding: 1.5rem; background: light-dark(#fff, #1c1f25);
  border: 1px solid light-dark(#d8dce3, #343a45); border-radius: .75rem; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; }
form { display: flex; flex-wrap: wrap; gap: .5rem; margin-block: 1rem; }
button, a.button { font: inherit; min-block-size: 2.75rem; padding: .4rem 1rem; border-radius: .5rem; cursor: pointer;
  border: 1px solid light-dark(#7a8292, #737c8d); background: none; color: inherit; text-decoration: none;
  box-sizing: border-box; }
button.first { background: #4a3aa7; border-color: #4a3aa7; color: #fff; font-weight: 600; }
[role=alert] { border-inline-start: 4px solid #b3261e; padding-inline-start: .75rem; }
table { border-collapse: collapse; inline-size: 100%; }
td, th { text-align: start; padding: .4rem .5rem .4rem 0; border-block-end: 1px solid light-dark(#d8dce3, #343a45); }
a { color: light-dark(#4a3aa7, #b9aefc); }
"""


@dataclass(frozen=True)
class Page:
    """A page, or with ``location`` a way on."""

    body: str = ""
    location: str = ""
    status: int = 200


class Hosted:
    def __init__(self, store: Store, engine: Engine) -> None:
        self.store, self.engine = store, engine

    def answer(self, path: str, pressed: str | None) -> Page:
        """``pressed``: the name of the button, for a POST."""
        match path.strip("/").split("/"):
            case ["c", "pay", session_id]:
                session = self._find("checkout.session", session_id)
                return self.press_checkout(session, pressed) if pressed else self._checkout(session)
            case ["c", "confirm", session_id]:
                session = self._find("checkout.session", session_id)
                return self._press_confirm(session, pressed) if pressed else self._confirm()
            case ["i", invoice_id]:
                invoice = self._find("invoice", invoice_id)
                return self._press_invoice(invoice) if pressed else self._invoice(invoice)
            case ["p", "session", portal_id]:
                portal = self._find("billing_portal.session", portal_id)
                return self._press_portal(portal, pressed) if pressed else self._portal(portal)
        raise missing("page", path)

    def _find(self, kind: str, object_id: str) -> Object:
        found = self.store.find(kind, object_id)
        if found is None:
            raise missing(kind, object_id)
        return found

    # --- Checkout -------------------------------------------------------------------------------------------------------

    def _checkout(self, session: Object, problem: str = "") -> Page:
        if session["status"] != "open":
            return _page(
                "Checkout", f"<p>This checkout is {_e(session['status'])}. Go back to the site.</p>", status=410
            )
        price = self.store.objects[session["price"]]
        product = self.store.objects[price["product"]]
        customer = self.store.objects[session["customer"]]
        trial = f"<p>Free for {session['trial_days']} days.</p>" if session["trial_days"] else ""
        return _page(
            f"Subscribe to {product['name']}",
            f"{problem}<p><strong>{_money(price['unit_amount'], price['currency'])}</strong> a {price['recurring']['interval']},"
            f" for {_e(customer.get('email') or 'this customer')}</p>{trial}"
            + _buttons(
                pay="Pay",
                decline="Pay with a card that is declined",
                authenticate="Pay with bank confirmation",
                back="Back",
            ),
        )

    def press_checkout(self, session: Object, pressed: str) -> Page:
        if pressed == "back":
            return Page(location=session["cancel_url"] or "/")
        if session["status"] != "open":
            return self._checkout(session)
        if pressed == "authenticate":
            return Page(location=f"/c/confirm/{session['id']}")
        if pressed != "pay":
            session["refused"] += 1
            return self._checkout(session, _alert("Your card was declined. Try another one."))
        price = self.store.objects[session["price"]]
        subscription = self.engine.begin(
            session["customer"], price, trial_days=session["trial_days"], refused=session["refused"],
            metadata=session["subscription_metadata"],
        )  # fmt: skip
        session.update(status="complete", payment_status="paid", subscription=subscription["id"], url=None)
        self.engine.announce("checkout.session.completed", session)
        return Page(location=session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))

    def _confirm(self) -> Page:
        words = "<p>Your bank needs you to confirm this payment.</p>"
        return _page("Confirm payment", words + _buttons(confirm="Confirm", fail="Decline"))

    def _press_confirm(self, session: Object, pressed: str) -> Page:
        if pressed == "confirm":
            return self.press_checkout(session, "pay")
        return self._checkout(session, _alert("Your bank didn't confirm the payment."))

    # --- Invoice --------------------------------------------------------------------------------------------------------

    def _invoice(self, invoice: Object) -> Page:
        paid = {"paid": "<p>Paid. Thank you!</p>", "open": _buttons(pay="Pay now")}
        state = paid.get(invoice["status"], f"<p>This invoice is {_e(invoice['status'])}.</p>")
        amount = _money(invoice["amount_due"], invoice["currency"])
        return _page(f"Invoice {invoice['number']}", f"<p>{amount}, {_date(invoice['created'])}</p>{state}")

    def _press_invoice(self, invoice: Object) -> Page:
        self.engine.pay(invoice)
        return Page(location=f"/i/{invoice['id']}")

    # --- Portal ---------------------------------------------------------------------------------------------------------

    def _portal(self, portal: Object) -> Page:
        customer = portal["customer"]
        parts = []
        for one in self.store.all("subscription", customer=customer):
            if one["status"] not in LIVE:
                continue
            end = one["items"]["data"][0]["current_period_end"]
            if one["cancel_at"]:
                parts.append(f"<p>Ends on {_date(one['cancel_at'])}.</p>" + _buttons(resume="Keep subscription"))
            else:
                parts.append(
                    f"<p>{_e(one['status'].capitalize())}. Next payment: {_date(end)}.</p>"
                    + _buttons(cancel="Cancel subscription")
                )
        card = self.store.cards.get(customer, "good")
        parts.append(f"<h2>Card</h2><p>The card on file {'works' if card == 'good' else 'will be declined'}.</p>")
        parts.append(_buttons(good="Use a card that works", declines="Use a card that is declined"))
        rows = "".join(
            f'<tr><td><a href="/i/{one["id"]}">{_e(one["number"])}</a></td><td>{_date(one["created"])}</td>'
            f"<td>{_money(one['amount_due'], one['currency'])}</td><td>{_e(one['status'])}</td></tr>"
            for one in self.store.all("invoice", customer=customer)
        )
        parts.append(
            "<h2>Invoices</h2><table><thead><tr><th scope=col>Number</th><th scope=col>Date</th><th scope=col>Amount</th>"
            f"<th scope=col>State</th></tr></thead><tbody>{rows}</tbody></table>"
        )
        parts.append(f'<p><a class="button" href="{_e(portal["return_url"] or "/")}">Back to the site</a></p>')
        return _page("Your subscription", "".join(parts))

    def _press_portal(self, portal: Object, pressed: str) -> Page:
        customer = portal["customer"]
        if pressed in ("good", "declines"):
            self.store.cards[customer] = pressed
        for one in self.store.all("subscription", customer=customer):
            if one["status"] in LIVE and pressed in ("cancel", "resume"):
                self.engine.cancel_at_period_end(one, cancels=pressed == "cancel", by_date=True)
        return Page(location=f"/p/session/{portal['id']}")


def _page(title: str, body: str, status: int = 200) -> Page:
    head = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{_e(title)}</title>'
    head += (
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/style.css">'
        '<link rel="icon" href="data:,">'
    )
    ribbon = '<p class="ribbon">Test payments: no real money is charged</p>'
    return Page(f"{head}{ribbon}<main><h1>{_e(title)}</h1>{body}</main></html>", status=status)


def _buttons(**labels: str) -> str:
    first = ' class="first"'
    buttons = "".join(
        f'<button name="do" value="{name}"{"" if at else first}>{_e(label)}</button>'
        for at, (name, label) in enumerate(labels.items())
    )
    return f'<form method="post">{buttons}</form>'


def _alert(words: str) -> str:
    return f'<p role="alert">{_e(words)}</p>'


def _money(minor: int, currency: str) -> str:
    return f"{currency.upper()} {minor / 100:.2f}"


def _date(moment: int) -> str:
    day = dt.datetime.fromtimestamp(moment, dt.UTC)
    return f"{day:%B} {day.day}, {day.year}"


def _e(value: Any) -> str:
    return html.escape(str(value))
