"""Extracts skills from a job, using the list in ``data/skills.csv``.

The list has each skill's spelling and other names. An alias with a capital letter matches only in that spelling, others in any.
``found`` restricts the skill's own name: ``exact`` matches only the exact spelling (``Rust``), ``listed`` matches only labels,
never running text (``Go``, ``R``).
"""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

MOST = 20
_LONGEST_NAME = 4  # words
_WORD = re.compile(r"\.?\w[\w+#.&'-]*|\S")
_LABEL = 60


class _Name(NamedTuple):
    """``spelling`` is the required spelling; empty if the case doesn't matter."""

    skill: str
    spelling: str
    is_label_only: bool


def skills_of(given: Iterable[str], labels: Iterable[str], *texts: str) -> tuple[str, ...]:
    """The skills of a job in our spelling, at most ``MOST``: those the source gives as skills (known or not), those in
    its other labels, then those named in its texts."""
    names = _names()
    found: dict[str, str] = {}
    for label in given:
        word = " ".join(label.split())
        if word and len(word) <= _LABEL:
            skill = names[_key(word)].skill if _key(word) in names else word
            found.setdefault(skill.casefold(), skill)
    known = (names[_key(label)].skill for label in labels if _key(label) in names)
    for skill in (*known, *(skill for text in texts for skill in _named_in(text))):
        found.setdefault(skill.casefold(), skill)
    return tuple(found.values())[:MOST]


def _named_in(text: str) -> Iterator[str]:
    """Scans the text once; if several names begin at a word, the longest counts."""
    names, first = _names(), _first_words()
    words = _words(text)
    at = 0
    while at < len(words):
        if words[at].casefold() not in first:
            at += 1
            continue
        for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
            written = " ".join(words[at : at + length])
            name = names.get(written.casefold())
            if name and not name.is_label_only and name.spelling in ("", written):
                yield name.skill
                break
        at += length


def _words(text: str) -> list[str]:
    return [part for word in _WORD.findall(text) for part in _trimmed(word)]


def _key(name: str) -> str:
    return " ".join(_words(name)).casefold()


def _trimmed(word: str) -> tuple[str, ...]:
    """``word`` without marks at the end of a sentence or a possessive; a mark alone stays, because it separates names."""
    bare = word.rstrip(".&'-").removesuffix("'s").removesuffix("’s")
    return (bare, "|") if bare != word and bare else (word,)


@cache
def _names() -> dict[str, _Name]:
    """Every name in lower case."""
    names: dict[str, _Name] = {}
    with (Path(__file__).parent / "data" / "skills.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            skill, found = row["skill"], row["found"]
            spelling = " ".join(_words(skill)) if found == "exact" else ""
            names[_key(skill)] = _Name(skill, spelling, found == "listed")
            for alias in filter(None, row["aliases"].split("|")):
                names[_key(alias)] = _Name(skill, "" if alias == alias.casefold() else alias, False)
    return names


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.split(" ", 1)[0] for name in _names())
