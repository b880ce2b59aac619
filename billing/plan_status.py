"""Describes a member's plan status: the text and the button on pages about plans.

Computed from the rows loaded with ``request.user``, so it needs no query.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.localization import reader_of
from accounts.models import User
from billing import entitlements
from billing.models import BillingAccount, Subscription
from billing.plans import EACH, FREE, PLUS, Plan
from toolkit import money
from toolkit.localization import ANYBODY, Reader, day, read_by

Status = Subscription.Status


class State(StrEnum):
    FREE = "free"
    RUNNING = "running"  # renews at ``until``
    ENDING = "ending"  # bought, and doesn't renew at ``until``
    GIFT = "gift"
    PAST_DUE = "past_due"  # a payment failed; Plus lasts until ``until``
    UNPAID = "unpaid"  # a subscription exists at Stripe but gives no Plus: the current period isn't known to be paid


class Badge(NamedTuple):
    """A badge. ``kind``: the CSS class for its color; empty for a neutral one."""

    label: str
    kind: str


@dataclass(frozen=True)
class PlanStatus:
    """A plan status. ``subscription``: the account's current one, even if it no longer gives Plus. ``gift_until``: when
    a current gift ends, also if there is a subscription."""

    state: State = State.FREE
    until: dt.datetime | None = None
    subscription: Subscription | None = None
    reader: Reader = ANYBODY
    gift_until: dt.datetime | None = None

    @property
    def is_plus(self) -> bool:
        return self.state not in (State.FREE, State.UNPAID)

    @property
    def is_bought(self) -> bool:
        """Whether there is a subscription to manage at Stripe, so Plus can't be bought again."""
        return self.state not in (State.FREE, State.GIFT)

    @property
    def is_free(self) -> bool:
        return self.state == State.FREE

    @property
    def is_gift(self) -> bool:
        return self.state == State.GIFT

    @property
    def is_ending(self) -> bool:
        return self.state == State.ENDING

    @property
    def is_renewed(self) -> bool:
        """Whether ``until`` is the date of the next payment."""
        return self.state == State.RUNNING

    @property
    def is_owed(self) -> bool:
        """Whether the member must pay to keep Plus or to get it back."""
        return self.state in (State.PAST_DUE, State.UNPAID)

    @property
    def plan(self) -> Plan:
        """The plan that is in effect now."""
        return PLUS if self.is_plus else FREE

    @property
    def own_plan(self) -> Plan:
        """The plan to show as theirs: Plus even while a payment is missing."""
        return PLUS if self.is_plus or self.is_bought else FREE

    @property
    def has_plus_plan(self) -> bool:
        return self.own_plan is PLUS

    @property
    def badge(self) -> Badge | None:
        """A badge for a failed payment, a gift or a canceled plan, else None."""
        if self.is_owed:
            return Badge(_("Payment failed"), "warn")
        if self.is_gift:
            return Badge(_("Gift"), "plus")
        return Badge(_("Canceled"), "") if self.is_ending else None

    @property
    def invoice_to_pay(self) -> str:
        """The URL of the invoice that the member must pay; empty when there is none."""
        return self.subscription.invoice_url if self.is_owed and self.subscription else ""

    @property
    def portal_action(self) -> str:
        """The label of the button to Stripe's portal."""
        if self.is_ending:
            return _("Keep Plus")
        return _("Manage billing") if self.is_renewed else _("Update card")

    @property
    def sentence(self) -> str:
        """A sentence on the plan's state and what happens next."""
        return self._sentence % {"day": self.until_day, "amount": self.amount, "due": self.due or self.amount}

    @property
    def _sentence(self) -> str:
        bought = self.subscription
        match self.state, bought.status if bought else "":
            case State.RUNNING, Status.TRIALING:
                return _("Your trial ends on %(day)s. Your first payment of %(amount)s is due that day.")
            case State.RUNNING, _any:
                return _("Renews on %(day)s for %(amount)s.")
            case State.ENDING, _any:
                return _("Plus ends on %(day)s and won't renew.")
            case State.GIFT, _any:
                return _("You have Plus as a gift from us until %(day)s. You won't be charged for it.")
            case State.PAST_DUE, _any if bought and bought.cancel_at:
                return _(
                    "Your last payment of %(amount)s failed. Plus is canceled and ends on %(day)s. The invoice for %(due)s is"
                    " still due."
                )
            case State.PAST_DUE, _any:
                return _("Your last payment of %(amount)s failed. Pay by %(day)s to keep Plus.")
            case State.UNPAID, Status.PAUSED:
                return _("Plus is paused because you have no card on file. Add a card to resume it.")
            case State.UNPAID, _any:
                return _("Plus is off until we receive your last payment.")
            case _free, Status.INCOMPLETE if self.due:
                return _("You're on the Free plan. Your first payment of %(due)s for Plus isn't confirmed yet.")
            case _ if self.due:
                return _("You're on the Free plan. An invoice for %(due)s for Plus is still open.")
        return _("You're on the Free plan. It costs nothing and doesn't expire.")

    @property
    def until_day(self) -> str:
        """The date of ``until`` in the member's time zone."""
        return self._day(self.until)

    @property
    def gift_day(self) -> str:
        """The date of ``gift_until`` in the member's time zone."""
        return self._day(self.gift_until)

    def _day(self, moment: dt.datetime | None) -> str:
        with read_by(self.reader):
            return day(moment) if moment else ""

    @property
    def amount(self) -> str:
        """The subscription's price per period, in the member's locale; empty without one."""
        bought = self.subscription
        return money.display(bought.amount, bought.currency.upper(), self.reader.locale) if bought else ""

    @property
    def due(self) -> str:
        """The unpaid amount of the newest invoice, in the member's locale; empty when it is paid."""
        bought = self.subscription
        return (
            money.display(bought.invoice_due, bought.currency.upper(), self.reader.locale)
            if bought and bought.invoice_due
            else ""
        )

    @property
    def each(self) -> Promise | str:
        return EACH.get(self.subscription.interval, "") if self.subscription else ""


def plan_status_of(user: Any, now: dt.datetime) -> PlanStatus:
    """Returns the status of ``user``'s plan at ``now``. Visitors have the Free plan."""
    if not isinstance(user, User):
        return PlanStatus()
    had = entitlements.for_user(user, now)
    account: BillingAccount | None = getattr(user, "billing_account", None)
    bought = account.current if account else None
    gift = account.gift_until(now) if account else None
    return PlanStatus(_state(had, bought, now), had.until, bought, reader_of(user), gift)


def _state(had: entitlements.Entitlements, bought: Subscription | None, now: dt.datetime) -> State:
    if had.source == "gift":
        return State.GIFT
    if had.is_past_due:
        return State.PAST_DUE
    if had.is_plus:
        return State.ENDING if had.ends else State.RUNNING
    unpaid = (Status.PAST_DUE, Status.UNPAID, Status.PAUSED, Status.ACTIVE, Status.TRIALING)
    is_left = bool(bought and bought.cancel_at and bought.cancel_at <= now)
    return State.UNPAID if bought and bought.status in unpaid and not is_left else State.FREE
