"""Defines plans, prices and features. The pricing page, the entitlements, Stripe's catalog and the tests read them here.

Amounts are in minor units. A feature that is not ``ready`` is shown as planned; nobody is charged for it.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toolkit import money


@dataclass(frozen=True)
class Feature:
    """``free`` and ``plus``: what each plan has of it, in words for the comparison; empty where it has nothing. ``shown_free``
    and ``shown_plus``: the same as a note behind the name; empty where a plain “Yes” adds nothing."""

    key: str
    name: Promise
    text: Promise
    free: Promise | str = ""
    plus: Promise | str = ""
    ready: bool = False

    @property
    def free_today(self) -> Promise | str:
        """What the Free plan has of it today, in a word or a few."""
        return self._today(self.free)

    @property
    def plus_today(self) -> Promise | str:
        """The same for Plus."""
        return self._today(self.plus)

    def _today(self, value: Promise | str) -> Promise | str:
        if not value:
            return _("No")
        return value if self.ready else _("Planned")

    @property
    def shown_free(self) -> Promise | str:
        return "" if self.free is YES else self.free

    @property
    def shown_plus(self) -> Promise | str:
        return "" if self.plus is YES else self.plus

    @property
    def sets_plus_apart(self) -> bool:
        return self.plus != self.free


@dataclass(frozen=True)
class Price:
    """A price that Stripe knows by its lookup key. One that is not ``offered`` is kept for members who have it and isn't sold to
    anyone else. ``trial_days``: 0 for none."""

    lookup_key: str
    amount: int
    currency: str
    interval: str  # Stripe's words: "month", "year"
    offered: bool = True
    trial_days: int = 0

    @property
    def display(self) -> str:
        return money.display(self.amount, self.currency)

    @property
    def free(self) -> str:
        """Nothing, in the same currency."""
        return money.display(0, self.currency)

    @property
    def each(self) -> Promise:
        return EACH[self.interval]

    @property
    def full(self) -> str:
        """Amount and period: “$8 a month”."""
        return f"{self.display} {self.each}"

    @property
    def buy_label(self) -> str:
        """The label of the button that buys it; with the price where there is a choice."""
        if len(offered()) == 1:
            return gettext("Get %(plan)s") % {"plan": PLUS.name}
        return gettext("Get %(plan)s for %(price)s") % {"plan": PLUS.name, "price": self.full}


EACH = {"month": _("a month"), "year": _("a year")}


class Limits(NamedTuple):
    """``alerts``: how many job alerts a member may have; ``daily_alerts``: whether they may come every day."""

    alerts: int
    daily_alerts: bool


@dataclass(frozen=True)
class Plan:
    key: str
    name: Promise
    for_whom: Promise
    limits: Limits
    prices: tuple[Price, ...] = ()


MONTHLY = Price("plus_monthly", 800, "USD", "month")
YEARLY = Price("plus_yearly", 8000, "USD", "year", offered=False)
MONTHLY_WITH_TRIAL = replace(MONTHLY, offered=False, trial_days=7)

FREE = Plan("free", _("Free"), _("For everyone looking for remote work"), Limits(alerts=5, daily_alerts=False))
PLUS = Plan(
    "plus",
    _("Plus"),
    _("For a faster search"),
    Limits(alerts=25, daily_alerts=True),
    prices=(MONTHLY, YEARLY, MONTHLY_WITH_TRIAL),
)
REFUND_DAYS = 14  # how long after a payment a member can ask for a refund
PRODUCT = "plus"  # the metadata that tells our product from others in the same Stripe account

YES = _("Yes")
FEATURES = (
    Feature(
        "search",
        _("Job search and applications"),
        _("Search every job and apply as often as you like."),
        free=_("Unlimited"),
        plus=_("Unlimited"),
        ready=True,
    ),
    Feature(
        "guides",
        _("Career guides"),
        _("Every guide, with a source for every number."),
        free=_("All"),
        plus=_("All"),
        ready=True,
    ),
    Feature(
        "tracker",
        _("Saved jobs and application tracker"),
        _("Jobs you saved or applied for, each with a copy for you to keep."),
        free=YES,
        plus=YES,
        ready=True,
    ),
    Feature(
        "alerts",
        _("Job alerts by email"),
        _("New matches for your searches, never the same job twice."),
        free=format_lazy(_("Weekly, up to {count}"), count=FREE.limits.alerts),
        plus=format_lazy(_("Daily or weekly, up to {count}"), count=PLUS.limits.alerts),
        ready=True,
    ),
    Feature("ad_free", _("No ads"), _("Every page without ads."), plus=YES),
    Feature(
        "advice", _("AI job advice"), _("Ask about a job and get answers that take your résumé into account."), plus=YES
    ),
    Feature("consultant", _("Personal career consultant"), _("A real person who answers your questions."), plus=YES),
    Feature(
        "featured_resume",
        _("Featured résumé"),
        _("Employers see your résumé first, marked “Featured”."),
        plus=YES,
    ),
    Feature("resume_url", _("Custom résumé link"), _("A short link that you choose."), plus=YES),
)


def of_free() -> list[Feature]:
    """What the Free plan has today."""
    return [feature for feature in FEATURES if feature.ready and feature.free]


def of_plus() -> list[Feature]:
    """What Plus has today and Free doesn't, or has less of."""
    return [feature for feature in FEATURES if feature.ready and feature.sets_plus_apart]


def coming() -> list[Feature]:
    """What is planned, and not sold yet."""
    return [feature for feature in FEATURES if not feature.ready]


class Row(NamedTuple):
    """A line of the comparison of plans, as the pricing page shows it."""

    name: Promise | str
    text: Promise | str
    is_planned: bool
    free: Promise | str
    plus: Promise | str


def comparison() -> list[Row]:
    """The price and every feature, side by side."""
    price = Row(_("Price"), "", False, offered()[0].free, ", ".join(one.full for one in offered()))
    return [
        price,
        *(Row(one.name, one.text, not one.ready, one.free_today, one.plus_today) for one in FEATURES),
    ]


def offered() -> tuple[Price, ...]:
    """What Plus is sold for today, the usual price first."""
    return tuple(price for price in PLUS.prices if price.offered)


def is_ours(lookup_key: str) -> bool:
    """Whether a price of this lookup key is one of Plus, sold today or not."""
    return any(price.lookup_key == lookup_key for price in PLUS.prices)
