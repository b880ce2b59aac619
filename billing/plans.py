"""What can be had, for how much: the only place that knows. The pricing page, the gates, Stripe's catalog and the tests read it.

Amounts are in minor units. A feature that is not ``ready`` is announced as coming; nobody is charged for it.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from toolkit import money


@dataclass(frozen=True)
class Feature:
    """``free`` and ``plus``: what each plan has of it, in words for the comparison; empty where it has nothing."""

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
        return value if self.ready else _("Coming")

    @property
    def sets_plus_apart(self) -> bool:
        return self.plus != self.free


@dataclass(frozen=True)
class Price:
    """A price as Stripe knows it by its lookup key. One that is not ``offered`` is accepted from whoever has it, and sold to
    nobody. ``trial_days``: 0 for none."""

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

FREE = Plan("free", _("Free"), _("For everyone who looks for remote work"), Limits(alerts=5, daily_alerts=False))
PLUS = Plan(
    "plus",
    _("Plus"),
    _("For a search that should not take long"),
    Limits(alerts=25, daily_alerts=True),
    prices=(MONTHLY, YEARLY, MONTHLY_WITH_TRIAL),
)
PLANS = {plan.key: plan for plan in (FREE, PLUS)}
REFUND_DAYS = 14  # how long after a payment a member may have it back for the asking
PRODUCT = "plus"  # the metadata by which our product is known among others of the same Stripe account

YES = _("Yes")
FEATURES = (
    Feature(
        "search",
        _("Searches and applications"),
        _("Search every posting and apply as often as you like."),
        free=_("Unlimited"),
        plus=_("Unlimited"),
        ready=True,
    ),
    Feature(
        "guides",
        _("Career guides"),
        _("Every guide, with the source of every figure."),
        free=_("All"),
        plus=_("All"),
        ready=True,
    ),
    Feature(
        "tracker",
        _("Bookmarks and application tracker"),
        _("What you saved and where you applied, with a copy of the posting that stays."),
        free=YES,
        plus=YES,
        ready=True,
    ),
    Feature(
        "alerts",
        _("Job alerts by e-mail"),
        _("New postings of your search, each of them once."),
        free=format_lazy(_("Weekly, up to {count}"), count=FREE.limits.alerts),
        plus=format_lazy(_("Daily or weekly, up to {count}"), count=PLUS.limits.alerts),
        ready=True,
    ),
    Feature("ad_free", _("No advertisements"), _("Pages without any advertisement."), plus=YES),
    Feature("advice", _("AI job advice"), _("Questions about a posting, answered beside your résumé."), plus=YES),
    Feature("consultant", _("Personal career consultant"), _("A person who reads and answers you."), plus=YES),
    Feature(
        "featured_resume",
        _("Featured and pinned résumé"),
        _("Your résumé stands first where employers look, with the word “Featured”."),
        plus=YES,
    ),
    Feature("resume_url", _("Résumé address of your choice"), _("A short address you can say aloud."), plus=YES),
)


def of_free() -> list[Feature]:
    """What the Free plan has today."""
    return [feature for feature in FEATURES if feature.ready and feature.free]


def of_plus() -> list[Feature]:
    """What Plus has today that Free has not, or has less of."""
    return [feature for feature in FEATURES if feature.ready and feature.sets_plus_apart]


def coming() -> list[Feature]:
    """What is being built, and sold to nobody yet."""
    return [feature for feature in FEATURES if not feature.ready]


def offered() -> tuple[Price, ...]:
    """What Plus is sold for today, the usual price first."""
    return tuple(price for price in PLUS.prices if price.offered)


def is_ours(lookup_key: str) -> bool:
    """Whether a price of this lookup key is one of Plus, sold today or not."""
    return any(price.lookup_key == lookup_key for price in PLUS.prices)
