"""Describes a job's location, time zone and pay in words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext

from jobs.pay import Pay
from jobs.vocabulary.kinds import PayPeriod
from jobs.vocabulary.regions import ANYWHERE, Region, regions
from toolkit.geography import offset_words

NAMED = 3  # more places than this are counted instead of named

# English names that take an article inside a sentence.
_WITH_ARTICLE = frozenset({
    "Bahamas", "Caribbean", "Comoros", "European Union", "Gambia", "Isle of Man", "Maldives", "Middle East", "Netherlands",
    "Philippines", "Seychelles", "United Arab Emirates", "United Kingdom", "United States",
})  # fmt: skip
_ARTICLE_ENDS = ("Islands", "Republic", "Territories", "Territory")


# --- Places and times ---------------------------------------------------------------------------------------------------


def region_in_sentence(region: Region) -> str:
    """Returns the name of a region for use in a sentence: ``Spain``, ``the Netherlands``, ``anywhere``."""
    if region.slug == ANYWHERE:
        return gettext("anywhere")
    takes_article = region.name in _WITH_ARTICLE or region.name.endswith(_ARTICLE_ENDS)
    return f"the {region.name}" if takes_article else region.name


def place_facts(place: str, slugs: Sequence[str]) -> dict[str, Any]:
    """Returns what a job's page adds to `place_words`: ``listed_as``, the employer's own words if they differ, and
    ``counted_places``, the names of places that are counted instead of named."""
    names = [regions()[slug].name for slug in slugs if slug in regions()]
    return {
        "listed_as": "" if place == place_words(slugs) else place,
        "counted_places": names if len(names) > NAMED else [],
    }


def place_words(slugs: Iterable[str], parts: Sequence[str] = ()) -> str:
    """Describes where applicants can live, with the ``parts`` of countries if it's limited to them: ``United States
    (California)``."""
    words = _region_words(tuple(slugs), get_language())
    return f"{words} ({_parts_words(parts)})" if parts else words


def _parts_words(parts: Sequence[str]) -> str:
    if len(parts) <= NAMED:
        return ", ".join(parts)
    return ngettext("%(place)s and %(count)d more", "%(place)s and %(count)d more", len(parts) - 1) % {
        "place": parts[0],
        "count": len(parts) - 1,
    }


@lru_cache(maxsize=5_000)
def _region_words(slugs: tuple[str, ...], language: str | None) -> str:
    """Describes regions: ``Anywhere``, ``Spain, Portugal``, ``12 countries``, ``Europe and 4 more
    places``."""
    known = [regions()[slug] for slug in slugs if slug in regions()]
    if not known:
        return gettext("Location not stated")
    if any(region.slug == ANYWHERE for region in known):
        return gettext("Anywhere")
    if len(known) <= NAMED:
        return ", ".join(region.name for region in known)
    groups = [region.name for region in known if not region.is_country]
    if not groups:
        return ngettext("%d country", "%d countries", len(known)) % len(known)
    rest = len(known) - 1
    words = ngettext("%(place)s and %(count)d more place", "%(place)s and %(count)d more places", rest)
    return words % {"place": groups[0], "count": rest}


def window_words(minutes: tuple[int, int]) -> str:
    """Formats a working window in minutes from UTC as ``UTC−1 to UTC+3``."""
    first, last = (offset_words(one) for one in minutes)
    return first if first == last else gettext("%(first)s to %(last)s") % {"first": first, "last": last}


def age(then: dt.datetime, now: dt.datetime) -> str:
    """Returns the age in the largest suitable unit: ``5 hours ago``, ``2 days ago``, ``3 months ago``."""
    hours = int((now - then).total_seconds() // 3600)
    return _age_words(hours if hours < 24 else hours // 24 * 24, get_language())


@lru_cache(maxsize=4096)
def _age_words(hours: int, language: str | None) -> str:
    if hours < 1:
        return gettext("just now")
    if hours < 24:
        return ngettext("%d hour ago", "%d hours ago", hours) % hours
    days = hours // 24
    if days < 60:
        return ngettext("%d day ago", "%d days ago", days) % days
    return ngettext("%d month ago", "%d months ago", days // 30) % (days // 30)


# --- Pay ----------------------------------------------------------------------------------------------------------------


def stated_pay(pay: Pay | None, as_written: str) -> str:
    """Returns pay in words, or the employer's own words in quotes if they can't be read for certain; empty if none is
    stated."""
    if pay:
        return pay_words(pay)
    return f"“{as_written}”" if as_written else ""


def pay_words(stated: Pay) -> str:
    """Returns ``$72,000–$88,000 a year``, with a warning if the range is too wide to be informative."""
    words = _amount(stated, get_language())
    return gettext("%s (wide range)") % words if stated.is_wide else words


@dataclass(frozen=True)
class PayParts:
    """Pay for a list: ``amount`` (``$20–$25``), ``period`` (``an hour``), and the ``yearly`` equivalent with its
    assumption; the last two are empty if there is nothing to say."""

    amount: str
    period: str = ""
    yearly: str = ""

    @property
    def html(self) -> SafeString:
        """All of it for a row, with the yearly equivalent behind the period."""
        row = '<bdi dir="ltr">{}</bdi> <small>{}</small>'
        if self.yearly:
            row = '<bdi dir="ltr">{}</bdi> <details><summary>{}</summary><small>{}</small></details>'
        return format_html(row, self.amount, self.period, self.yearly)


def pay_parts(pay: Pay | None, as_written: str) -> PayParts | None:
    """Returns pay for a list; in the employer's own words if they can't be read for certain, None if none is stated."""
    if pay:
        return _parts(pay, get_language())
    return PayParts(f"“{as_written}”") if as_written else None


@lru_cache(maxsize=4096)
def _parts(pay: Pay, language: str | None) -> PayParts:
    """Returns the parts of a pay range. Cached like `_amount`."""
    period = str(PayPeriod(pay.period).label)
    yearly = ""
    if pay.period != PayPeriod.YEAR:
        named = {"amount": pay.yearly.amount, "assumption": pay.assumption}
        yearly = gettext("About %(amount)s a year, %(assumption)s") % named
    return PayParts(capfirst(pay.amount), gettext("%s (wide range)") % period if pay.is_wide else period, yearly)


@lru_cache(maxsize=4096)
def _amount(stated: Pay, language: str | None) -> str:
    """Formats an amount. Cached, because locale formatting is slow compared to the rest of a card, and amounts
    repeat."""
    return str(stated)
