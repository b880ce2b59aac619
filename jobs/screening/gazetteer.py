"""Finds names of places in text.

``data/names.csv`` has other names of regions and countries and the names of their people, in all languages that feeds bring;
``data/parts.csv`` the states, provinces and other parts of countries; ``data/towns.csv`` the larger towns. The names of
countries come from the vocabulary of regions, and in other languages from the Unicode CLDR.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from babel import Locale

from jobs.screening import inflection
from jobs.screening.phrasebook import listed
from jobs.vocabulary.regions import ANYWHERE, countries, regions

_DATA = Path(__file__).parent / "data"
# "U.S." is one word, "UK-based" are two.
WORD = re.compile(r"[A-Za-z](?:\.[A-Za-z])+\b\.?|[^\W_]+")
_LANGUAGES = ("de", "fr", "es", "pt", "pt_PT", "nl", "pl")
# Names of countries in other languages that are words, first names or towns as well.
_OTHER_WORDS = frozenset({"island", "indie", "maurice", "mauricio", "dominique", "granada", "grenade", "malte"})
# ISO codes of countries that a list of at least two can use: "AT, CH or DE".
_CLEAR_COUNTRIES = frozenset(
    listed(
        "AT, BE, BG, CH, CY, CZ, DE, DK, EE, ES, FI, FR, GB, GR, HU, IE, LT, LU, LV, NL, PL, PT, RO, SE, SI, SK, UK, US"
    )
)
# Codes of states that running text can use alone ("in TX"). The others are words as well ("IN", "OK").
_CLEAR_CODES = frozenset(
    listed("AZ, CA, FL, GA, IL, KY, MN, NC, NJ, NV, NY, TN, TX, UT, WA, WI, AB, BC, ON, QC, NSW, QLD")
)
# Those that one preposition makes clear: "innerhalb DE", "living in NL". Others are words or abbreviations as well.
_CLEAR_ALONE = frozenset(listed("AT, BE, CH, CZ, DE, DK, ES, FI, FR, GR, HU, IE, NL, PL, RO, SK"))
_BEFORE_CODE = frozenset(
    listed(
        "in, aus, innerhalb, from, within, outside, binnen, uit, vanuit, w, z, na, desde, "
        "depuis, em, en, wohnsitz, woonachtig, alleen, nur, solo, tylko, only"
    )
)
_LINKS = frozenset({"and", "or", "nor", "und", "oder", "et", "ou", "y", "o", "e", "en", "of", "i", "lub", "the"})


@dataclass(frozen=True)
class Name:
    """A name. ``kind`` is region, country, people, state, code (of a state) or city; ``regions`` are slugs. If a city
    has several countries, they are alternatives, and the context decides which one is meant. ``part`` is the usual name
    of a part of a country."""

    written: str
    kind: str
    regions: tuple[str, ...]
    part: str = ""

    @property
    def is_part(self) -> bool:
        """Whether the place is only a part of a country."""
        return self.kind in ("state", "code", "city")


@dataclass(frozen=True)
class Mention:
    """A name found in a text, from ``start`` to ``end``."""

    start: int
    end: int
    name: Name


@lru_cache(maxsize=8192)
def folded(word: str) -> str:
    """Returns a word without accents, case and dots."""
    plain = unicodedata.normalize("NFKD", word.replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("Ł", "L"))
    return "".join(sign for sign in plain if sign != "." and not unicodedata.combining(sign)).casefold()


def _table(name: str) -> Iterable[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8") as rows:
        yield from csv.DictReader(rows)


def names() -> Iterable[Name]:
    """Yields each written name; if a name occurs again, the later row adds a meaning."""
    for region in regions().values():
        if region.slug == ANYWHERE:
            continue  # labels use this word for "in any part of"
        kind = "country" if region.is_country else "region"
        plain = re.sub(r"\s*\(.*\)", "", region.name)
        yield Name(plain, kind, (region.slug,))
        if "&" in plain:
            yield Name(plain.replace("&", "and"), kind, (region.slug,))
    for locale in map(Locale.parse, _LANGUAGES):
        for region in (one for one in regions().values() if one.is_country):
            plain = re.sub(r"\s*\(.*\)", "", locale.territories[region.code])
            forms = inflection.polish_cases(plain) if locale.language == "pl" else ()
            yield from (
                Name(form, "country", (region.slug,)) for form in (plain, *forms) if folded(form) not in _OTHER_WORDS
            )
    for row in _table("names.csv"):
        slugs = tuple(row["regions"].split())
        kind = "country" if len(slugs) == 1 and regions()[slugs[0]].is_country else "region"
        yield from (Name(name, kind, slugs) for name in row["names"].split("|") if name)
        yield from (Name(name, "people", slugs) for name in row["people"].split("|") if name)
    for row in _table("parts.csv"):
        for name in filter(None, (row["name"], *row["aliases"].split("|"))):
            yield Name(name, "state", (row["country"],), row["name"])
        if row["code"]:
            yield Name(row["code"], "code", (row["country"],), row["name"])
    for row in _table("towns.csv"):
        for name in row["names"].split("|"):
            forms = inflection.polish_cases(name) if row["country"] == "poland" else ()
            yield from (Name(form, "city", (row["country"],), name) for form in dict.fromkeys((name, *forms)))


@cache
def _index() -> dict[str, list[tuple[tuple[str, ...], tuple[Name, ...]]]]:
    """Maps a first word to the names that start with it, longest first. A written name can mean several places."""
    found: dict[tuple[str, ...], list[Name]] = {}
    for name in names():
        words = tuple(folded(word) for word in WORD.findall(name.written))
        known = found.setdefault(words, [])
        twin = next((one for one in known if one.kind == name.kind), None)
        if twin and name.kind in ("city", "code") and not set(name.regions) <= set(twin.regions):
            known[known.index(twin)] = replace(twin, regions=(*twin.regions, *name.regions))
        elif not twin:
            known.append(name)
    index: dict[str, list[tuple[tuple[str, ...], tuple[Name, ...]]]] = {}
    for words, meant in found.items():
        index.setdefault(words[0], []).append((words, tuple(meant)))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


@cache
def _adjectives() -> dict[str, Name]:
    return {folded(form): Name(form, "people", slugs) for form, slugs in inflection.adjectives()}


@cache
def _starts_in_lower_case() -> frozenset[str]:
    """Returns the first words of names that a text can write in lower case, with and without accents."""
    firsts = [name.written for names in _index().values() for _, found in names for name in found]
    words = [WORD.findall(written)[0] for written in firsts if written[0].islower()]
    return frozenset(words) | {folded(word) for word in words}


def meanings(words: list[str], at: int) -> tuple[int, tuple[Name, ...]]:
    """Finds the longest name that starts at a word (as ``folded``); returns its number of words and all its
    meanings."""
    for name, found in _index().get(words[at], ()):
        if tuple(words[at : at + len(name)]) == name:
            return len(name), found
    return 0, ()


def code_of(word: str) -> Name | None:
    """Returns the state that a code means."""
    return next((name for name in meanings([folded(word)], 0)[1] if name.kind == "code"), None) if word else None


@lru_cache(maxsize=32_768)
def _may_start(word: str) -> bool:
    """Whether a name can start with a word. Most sentences have no such word."""
    known = word in _starts_in_lower_case() if word.islower() else folded(word) in _index()
    return known or word in _CLEAR_COUNTRIES or folded(word) in _adjectives()


def find(text: str) -> list[Mention]:
    """Returns the places in running text, from left to right. Case matters here: "us" isn't "US", "reading" isn't
    "Reading". What follows a place and a comma decides which one is meant ("London, Ontario", "Boulder, CO")."""
    written = WORD.findall(text)
    starts = [at for at, word in enumerate(written) if _may_start(word)]
    if not starts:
        return []
    tokens = list(WORD.finditer(text))
    words = [folded(word) for word in written]
    found: list[Mention] = []
    codes = _listed_countries(text, tokens, written)
    behind = 0
    for at in starts:
        if at < behind:
            continue
        count, name = (1, codes[at]) if at in codes else _name_at(text, tokens, words, at, found)
        if name is None:
            continue
        behind = at + count
        span = Mention(tokens[at].start(), tokens[at + count - 1].end(), name)
        before = found[-1] if found and text[found[-1].end : span.start].strip() == "," else None
        if before and _qualifies(name, before.name):
            regions_of_both = name.regions if before.name.kind == "city" else before.name.regions
            found[-1] = Mention(before.start, span.end, replace(before.name, regions=regions_of_both))
        else:
            found.append(span)
    return found


def _name_at(
    text: str, tokens: list[re.Match[str]], words: list[str], at: int, found: list[Mention]
) -> tuple[int, Name | None]:
    """Returns the number of words of the name that starts at a word, and the meaning that it has there."""
    count, names = meanings(words, at)
    names = tuple(name for name in names if _is_written(tokens[at][0], name))
    name = names[0] if names else None
    state = next((one for one in names if one.kind == "state"), None)
    if name and state and name.kind == "country" and _is_in_states(text, tokens[at], found):
        name = state
    if name and name.kind == "code" and not _is_code(text, tokens, at, found):
        name = None
    if name is None and words[at] in _adjectives() and inflection.is_of_people(words, at):
        return 1, _adjectives()[words[at]]
    return count, name


def _is_in_states(text: str, token: re.Match[str], found: list[Mention]) -> bool:
    """Whether a name stands behind a state in a list, and so means a state: "Arizona, Georgia and Ohio"."""
    is_behind = bool(found) and found[-1].name.kind == "state" and "united-states" in found[-1].name.regions
    return is_behind and _is_link(text[found[-1].end : token.start()])


def _listed_countries(text: str, tokens: list[re.Match[str]], written: list[str]) -> dict[int, Name]:
    """Returns the ISO codes of countries in lists of codes, or alone behind a preposition, by the position of the word."""
    found: dict[int, Name] = {}
    for one, other in pairwise(at for at, word in enumerate(written) if word in _CLEAR_COUNTRIES):
        gap = text[tokens[one].end() : tokens[other].start()]
        if _is_link(gap) and not gap.isspace():
            found |= {at: _of_code(written[at]) for at in (one, other)}
    for at, word in enumerate(written):
        if at and word in _CLEAR_ALONE and written[at - 1] in _BEFORE_CODE and written[at - 1].islower():
            found[at] = _of_code(word)
    return found


def _of_code(code: str) -> Name:
    return Name(code, "country", (countries()["GB" if code == "UK" else code].slug,))


def _qualifies(name: Name, before: Name) -> bool:
    """Whether a name behind a comma says where the place before it lies, as in "Paris, Texas, USA"."""
    if name.kind in ("state", "code"):
        return before.kind == "city" or before.part == name.part
    return before.is_part and name.kind == "country" and bool(set(name.regions) & set(before.regions))


def _is_code(text: str, tokens: list[re.Match[str]], at: int, found: list[Mention]) -> bool:
    """Whether capital letters in running text mean a state: behind a town and a comma, in a list of states, or as a clear
    code behind a preposition."""
    code, start = tokens[at][0], tokens[at].start()
    if found and found[-1].name.is_part:
        gap = text[found[-1].end : start]
        if gap.strip() == "," or (found[-1].name.kind != "city" and _is_link(gap)):
            return True
    for follower in tokens[at + 1 : at + 3]:
        if follower[0].lower() not in _LINKS:
            gap = text[tokens[at].end() : follower.start()]
            return follower[0].isupper() and code_of(follower[0]) is not None and _is_link(gap) and not gap.isspace()
    return code in _CLEAR_CODES and at > 0 and tokens[at - 1][0] in ("in", "from", "within", "outside", "of", "to")


def _is_link(gap: str) -> bool:
    return all(word in _LINKS for word in re.sub(r"[,/&(]", " ", gap).split())


def _is_written(word: str, name: Name) -> bool:
    first = WORD.search(name.written)
    if first and first[0].isupper() and len(first[0]) > 1:
        return word.isupper()
    return word[0].isupper() or name.written[0].islower()
