"""Countries, time zones and locales by standard codes, with English names from the Unicode CLDR through Babel."""

import datetime as dt
import re
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, localedata
from babel.core import get_global
from babel.dates import get_timezone_location
from babel.languages import get_official_languages

# CLDR codes that aren't countries with permanent residents: unions, outposts, private use.
NO_COUNTRY = frozenset(
    [
        "AC",
        "AQ",
        "BV",
        "CC",
        "CP",
        "CQ",
        "CX",
        "DG",
        "EA",
        "EU",
        "EZ",
        "GS",
        "HM",
        "IC",
        "IO",
        "PN",
        "QO",
        "TA",
        "TF",
        "UM",
        "UN",
        "XA",
        "XB",
        "ZZ",
    ]
)
LOCALE = re.compile(r"([a-z]{2,3})(?:_[A-Z][a-z]{3})?_([A-Z]{2})")
MINUS = "\N{MINUS SIGN}"


@cache
def countries() -> dict[str, str]:
    """Returns every country by its ISO 3166-1 alpha-2 code, sorted by name."""
    named = Locale("en").territories.items()
    found = [(name, code) for code, name in named if re.fullmatch("[A-Z]{2}", code) and code not in NO_COUNTRY]
    return {code: name for name, code in sorted(found)}


@cache
def time_zones() -> dict[str, str]:
    """Returns every inhabited time zone and its city, sorted by city."""
    known = available_timezones()
    zones = {zone for inside in get_global("territory_zones").values() for zone in inside if zone in known}
    # Where CLDR has no city, Babel returns the rest of the identifier: "Argentina/Buenos Aires".
    cities = {zone: get_timezone_location(zone, locale="en", return_city=True).rpartition("/")[2] for zone in zones}
    return dict(sorted(cities.items(), key=lambda item: (item[1], item[0])))


@cache
def time_zones_of(country: str) -> tuple[str, ...]:
    """Returns a country's time zones, sorted by city."""
    inside = set(get_global("territory_zones").get(country, ()))
    return tuple(zone for zone in time_zones() if zone in inside)


def todays_name(time_zone: str) -> str:
    """Returns today's name of a time zone that has a former one, such as Asia/Calcutta: browsers still say that."""
    name: str = get_global("zone_aliases").get(time_zone, time_zone)
    return name


def offset(time_zone: str, now: dt.datetime) -> int:
    """Returns the offset from UTC in minutes of an IANA time zone at ``now``."""
    shift = now.astimezone(ZoneInfo(time_zone)).utcoffset()
    return int(shift.total_seconds() // 60) if shift is not None else 0


def offset_words(minutes: int) -> str:
    """Formats minutes from UTC as ``UTC+5:30``."""
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{MINUS if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def zone_words(time_zone: str, now: dt.datetime) -> str:
    """Returns, for example, ``Madrid (UTC+1)``; a zone that no country lists, such as UTC, is shown by its name
    only."""
    name = time_zones().get(time_zone)
    return f"{name} ({offset_words(offset(time_zone, now))})" if name else time_zone.replace("_", " ")


def zone_groups(now: dt.datetime, *, first: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Returns time zones with their labels, grouped by country name; the country ``first`` comes before all others."""
    codes = sorted(countries(), key=lambda code: code != first)
    return [
        (countries()[code], [(zone, zone_words(zone, now)) for zone in time_zones_of(code)])
        for code in codes
        if time_zones_of(code)
    ]


@cache
def locales() -> dict[str, dict[str, str]]:
    """Returns languages where they are official, and English wherever it is written: ``{"German": {"de_AT": "German
    (Austria)"}}``, English first."""
    found: dict[str, dict[str, str]] = {}
    names = Locale("en").languages
    for identifier in localedata.locale_identifiers():
        parts = LOCALE.fullmatch(identifier)
        if not parts or parts[2] not in countries() or parts[1] not in names:
            continue
        if parts[1] == "en" or parts[1] in get_official_languages(parts[2], de_facto=True):
            found.setdefault(names[parts[1]], {})[identifier] = str(Locale.parse(identifier).get_display_name("en"))
    languages = sorted(found, key=lambda name: (name != "English", name))
    return {name: dict(sorted(found[name].items(), key=lambda item: item[1])) for name in languages}
