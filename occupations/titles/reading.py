"""Reads a job title: what the job is called, without level, place, contract and other additions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from occupations import names
from occupations.folding import prepared
from occupations.names import Unit
from occupations.titles.ours import ours

Key = tuple[str, ...]  # the tokens of a name, as `occupations.names` makes them

MOST_KEYS = 4  # of one name
MOST_WORDS = 10  # of a part of a title; names are shorter
_BREAKS = re.compile(r"[,;:|()\[\]{}!?–—•·]+|\s-+\s|\s/\s|\s(?:for|to|at|with|in|within|on|und|et|y)\s", re.IGNORECASE)
# Said of the contract, the place or the people, not of the work.
_ASIDE = re.compile(
    r"\(?\b[mwfdxh](?:\s?[/|]\s?[mwfdxhg*]){1,3}\b\)?"
    r"|\((?:all|any|alle)\b[^)]*\)|\ball genders\b|\balle geschlechter\b"
    r"|\b(?:100\s?%|fully|full)?[\s-]*remote(?:ly)?\b|\bhybrid\b|\bwfh\b|\bwork(?:ing)? from (?:home|anywhere)\b"
    r"|\bhome[\s-]?office\b|\bt[eé]l[eé]travail\b|\bim\s+(?=home)"
    r"|\b(?:part|full)[\s-]?time\b|\bfreelance(?:r)?\b|\bindependent\b|\bfractional\b|\btemporary\b|\bper diem\b"
    r"|\bcontract(?:or)?\b(?!\s+(?:manager|administrator|specialist|recruiter))"
    r"|\burgent(?:ly)?\b|\b(?:now )?hiring\b|\bbilingual\b|\blicensed\b|\bcertified\b|\bexperienced\b",
    re.IGNORECASE,
)
# Levels in front of a name, or behind it. "Head", "director" and the like manage and are read apart.
_LEVELS = frozenset({
    "senior", "junior", "lead", "principal", "staff", "mid", "middle", "midlevel", "entry", "level", "graduate", "trainee",
    "apprentice", "associate", "intern", "@intern", "experienced",
})  # fmt: skip
_BEHIND = frozenset({
    "i", "ii", "iii", "iv", "v", "1", "2", "3", "4", "5", "@intern", "intern", "trainee", "apprentice", "senior", "junior",
})  # fmt: skip
# Say nothing about the work without what follows them.
_NEEDS_MORE = frozenset({
    "manager", "director", "engineer", "analyst", "designer", "developer", "specialist", "coordinator", "head", "vp",
    "writer", "representative", "administrator", "architect", "scientist", "consultant", "associate", "editor", "lead", "officer",
})  # fmt: skip
_MANAGES = frozenset({"head", "director", "@vicepresident", "@seniorvicepresident", "leader"})


@dataclass(frozen=True)
class Called:
    """A reading of a title. ``keys`` are the whole name: several, of one length, if a word is short for several ("PM").
    ``technologies`` are named in the title, such as the language of a developer. ``manages``: the name is of somebody who
    leads what it says, which is a wider reading. ``is_whole``: fewer words of it name nothing."""

    keys: tuple[Key, ...]
    technologies: tuple[str, ...] = ()
    manages: bool = False
    is_whole: bool = False

    @property
    def shorter(self) -> tuple[tuple[Key, ...], ...]:
        """The keys with fewer and fewer words in front."""
        if self.is_whole:
            return ()
        return tuple(tuple(key[at:] for key in self.keys) for at in range(1, len(self.keys[0])))


@lru_cache(maxsize=2_000)
def read_title(title: str) -> tuple[Called, ...]:
    """Returns the readings of a title, the most literal first."""
    made: dict[tuple[Key, ...], Called] = {}
    for called in _readings(_called_part(title)):
        made.setdefault(called.keys, called)
    return tuple(made.values())


def keys_of(title: str) -> tuple[Key, ...]:
    """Returns the keys of a published title: with the words in brackets as a second one ("Chief Executive Officer (CEO)")."""
    outside, _, inside = title.partition("(")
    found = [key for text in (outside, inside.rstrip(") ")) if text for key in _keys(names.words(text))]
    return tuple(dict.fromkeys(found))


def _called_part(title: str) -> list[str]:
    """Returns the words of the part of a title that says what somebody is. "Manager, Product" is a product manager."""
    text = _translated(_ASIDE.sub(" , ", title))
    parts = [words[:MOST_WORDS] for part in _BREAKS.split(text) if (words := names.words(part))]
    if len(parts) < 2:
        return parts[0] if parts else []
    first, second = parts[:2]
    bare = _without_levels(first)
    if len(bare) == 1 and bare[0] in _NEEDS_MORE and len(second) < 4:
        return [*second, *bare]
    return first if _says_who(first) or not _says_who(second) else second


def _says_who(words: Sequence[str]) -> bool:
    known = names.vocabulary()
    return not known.nouns.isdisjoint(words) or any(
        unit.is_meaning and not unit.is_loose for unit in names.units(words)
    )


@lru_cache(maxsize=1)
def _foreign() -> re.Pattern[str]:
    words = sorted(ours().translations, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")


def _translated(title: str) -> str:
    text = prepared(title).lower()
    return _foreign().sub(lambda found: ours().translations[found.group()], text)


def _keys(words: Sequence[str]) -> tuple[Key, ...]:
    """Returns the names that these words can be: several if one of them is short for several."""
    units = names.units(words)
    return tuple(islice(product(*(unit.tokens for unit in units)), MOST_KEYS)) if units else ()


def _readings(words: list[str]) -> Iterator[Called]:
    if not words:
        return
    bare = _without_levels(words)
    managed = list(_managed(bare))
    for said in (words, bare):
        yield Called(_keys(said), is_whole=bool(managed))
    units = names.units(bare)
    technologies = tuple("".join(unit.words) for unit in units if _is_technology(unit))
    left = [word for unit in units if not _is_technology(unit) for word in unit.words]
    if technologies and left and not managed:
        yield Called(_keys(left), technologies)
    for said in managed:
        yield Called(_keys(said), manages=True)


@lru_cache(maxsize=1)
def _technology_tokens() -> frozenset[str]:
    known = names.vocabulary()
    return frozenset(token for name in known.technologies for token in (name, *known.meanings.get(name, ())))


def _is_technology(unit: Unit) -> bool:
    return not _technology_tokens().isdisjoint((*unit.tokens, "".join(unit.words)))


def _without_levels(words: Sequence[str]) -> list[str]:
    left = list(words)
    while len(left) > 1 and left[0] in _LEVELS:
        left = left[1:]
    while len(left) > 1 and left[-1] in _BEHIND:
        left = left[:-1]
    return left


def _managed(words: Sequence[str]) -> Iterator[list[str]]:
    """Yields what a head, director or vice president of something is also called: its director, its manager."""
    units = names.units(words)
    first, last = units[0].tokens[0], units[-1].tokens[0]
    if first in _MANAGES and len(units) > 1:
        what = [word for unit in units[1:] for word in unit.words]
    elif last in _MANAGES and len(units) > 1:
        what = [word for unit in units[:-1] for word in unit.words]
    else:
        return
    yield [*what, "director"]
    yield [*what, "manager"]
