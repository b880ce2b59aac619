"""Defines plans, prices and features for the pricing page, the entitlements, Stripe's catalog and the tests.

Amounts are in minor units. Only what the site has is a feature: nothing is announced here.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple, cast

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toolkit import money


@dataclass(frozen=True)
class Feature:
    """A feature. ``free`` and ``plus``: the text for each plan in the comparison; empty if the plan doesn't have it.
    ``shown_free`` and ``shown_plus``: the same as a note after the name; empty where a plain “Yes” adds nothing."""

    key: str
    name: Promise
    text: Promise
    free: Promise | str = ""
    plus: Promise | str = ""

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
    """A price with its lookup key at Stripe. A price that isn't ``offered`` is kept for members who have it and not
    sold to anyone else. ``trial_days``: 0 for none."""

    lookup_key: str
    amount: int
    currency: str
    interval: str  # Stripe's values: "month", "year"
    offered: bool = True
    trial_days: int = 0

    @property
    def display(self) -> str:
        return money.display(self.amount, self.currency)

    @property
    def free(self) -> str:
        """Zero in the same currency, formatted."""
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
        """The label of the buy button; includes the price if several are offered."""
        if len(offered()) == 1:
            return gettext("Get %(plan)s") % {"plan": PLUS.name}
        return gettext("Get %(plan)s for %(price)s") % {"plan": PLUS.name, "price": self.full}


EACH = {"month": _("a month"), "year": _("a year")}


class Limits(NamedTuple):
    """Limits of a plan. ``alerts``: how many job alerts a member can have; ``daily_alerts``: whether they can be
    daily; ``resumes`` and ``letters``: how many résumés and cover letters."""

    alerts: int
    daily_alerts: bool
    resumes: int
    letters: int


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

FREE = Plan(
    "free",
    _("Free"),
    _("For everyone looking for remote work"),
    Limits(alerts=5, daily_alerts=False, resumes=3, letters=5),
)
PLUS = Plan(
    "plus",
    _("Plus"),
    _("For a faster search"),
    Limits(alerts=25, daily_alerts=True, resumes=20, letters=50),
    prices=(MONTHLY, YEARLY, MONTHLY_WITH_TRIAL),
)
REFUND_DAYS = 14  # how long after a payment a member can ask for a refund
PRODUCT = "plus"  # the metadata value that tells our product from others in the same Stripe account


def _advice() -> str:
    """Names what this site has of advice: questions need a language model that not every site sets up."""
    rules = gettext("See how your résumé fits a job, sentence by sentence, and what to do before you apply.")
    model = gettext("Ask questions, and get answers that name their sources.")
    return f"{rules} {model}" if settings.ADVICE_BASE_URL else rules


YES = _("Yes")
FEATURES = (
    Feature(
        "search",
        _("Job search and applications"),
        _("Search every job and apply as often as you like."),
        free=_("Unlimited"),
        plus=_("Unlimited"),
    ),
    Feature(
        "guides",
        _("Career guides"),
        _("Every guide, with a source for every number."),
        free=_("All"),
        plus=_("All"),
    ),
    Feature(
        "tracker",
        _("Saved jobs and application tracker"),
        _("Jobs you saved or applied for, each with a copy for you to keep."),
        free=YES,
        plus=YES,
    ),
    Feature(
        "resumes",
        _("Résumés"),
        _("Write them here or import them, and export them in every format."),
        free=format_lazy(_("Up to {count}"), count=FREE.limits.resumes),
        plus=format_lazy(_("Up to {count}"), count=PLUS.limits.resumes),
    ),
    Feature(
        "resume_page",
        _("Résumé page"),
        _("Your résumé at an address of its own, for everyone or for those you choose."),
        free=YES,
        plus=YES,
    ),
    Feature(
        "letters",
        _("Cover letters"),
        _("Write one with placeholders, and we fill in company and job title."),
        free=format_lazy(_("Up to {count}"), count=FREE.limits.letters),
        plus=format_lazy(_("Up to {count}"), count=PLUS.limits.letters),
    ),
    Feature(
        "alerts",
        _("Job alerts by email"),
        _("New matches for your searches, never the same job twice."),
        free=format_lazy(_("Weekly, up to {count}"), count=FREE.limits.alerts),
        plus=format_lazy(_("Daily or weekly, up to {count}"), count=PLUS.limits.alerts),
    ),
    Feature(
        "apps",
        _("Web and mobile apps"),
        _("Install the site on a phone or computer. Saved jobs, applications and guides open without a connection."),
        free=YES,
        plus=YES,
    ),
    Feature(
        "api",
        _("Access for your own programs"),
        _("An API with tokens that you create and revoke, and tools for AI assistants."),
        free=YES,
        plus=YES,
    ),
    Feature(
        "ad_free",
        _("No ads"),
        _("Every page without ads."),
        free=YES if settings.ADS == "off" else "",
        plus=YES,
    ),
    Feature("advice", _("Job advice"), cast("Promise", lazy(_advice, str)()), plus=YES),
    Feature(
        "consultant",
        _("Personal career consultant"),
        _("The same person reads your messages and answers them. You decide what they see."),
        plus=YES,
    ),
    Feature(
        "featured_resume",
        _("Featured and pinned résumé"),
        _("At the top of our directory in turn with others, and first in every search it matches. Marked as such."),
        plus=YES,
    ),
    Feature(
        "resume_url",
        _("Custom résumé address"),
        _("You choose the last part of your résumé page's address."),
        plus=YES,
    ),
)


def of_free() -> list[Feature]:
    """Returns the features of the Free plan."""
    return [feature for feature in FEATURES if feature.free]


def of_plus() -> list[Feature]:
    """Returns the features that Plus has and Free doesn't have, or has less of."""
    return [feature for feature in FEATURES if feature.sets_plus_apart]


class Row(NamedTuple):
    """A row of the plan comparison on the pricing page."""

    name: Promise | str
    text: Promise | str
    free: Promise | str
    plus: Promise | str


def comparison() -> list[Row]:
    """Returns the rows of the plan comparison: the price and every feature."""
    price = Row(_("Price"), "", offered()[0].free, ", ".join(one.full for one in offered()))
    return [
        price,
        *(Row(one.name, one.text, one.free or _("No"), one.plus or _("No")) for one in FEATURES),
    ]


def offered() -> tuple[Price, ...]:
    """Returns the prices offered today, the default first."""
    return tuple(price for price in PLUS.prices if price.offered)


def is_ours(lookup_key: str) -> bool:
    """Returns whether a lookup key belongs to a price of Plus, offered today or not."""
    return any(price.lookup_key == lookup_key for price in PLUS.prices)
