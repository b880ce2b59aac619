"""Names of titles and skills: aliases, what includes what, and how a name is folded into units."""

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from occupations.folding import prepared, singular

ONET = Path(__file__).parent / "onet.tsv"
ALIASES = Path(__file__).parent / "aliases.toml"
SKILLS = Path(__file__).parent / "skills.csv"
MEANING = "@"  # starts the token of a group of names; no word has it
LONGEST = 6  # words of a name in the vocabulary
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"(?<=\w)['’](?=\w)")
_EMPTY = frozenset({"the", "a", "an", "of", "and", "or", "for", "to", "in", "at", "with", "on", "by", "from"})


@dataclass(frozen=True)
class Vocabulary:
    """All names, by their key: the words joined. ``meanings``: the groups that a name belongs to; ``wider``: by group
    or key, the groups that include it; ``apart``: names in which no shorter name counts. ``nouns``: what somebody is
    (engineer); ``known``: words that are spelled right."""

    meanings: dict[str, tuple[str, ...]]
    wider: dict[str, frozenset[str]]
    apart: frozenset[str]
    compounds: frozenset[str]
    levels: frozenset[str]
    names_only: frozenset[str]
    spelled: dict[str, str]
    in_texts: dict[str, str]
    nouns: frozenset[str]
    technologies: frozenset[str]
    known: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Returns the vocabulary of our own files and of O*NET."""
    ours = tomllib.loads(ALIASES.read_text(encoding="utf-8"))
    theirs: dict[str, list[list[str]]] = {"noun": [], "word": [], "technology": [], "same": []}
    for line in ONET.read_text(encoding="utf-8").splitlines():
        kind, *values = line.split("\t")
        theirs[kind].append(values)
    compounds = frozenset("".join(map(singular, name.split())) for name in ours["compounds"])
    fold = _Folding(ours["spelled"], compounds)
    groups: dict[str, list[str]] = {}
    for group in ours["same"]:
        for name in group:
            groups.setdefault(fold.key(name), []).append(MEANING + fold.key(group[0]))
    for long, short in theirs["same"]:
        one, other = fold.key(long), fold.key(short)
        if one != other and other not in groups and one not in groups:
            groups[one] = groups[other] = [MEANING + one]
    for keys in _names_of_skills(fold):
        _add_skill(groups, keys)
    by_name = {key: tuple(dict.fromkeys(found)) for key, found in groups.items()}
    return Vocabulary(
        meanings=by_name,
        wider=_wider(ours["includes"], by_name, fold),
        apart=frozenset(map(fold.key, ours["apart"])),
        compounds=compounds,
        levels=frozenset(map(fold.key, ours["levels"])),
        names_only=frozenset(ours["names_only"]),
        spelled=ours["spelled"],
        in_texts=ours["in_texts"],
        nouns=frozenset(word for [word] in theirs["noun"]),
        technologies=frozenset(fold.key(name) for [name] in theirs["technology"]),
        known=frozenset(word for [word] in theirs["word"]),
    )


def _names_of_skills(fold: "_Folding") -> Iterator[list[str]]:
    """Yields the keys of all names of each skill, without names that are also other words ("Go", "R") or another skill."""
    with SKILLS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    own = {fold.key(row["skill"]): row["skill"] for row in rows}
    for row in rows:
        aliases = [alias for alias in row["aliases"].split("|") if alias and alias[0] not in "=?"]
        if aliases and not row["found"]:
            keys = map(fold.key, (row["skill"], *aliases))
            yield list(dict.fromkeys(key for key in keys if key and own.get(key, row["skill"]) == row["skill"]))


def _add_skill(groups: dict[str, list[str]], keys: list[str]) -> None:
    """Adds names of a skill to the group that one of them has, or to a new one; names that are in a group stay there."""
    known = list(dict.fromkeys(group for key in keys for group in groups.get(key, ())))
    new = [key for key in keys if key not in groups]
    is_another = bool(known) and known[0] not in {
        MEANING + key for key in keys
    }  # RTOS isn't the rapid transit operators'
    if len(known) > 1 or is_another or not new or len(keys) < 2:
        return
    for key in new:
        groups[key] = known or [MEANING + keys[0]]


def _wider(
    includes: dict[str, list[str]], by_name: dict[str, tuple[str, ...]], fold: "_Folding"
) -> dict[str, frozenset[str]]:
    """Returns, for each narrower name or group, all groups above it."""

    def groups(name: str) -> tuple[str, ...]:
        key = fold.key(name)
        return by_name.get(key, (MEANING + key,))

    above: dict[str, set[str]] = {}
    for wide, narrow in includes.items():
        for name in narrow:
            for group in groups(name):
                above.setdefault(group, set()).update(groups(wide))
    for _step in range(3):  # what includes the including ones
        for known in above.values():
            known |= {more for group in known for more in above.get(group, ())}
    return {group: frozenset(known) for group, known in above.items()}


@dataclass(frozen=True)
class _Folding:
    spelled: dict[str, str]
    compounds: frozenset[str]

    def words(self, text: str) -> list[str]:
        """Returns the words of a text: folded, in singular, and compounds as one word."""
        return list(self._joined(self.single_words(text)))

    def single_words(self, text: str) -> list[str]:
        found = [singular(word) for word in _WORD.findall(_APOSTROPHES.sub("", prepared(text)).lower())]
        return [self.spelled.get(word, word) for word in found if word not in _EMPTY]

    def _joined(self, words: Sequence[str]) -> Iterator[str]:
        at = 0
        while at < len(words):
            width = next(
                (n for n in (3, 2) if "".join(words[at : at + n]) in self.compounds and at + n <= len(words)), 1
            )
            yield "".join(words[at : at + width])
            at += width

    def key(self, name: str) -> str:
        return "".join(self.words(name))


def _folding() -> _Folding:
    known = vocabulary()
    return _Folding(known.spelled, known.compounds)


def words(text: str) -> list[str]:
    """Returns the words of a name or of what was typed, folded; without words such as "of" and "the"."""
    return _folding().words(text)


# --- Units --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unit:
    """One or more words that mean one thing. ``tokens``: the groups of names it belongs to, or the word itself;
    ``words`` as they were written."""

    tokens: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def is_meaning(self) -> bool:
        return self.tokens[0].startswith(MEANING)

    @property
    def is_loose(self) -> bool:
        """Whether it may stand anywhere in a title: a level or a technology, not a part of what the work is called."""
        known = vocabulary()
        key = "".join(self.words)
        return key in known.levels or key in known.technologies


def units(found: Sequence[str]) -> list[Unit]:
    """Splits words into units, the longest known names first."""
    known = vocabulary()
    made: list[Unit] = []
    at = 0
    while at < len(found):
        for width in range(min(LONGEST, len(found) - at), 0, -1):
            part = tuple(found[at : at + width])
            key = "".join(part)
            if key in known.meanings:
                made.append(Unit(known.meanings[key], part))
                break
            if key in known.apart and width > 1:
                made += [Unit((word,), (word,)) for word in part]
                break
        else:
            width = 1
            made.append(Unit((found[at],), (found[at],)))
        at += width
    return made


def tokens(found: Sequence[str]) -> set[str]:
    """Returns everything that these words can be found by: words, pairs of neighbors joined, and meanings, those of
    names inside others and of wider names included."""
    known = vocabulary()
    made = {*found, *map("".join, pairwise(found))}
    row = units(found)
    for unit in row:
        made.update(unit.tokens)
    for one, other in pairwise(row):
        made.update(a + b for a in one.tokens for b in other.tokens)
    inside = [
        meaning
        for start, end in _outside(found, known.apart)
        for at in range(start, end)
        for width in range(1, min(LONGEST, end - at) + 1)
        for meaning in meanings("".join(found[at : at + width]))
    ]
    made.update(inside)
    made.update(meaning for group in list(made) for meaning in known.wider.get(group, ()))
    return made


def meanings(key: str) -> Iterable[str]:
    """Returns the groups of a name; one that only others include is a group of its own."""
    known = vocabulary()
    return known.meanings.get(key, ()) or ([MEANING + key] if MEANING + key in known.wider else ())


def _outside(found: Sequence[str], apart: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yields the stretches of words between the names in which no shorter name counts."""
    start = at = 0
    while at < len(found):
        width = next(
            (n for n in range(LONGEST, 1, -1) if at + n <= len(found) and "".join(found[at : at + n]) in apart), 0
        )
        if width:
            yield start, at
            start = at = at + width
        else:
            at += 1
    yield start, len(found)


