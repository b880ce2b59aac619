"""The list of skills: `occupations/names/skills.csv`, with the aliases that search uses.

``found`` says how the skill's own name is found in running text: ``exact`` only as it is spelled, ``context`` only as it is
spelled and where the words around it speak of the skill (Go, Excel), ``label`` never. An alias is found in
any case, unless a mark in front of it says otherwise: ``=`` exact, ``?`` context.
"""

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from occupations import names
from occupations.skills.words import key_of, words_of

_VERSION = re.compile(r"^([a-z][a-z+#.]*[a-z+#])\s*v?\d+(?:\.\w+)*\+?$")
_LONGEST_LABEL = 120
_SOFTWARE = (" software", " programming language", " programming", " framework", " language", " skills")


class Kind(StrEnum):
    TECHNOLOGY = "technology"
    METHOD = "method"
    KNOWLEDGE = "knowledge"
    CERTIFICATE = "certificate"
    LANGUAGE = "language"


@dataclass(frozen=True)
class Skill:
    """A skill. ``key`` is the token of its meaning, the same for all of its names; ``name`` is our spelling."""

    key: str
    name: str
    kind: Kind


class Rule(StrEnum):
    """How a name is found in running text."""

    ANY = ""
    EXACT = "exact"
    CONTEXT = "context"
    LABEL = "label"


@dataclass(frozen=True)
class Name:
    """A name of a skill. ``spelling`` are its words as they must be written; empty if case doesn't matter."""

    skill: Skill
    rule: Rule
    spelling: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Names by their words in lower case, and how many words the names have that begin with a word, the most first."""

    names: dict[str, Name]
    lengths: dict[str, tuple[int, ...]]
    by_meaning: dict[str, Skill]


@cache
def vocabulary() -> Vocabulary:
    """Returns the list of skills as the extractor uses it."""
    found: dict[str, Name] = {}
    own: dict[str, Name] = {}
    with names.SKILLS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            aliases = [alias for alias in row["aliases"].split("|") if alias]
            skill = Skill(_meaning(row["skill"], aliases), row["skill"], Kind(row["kind"]))
            own[key_of(skill.name)] = _name(skill, skill.name, Rule(row["found"]))
            for alias in aliases:
                found.setdefault(key_of(alias.lstrip("=?")), _alias(skill, alias))
    found |= own
    lengths: dict[str, set[int]] = {}
    for key in found:
        first, *others = key.split(" ")
        lengths.setdefault(first, set()).add(1 + len(others))
    by_meaning = {name.skill.key: name.skill for name in found.values()}
    return Vocabulary(found, {first: tuple(sorted(many, reverse=True)) for first, many in lengths.items()}, by_meaning)


def all_skills() -> tuple[Skill, ...]:
    """Returns every skill, in the order of their names."""
    return tuple(vocabulary().by_meaning.values())


def is_read_in_texts(skill: Skill) -> bool:
    """Whether `find_skills` finds a skill by its own name; some names are only understood as labels, such as "Design"."""
    return vocabulary().names[key_of(skill.name)].rule is not Rule.LABEL


def _name(skill: Skill, written: str, rule: Rule) -> Name:
    needs_case = rule in (Rule.EXACT, Rule.CONTEXT)
    return Name(skill, rule, tuple(word.text for word in words_of(written)) if needs_case else ())


def _alias(skill: Skill, alias: str) -> Name:
    bare = alias.lstrip("=?")
    rule = {"=": Rule.EXACT, "?": Rule.CONTEXT}.get(alias[0], Rule.ANY)
    return _name(skill, bare, rule)


def _meaning(name: str, aliases: list[str]) -> str:
    """Returns the token of the group that search has for a name, or for an alias of several words."""
    for called in (name, *(alias.lstrip("=?") for alias in aliases if " " in alias)):
        found = tuple(names.meanings("".join(names.words(called))))
        if len(found) == 1:
            return found[0]
    return names.MEANING + "".join(names.words(name))


@lru_cache(maxsize=20_000)
def skill_of(label: str) -> Skill | None:
    """Returns the skill that a label names as a whole, such as a tag of a job; None if it names none that we know."""
    key = key_of(label[:_LONGEST_LABEL])
    for tried in _shorter(key):
        found = vocabulary().names.get(tried)
        if found:
            return found.skill
    meanings = tuple(names.meanings("".join(names.words(label[:_LONGEST_LABEL]))))
    return vocabulary().by_meaning.get(meanings[0]) if len(meanings) == 1 else None


def _shorter(key: str) -> list[str]:
    """Returns a key, without what follows in brackets, without "software", without a version."""
    bare = key.partition(" (")[0]
    made = [key, bare, *(bare.removesuffix(ending) for ending in _SOFTWARE)]
    version = _VERSION.match(bare)
    return [*dict.fromkeys(made), *([version[1].strip()] if version else ())]
