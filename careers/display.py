"""Writes figures for readers: money, rates and numbers of people."""

from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from django.utils.translation import gettext as _

from toolkit import money as amounts

EXACT_UP_TO = 10_000
ONE_DECIMAL = Decimal("0.1")


def money(minor: int | None, currency: str) -> str:
    """``7500000, "USD"`` as ``$75,000``; nothing for an amount that is not known."""
    return "" if minor is None else amounts.display(minor, currency)


def yearly(minor: int | None, currency: str) -> str:
    """``7500000, "USD"`` as ``$75,000 a year``; nothing for an amount that is not known."""
    return "" if minor is None else _("%(amount)s a year") % {"amount": money(minor, currency)}


def hourly(minor: int | None, currency: str) -> str:
    """``2850, "CAD"`` as ``CA$28.50 an hour``; nothing for an amount that is not known."""
    return "" if minor is None else _("%(amount)s an hour") % {"amount": money(minor, currency)}


def percent(rate: Decimal) -> str:
    """``8`` as ``+8%``, ``-3.5`` as ``−3.5%``."""
    sign = "−" if rate < 0 else "+" if rate > 0 else ""
    return f"{sign}{share(abs(rate))}"


def share(rate: Decimal) -> str:
    """``8.50`` as ``8.5%``."""
    return f"{rate.normalize() + 0:f}%"


def number(count: int) -> str:
    """``12400`` as ``12,400``, ``-70`` as ``−70``."""
    return f"{'−' if count < 0 else ''}{abs(count):,}"


def headcount(count: int) -> str:
    """``12400`` as ``12,400``, ``0`` as ``fewer than 50``: projections are rounded to hundreds of people, so 0 isn't nobody."""
    return number(count) if count else _("fewer than 50")


def people(count: int) -> str:
    """``9800`` as ``9,800``, ``12400`` as ``about 12,400``: a larger number is rounded by its publisher; see `headcount`."""
    return headcount(count) if count <= EXACT_UP_TO else about(count)


def about(count: int) -> str:
    """``5200`` as ``about 5,200``, for a number that we calculate from rounded ones."""
    return _("about %(number)s") % {"number": number(count)} if count else headcount(count)


def rounded(value: Decimal, to: Decimal = Decimal(1)) -> Decimal:
    """``value`` to the precision of ``to``, half up, as readers round: 3.25 to 3.3, where Python's formats give 3.2."""
    return value.quantize(to, ROUND_HALF_UP)


def rating(score: Decimal) -> str:
    """``3.25`` as ``3.3``."""
    return str(rounded(score, ONE_DECIMAL))


def country_name(code: str) -> str:
    """``US`` as "United States", in English until the site speaks more languages."""
    return str(Locale("en").territories.get(code, code))
