"""Finds names of places in text.

``data/names.csv`` has other names of regions and countries and the names of their people; ``data/towns.csv`` has the
states, provinces and larger towns. The official names of countries come from the vocabulary of regions.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jobs.vocabulary.regions import ANYWHERE, regions

_DATA = Path(__file__).parent / "data"
# "U.S." is one word, "UK-based" are two.
WORD = re.compile(r"[A-Za-z](?:\.[A-Za-z])+\b\.?|[^\W_]+")


@dataclass(frozen=True)
class Name:
    """A name. ``kind`` is region, country, people, state, code (of a state) or city; ``regions`` are slugs. If a city
    has several countries, they are alternatives, and the context decides which one is meant."""

    written: str
    kind: str
    regions: tuple[str, ...]

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


def folded(word: str) -> str:
    """Returns a word without accents, case and dots."""
    plain = unicodedata.normalize("NFKD", word.replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("Ł", "L"))
    return "".join(sign for sign in plain if sign != "." and not unicodedata.combining(sign)).casefold()


def _rows() -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """Yields each written name with its kind and regions; if a name occurs again, the later row adds a meaning."""
    for region in regions().values():
        if region.slug == ANYWHERE:
            continue  # labels use this word for "in any part of"
        kind = "country" if region.is_country else "region"
        plain = re.sub(r"\s*\(.*\)", "", region.name)
        yield plain, kind, (region.slug,)
        if "&" in plain:
            yield plain.replace("&", "and"), kind, (region.slug,)
    with (_DATA / "names.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            slugs = tuple(row["regions"].split())
            kind = "country" if len(slugs) == 1 and regions()[slugs[0]].is_country else "region"
            yield from ((name, kind, slugs) for name in row["names"].split("|") if name)
            yield from ((name, "people", slugs) for name in row["people"].split("|") if name)
    with (_DATA / "towns.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            yield from ((name, row["kind"], (row["country"],)) for name in row["names"].split("|"))


@cache
def _index() -> dict[str, list[tuple[tuple[str, ...], tuple[Name, ...]]]]:
    """Maps a first word to the names that start with it, longest first. A written name can mean several places."""
    found: dict[tuple[str, ...], list[Name]] = {}
    for written, kind, slugs in _rows():
        words = tuple(folded(word) for word in WORD.findall(written))
        known = found.setdefault(words, [])
        twin = next((name for name in known if name.kind == kind), None)
        if twin and kind == "city":
            known[known.index(twin)] = Name(written, kind, (*twin.regions, *slugs))
        elif not twin:
            known.append(Name(written, kind, slugs))
    index: dict[str, list[tuple[tuple[str, ...], tuple[Name, ...]]]] = {}
    for words, names in found.items():
        index.setdefault(words[0], []).append((words, tuple(names)))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def meanings(words: list[str], at: int) -> tuple[int, tuple[Name, ...]]:
    """Finds the longest name that starts at a word (as ``folded``); returns its number of words and all its
    meanings."""
    for name, found in _index().get(words[at], ()):
        if tuple(words[at : at + len(name)]) == name:
            return len(name), found
    return 0, ()


def find(text: str) -> list[Mention]:
    """Returns the places in running text, from left to right. Case matters here: "us" isn't "US", "reading" isn't
    "Reading". A state's code counts only after a town and a comma, and the state or country after a town decides which
    town is meant."""
    tokens = list(WORD.finditer(text))
    words = [folded(token[0]) for token in tokens]
    found: list[Mention] = []
    at = 0
    while at < len(words):
        count, names = meanings(words, at)
        names = tuple(name for name in names if _is_written(tokens[at][0], name)) if count else ()
        if not names:
            at += 1
            continue
        span = Mention(tokens[at].start(), tokens[at + count - 1].end(), names[0])
        before = found[-1] if found and text[found[-1].end : span.start].strip() == "," else None
        at += count
        if names[0].kind == "code":
            if before and before.name.kind == "city":
                found[-1] = Mention(before.start, span.end, names[0])
            continue
        of_town = before is not None and before.name.kind == "city"
        if before and of_town and (names[0].kind == "state" or set(names[0].regions) & set(before.name.regions)):
            found[-1] = Mention(before.start, span.end, Name(before.name.written, "city", names[0].regions))
            continue
        found.append(span)
    return found


def _is_written(word: str, name: Name) -> bool:
    first = WORD.search(name.written)
    if first and first[0].isupper() and len(first[0]) > 1:
        return word.isupper()
    return word[0].isupper()
