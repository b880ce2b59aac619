"""Fields and choices of the search form, as cached ``<option>`` lists."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from jobs.search.criteria import POSTED
from jobs.search.places import spots
from jobs.vocabulary.kinds import PayPeriod
from jobs.vocabulary.regions import ANYWHERE, regions
from toolkit.geography import offset, offset_words, time_zones

FACETS: dict[str, Promise] = {
    "type": gettext_lazy("Job type"),
    "level": gettext_lazy("Level"),
    "industry": gettext_lazy("Industry"),
}
# The fields' names for visitors; messages about a field start with its name and link to it.
FIELDS: dict[str, Promise] = {
    **FACETS,
    "q": gettext_lazy("Job title, skill or company"),
    "geo": gettext_lazy("Location"),
    "pay": gettext_lazy("Minimum pay"),
    "currency": gettext_lazy("Currency"),
    "period": gettext_lazy("Pay period"),
    "posted": gettext_lazy("Posted within"),
    "company": gettext_lazy("Company"),
    "occupation": gettext_lazy("Occupation"),
    "tz": gettext_lazy("Time zone"),
    "exclude": gettext_lazy("Exclude words"),
    "people": gettext_lazy("Your location"),
    "sort": gettext_lazy("Sort order"),
}
Option = tuple[str, str]
CURRENCIES = ("USD", "EUR", "GBP", "AUD", "BRL", "CAD", "CHF", "DKK", "INR", "JPY", "NOK", "NZD", "PLN", "SEK", "SGD")
# One or two cities for each offset with many people; any other time zone is added when a search names it.
ZONES = (
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Mexico_City",
    "America/Chicago", "America/Bogota", "America/New_York", "America/Santiago", "America/Halifax", "America/Sao_Paulo",
    "Atlantic/Azores", "Europe/Lisbon", "Europe/London", "Africa/Lagos", "Europe/Madrid",
    "Europe/Berlin", "Africa/Johannesburg", "Europe/Kyiv", "Europe/Istanbul", "Africa/Nairobi", "Asia/Dubai",
    "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok", "Asia/Manila", "Asia/Shanghai", "Asia/Singapore",
    "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip


def geo(chosen: str) -> SafeString:
    """Returns the options for regions, then countries; a part or town of a country only if it is chosen."""
    own = _options([(chosen, spots()[chosen].name)]) if chosen in spots() else ""
    return marked(format_html("{}{}", own, _geo(get_language())), chosen)


def currency(chosen: str) -> SafeString:
    return marked(_currencies(chosen if chosen not in CURRENCIES else ""), chosen)


def period(chosen: str) -> SafeString:
    return marked(_periods(get_language()), chosen)


def posted(chosen: int | None) -> SafeString:
    return marked(_lengths(get_language()), str(chosen or ""))


def zone(chosen: str, now: dt.datetime) -> SafeString:
    """Returns the options for time zones from west to east, with today's offsets."""
    return marked(_zones(now.date(), chosen if chosen not in ZONES else ""), chosen)


@lru_cache(maxsize=8)
def _geo(language: str | None) -> SafeString:
    groups = [(region.slug, region.name) for region in regions().values() if not region.is_country]
    countries = [(region.slug, region.name) for region in regions().values() if region.is_country]
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        (
            (gettext("Regions"), _options(option for option in groups if option[0] != ANYWHERE)),
            (gettext("Countries"), _options(sorted(countries, key=lambda option: option[1]))),
        ),
    )


@lru_cache(maxsize=64)
def _currencies(extra: str) -> SafeString:
    return _options((code, code) for code in (*CURRENCIES, extra) if code)


@lru_cache(maxsize=8)
def _periods(language: str | None) -> SafeString:
    return _options((value, str(label)) for value, label in PayPeriod.choices)


@lru_cache(maxsize=8)
def _lengths(language: str | None) -> SafeString:
    return _options((str(days), ngettext("%d day", "%d days", days) % days) for days in POSTED)


@lru_cache(maxsize=64)
def _zones(day: dt.date, extra: str) -> SafeString:
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    shown = [(offset(name, noon), time_zones()[name], name) for name in {*ZONES, extra} if name in time_zones()]
    return _options((name, f"{offset_words(minutes)} {city}") for minutes, city, name in sorted(shown))


def _options(options: Iterable[Option]) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', options)


def marked(options: SafeString, chosen: str) -> SafeString:
    """Returns ``options`` with the chosen one selected; an unknown choice selects none."""
    if not chosen:
        return options
    value = f'value="{escape(chosen)}"'
    return mark_safe(options.replace(value, f"{value} selected", 1))  # noqa: S308 - both parts are escaped
