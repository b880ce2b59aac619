"""How a member stands with us, in one word: what the pages about plans say and which button they show.

Computed from the rows that come with the member of a request, so it costs no query.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from accounts.locality import reader_of
from accounts.models import User
from billing import entitlements
from billing.models import BillingAccount, Subscription
from billing.plans import EACH
from toolkit import money
from toolkit.localization import ANYBODY, Reader, day, read_by

Status = Subscription.Status


class State(StrEnum):
    FREE = "free"
    RUNNING = "running"  # renewed at ``until``
    ENDING = "ending"  # bought, and not renewed at ``until``
    GIFT = "gift"
    PAST_DUE = "past_due"  # a payment failed; Plus goes on until ``until``
    UNPAID = "unpaid"  # a subscription stands at Stripe and gives nothing: we know of no payment for the running period


@dataclass(frozen=True)
class Standing:
    """``subscription``: the one that counts, also when it gives nothing any more. ``gift_until``: when a running gift ends, also
    beside a subscription."""

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
        """Whether there is something at Stripe to manage, so that nothing is to be bought."""
        return self.state not in (State.FREE, State.GIFT)

    @property
    def until_day(self) -> str:
        """The date of ``until`` where the member lives."""
        return self._day(self.until)

    @property
    def gift_day(self) -> str:
        """The date of ``gift_until`` where the member lives."""
        return self._day(self.gift_until)

    def _day(self, moment: dt.datetime | None) -> str:
        with read_by(self.reader):
            return day(moment) if moment else ""

    @property
    def amount(self) -> str:
        """What the subscription costs a period, in the member's locale; empty without one."""
        bought = self.subscription
        return money.display(bought.amount, bought.currency.upper(), self.reader.locale) if bought else ""

    @property
    def due(self) -> str:
        """What is still asked for by the newest invoice, in the member's locale; empty when nothing is."""
        bought = self.subscription
        return (
            money.display(bought.invoice_due, bought.currency.upper(), self.reader.locale)
            if bought and bought.invoice_due
            else ""
        )

    @property
    def each(self) -> Promise | str:
        return EACH.get(self.subscription.interval, "") if self.subscription else ""


def of(user: Any, now: dt.datetime) -> Standing:
    """How ``user`` stands at ``now``; whoever is not signed in has the Free plan."""
    if not isinstance(user, User):
        return Standing()
    had = entitlements.for_user(user, now)
    account: BillingAccount | None = getattr(user, "billing_account", None)
    bought = account.current if account else None
    gift = account.comped_until if account and account.comped_until and now < account.comped_until else None
    return Standing(_state(had, bought, now), had.until, bought, reader_of(user), gift)


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