# --- Titles -------------------------------------------------------------------------------------------------------------

_BREAKS = re.compile(r"[,;:|()\[\]{}–—•·]+|\s-+\s|\s(?:for|to|at|with|in|within|on)\s", re.IGNORECASE)


def title_tokens(title: str) -> tuple[set[str], set[str]]:
    """Returns what a title can be found by: first what the job is called, then everything that the title says.

    What a job is called is the part with a noun for a person: the "Technical Writer" of "Technical Writer, Developer
    Experience", and "Manager, Product" read as "Product Manager". Levels and technologies count wherever they are."""
    known = vocabulary()
    parts = [part for part in map(words, _BREAKS.split(title)) if part]
    at = next((at for at, part in enumerate(parts) if not known.nouns.isdisjoint(part)), 0)
    if not parts:
        return set(), set()
    head = parts[at]
    bare = [word for word in head if word not in known.levels]
    called = tokens(head)
    if len(bare) < 2 and at + 1 < len(parts) and len(parts[at + 1]) < 4:
        called |= tokens([*parts[at + 1], *head]) - tokens(parts[at + 1])
    everything = set(called)
    for part in parts:
        everything |= tokens(part)
        called |= {token for unit in units(part) if unit.is_loose for token in unit.tokens}
    return called, everything


def literally(found: Sequence[str]) -> list[str]:
    """Returns the tokens of these words one after the other: pairs of neighbors joined, or the word if it is alone."""
    return list(map("".join, pairwise(found))) or [*found]


@lru_cache(maxsize=20_000)
def spoken_tokens(title: str) -> frozenset[str]:
    """Returns the words of a whole title and its pairs of neighbors, with compounds as one word and as several."""
    apart, joined = _folding().single_words(title), words(title)
    return frozenset([*apart, *joined, *map("".join, pairwise(apart)), *map("".join, pairwise(joined))])


@lru_cache(maxsize=20_000)
def phrase_tokens(phrase: str) -> frozenset[str]:
    """Returns the tokens that a title must all have to say ``phrase``; none if it has no words."""
    return frozenset(literally(words(phrase)))


def says(title: str, phrase: str) -> bool:
    """Returns whether a title says a word or several words one after the other, in singular or plural, with or without
    accents. It is what muted words mean, in lists and in alerts."""
    asked = phrase_tokens(phrase)
    return bool(asked) and asked <= spoken_tokens(title)


@cache
def industry_tokens(name: str) -> frozenset[str]:
    """Returns what an industry can be found by: its name as a whole, not the words of it. A project manager isn't what
    "product" and "manager" ask for."""
    parts = [words(part) for part in name.split(" and ")]
    wholes = parts if all(len(part) == 1 for part in parts) else [words(name)]
    return frozenset(token for whole in wholes for token in ("".join(whole), *meanings("".join(whole))))
