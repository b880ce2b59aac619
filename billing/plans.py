"""What can be had, for how much: the only place that knows. The pricing page, the gates, Stripe's catalog and the tests read it.

Amounts are in minor units. A feature that is not ``ready`` is announced as coming; nobody is charged for it.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobboard.lib import money


@dataclass(frozen=True)
class Feature:
    """``free`` and ``plus``: what each plan has of it, in words for the comparison; empty where it has nothing."""

    key: str
    name: Promise
    text: Promise
    free: Promise | str = ""
    plus: Promise | str = ""
    ready: bool = False


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
MONTHLY_WITH_TRIAL = Price("plus_monthly", 800, "USD", "month", offered=False, trial_days=7)

FREE = Plan("free", _("Free"), _("For everyone who looks for remote work"), Limits(alerts=5, daily_alerts=False))
PLUS = Plan(
    "plus",
    _("Plus"),
    _("For a search that should not take long"),
    Limits(alerts=25, daily_alerts=True),
    prices=(MONTHLY, YEARLY, MONTHLY_WITH_TRIAL),
)
PLANS = {plan.key: plan for plan in (FREE, PLUS)}
PRODUCT = "plus"  # the metadata by which our product is known among others of the same Stripe account

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
        free=_("Yes"),
        plus=_("Yes"),
        ready=True,
    ),
    Feature(
        "alerts",
        _("Job alerts by e-mail"),
        _("New postings of your search, each of them once."),
        free=_("Weekly, up to 5"),
        plus=_("Daily or weekly, up to 25"),
    ),
    Feature("ad_free", _("No advertisements"), _("Pages without any advertisement."), plus=_("Yes")),
    Feature("advice", _("AI job advice"), _("Questions about a posting, answered beside your résumé."), plus=_("Yes")),
    Feature("consultant", _("Personal career consultant"), _("A person who reads and answers you."), plus=_("Yes")),
    Feature(
        "featured_resume",
        _("Featured and pinned résumé"),
        _("Your résumé stands first where employers look, with the word “Featured”."),
        plus=_("Yes"),
    ),
    Feature("resume_url", _("Résumé address of your choice"), _("A short address you can say aloud."), plus=_("Yes")),
)


def offered() -> tuple[Price, ...]:
    """What Plus is sold for today, the usual price first."""
    return tuple(price for price in PLUS.prices if price.offered)


def is_ours(lookup_key: str) -> bool:
    """Whether a price of this lookup key is one of Plus, sold today or not."""
    return any(price.lookup_key == lookup_key for price in PLUS.prices)
