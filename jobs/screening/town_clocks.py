"""Time zones that are named by a town, a country or its people: "Singapore time", "heure de Montréal", "czasu polskiego"."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global

from jobs.screening import gazetteer, inflection
from jobs.vocabulary.regions import country_codes

Window = tuple[int, int]

_WIDEST = 120  # minutes between the ends of a country that has one clock
_SEASONS = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 7, 1, tzinfo=UTC))
_LANGUAGES = ("en", "de", "fr", "es", "pt", "nl", "pl")
_MOST = 3  # words of a name
_BEHIND = re.compile(
    r"[ -](?:(?:local|office|business|working|standard) )*(?:time|hours|day|zeit|ortszeit|tijd|uur)\b", re.IGNORECASE
)
_BEFORE = re.compile(
    r"\b(?:heures?(?: locale)?|fuseau(?: horaire)?|horas?(?: local| oficial)?|horario|hor[áa]rio|fuso(?: hor[áa]rio)?"
    r"|huso(?: horario)?|jornada|czasu?|czasem|stref\w+(?: czasow\w+)?|time in|uhrzeit in|zeit in|zeitzone von|tijd in|tijd van"
    r"|zone of|von der(?= \w+ abweich)|(?:overlap\w*|hours?|stunden|heures|horas|uur|godzin\w*)"
    r" (?:\w+ ){0,2}?"
    r"(?:with|mit|avec|con|com|met|z))"
    r" (?:(?:de oficina )?(?:de l[ae]s? |del? |d[aoe]s? |d'|em |en |w |the |der |den ))?(?=\w)",
    re.IGNORECASE,
)  # fmt: skip


def named(text: str) -> Iterator[tuple[re.Match[str], Window]]:
    """Yields the time zones that a text names so, each with its lowest and highest offset in minutes from UTC."""
    for noun in _BEHIND.finditer(text):
        words = list(gazetteer.WORD.finditer(text, max(0, noun.start() - 40), noun.start()))[-_MOST:]
        if words and words[-1].end() == noun.start():
            window = next(filter(None, (_window(words[at:]) for at in range(len(words)))), None)
            if window:
                yield noun, window
    for noun in _BEFORE.finditer(text):
        words = list(gazetteer.WORD.finditer(text, noun.end(), noun.end() + 40))[:_MOST]
        window = next(filter(None, (_window(words[:size]) for size in range(len(words), 0, -1))), None)
        if window:
            yield noun, window


def _window(words: list[re.Match[str]]) -> Window | None:
    name = [gazetteer.folded(word[0]) for word in words]
    return _known().get(" ".join(name)) or _of_land(name)


def _of_land(name: list[str]) -> Window | None:
    """Returns the clock of a country, or of the country of a town."""
    width, meant = gazetteer.meanings(name, 0)
    if width != len(name) or not meant or meant[0].kind == "code":
        return None
    return _of_slugs(meant[0].regions)


@cache
def _of_slugs(slugs: tuple[str, ...]) -> Window | None:
    codes = [code for slug in slugs for code in country_codes(slug)]
    zones = [_of_zone(zone) for zone in _zones_of(codes[0])] if len(codes) == 1 else []
    if not zones:
        return None
    low, high = min(zone[0] for zone in zones), max(zone[1] for zone in zones)
    return (low, high) if high - low <= _WIDEST else None


def _zones_of(country: str) -> list[str]:
    return [zone for zone in get_global("territory_zones").get(country, ()) if zone in _zones()]


@cache
def _zones() -> set[str]:
    """Python looks for them on the disk each time."""
    return available_timezones()


@cache
def _of_zone(name: str) -> Window:
    offsets = [int((ZoneInfo(name).utcoffset(season) or season - season).total_seconds()) // 60 for season in _SEASONS]
    return min(offsets), max(offsets)


@cache
def _known() -> dict[str, Window]:
    """Returns the clocks of the towns that name a zone, and of what is called after a town or a country."""
    found: dict[str, Window] = {}
    zones = _zones()
    for zone in sorted(one for one in zones if "/" in one and not one.startswith("Etc/")):
        found.setdefault(_words(zone.rpartition("/")[2].replace("_", " ")), _of_zone(zone))
    for language in _LANGUAGES:
        for zone, names in Locale(language).time_zones.items():
            if "city" in names and zone in zones:
                found.setdefault(_words(names["city"]), _of_zone(zone))
    for town, window in list(found.items()):
        found.setdefault(f"{town}er", window)  # "Berliner Zeit"
        found.setdefault(f"{town}se", window)  # "Amsterdamse tijd"
    for form, slugs in inflection.adjectives():
        if of_country := _of_slugs(slugs):
            found.setdefault(_words(form), of_country)
    return found


def _words(name: str) -> str:
    return " ".join(gazetteer.folded(word) for word in gazetteer.WORD.findall(name))
