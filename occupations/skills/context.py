"""Decides whether a word that could be a skill is one, by what is around it in its sentence.

Points are counted: a neighbor in a list that surely is a skill, a word before or behind that asks for one ("experience
with", "developer"), a capital letter inside a sentence, what the sentence speaks of. ``ENOUGH`` points make a skill.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from occupations.skills.vocabulary import Kind, Name, Rule
from occupations.skills.words import Word

CONTEXT = Path(__file__).parent / "context.toml"
ENOUGH = 2
_NEVER = -9
_NEAR = 4  # words before a name that may ask for it
_SEPARATORS = frozenset({",", "/", "|", "•", "·", ";", "&", "+", "and", "or", "(", ")", ":", "-", "–", "*"})
_STARTS = frozenset('.:!?•·|–—*>"“(-')


@dataclass(frozen=True)
class Candidate:
    """A name from the word ``first`` to the word ``last`` of a sentence."""

    name: Name
    first: int
    last: int


@dataclass(frozen=True)
class _Group:
    after: frozenset[str]
    topics: frozenset[str]


@dataclass(frozen=True)
class _Clues:
    before: frozenset[str]
    between: frozenset[str]
    lists: frozenset[str]
    groups: dict[str, _Group]
    languages: _Group
    next_apart: dict[str, tuple[str, ...]]
    previous_apart: dict[str, tuple[str, ...]]

    def group(self, name: Name) -> _Group:
        if name.skill.kind is Kind.LANGUAGE:
            return self.languages
        return self.groups.get(name.skill.name, _NO_GROUP)


_NO_GROUP = _Group(frozenset(), frozenset())


@cache
def _clues() -> _Clues:
    data = tomllib.loads(CONTEXT.read_text(encoding="utf-8"))
    made = {key: _Group(frozenset(one["after"]), frozenset(one["topics"])) for key, one in data["groups"].items()}
    return _Clues(
        before=frozenset(data["before"]),
        between=frozenset(data["between"]),
        lists=frozenset(data["lists"]),
        groups={name: made[key] for key, one in data["groups"].items() for name in one["names"]},
        languages=made["language"],
        next_apart={name: tuple(one.get("next", ())) for name, one in data["apart"].items()},
        previous_apart={name: tuple(one.get("previous", ())) for name, one in data["apart"].items()},
    )


@cache
def _language_apart() -> tuple[str, ...]:
    return tuple(tomllib.loads(CONTEXT.read_text(encoding="utf-8"))["apart_of_languages"]["next"])


def confirmed(words: list[Word], candidates: list[Candidate]) -> list[Candidate]:
    """Returns the candidates that are skills, in order. What is found first may confirm what was in doubt."""
    sure = {one for one in candidates if one.name.rule is not Rule.CONTEXT}
    if len(sure) == len(candidates):
        return candidates
    sentence = _Sentence(words, candidates)
    for _round in range(2):
        sentence.has_technology = any(one.name.skill.kind is Kind.TECHNOLOGY for one in sure)
        sure |= {one for one in candidates if one not in sure and sentence.points(one, sure) >= ENOUGH}
    return [one for one in candidates if one in sure]


class _Sentence:
    """The words of a sentence with what they tell about a candidate."""

    def __init__(self, words: list[Word], candidates: list[Candidate]) -> None:
        self.words = words
        self.folded = [word.folded for word in words]
        self.said = frozenset(self.folded)
        self.neighbors: dict[Candidate, list[Candidate]] = {one: [] for one in candidates}
        for one, other in pairwise(candidates):
            if self._is_list(one.last + 1, other.first):
                self.neighbors[one].append(other)
                self.neighbors[other].append(one)
        self.starts = {one.first for one in candidates}
        self.has_technology = False
        letters = [word.text for word in words if word.text[0].isalpha()]
        self.is_shouted = sum(text[0].isupper() for text in letters) > 0.7 * len(letters)

    def _is_list(self, start: int, end: int) -> bool:
        between = self.folded[start:end]
        return bool(between) and len(between) <= 3 and set(between) <= _SEPARATORS

    def points(self, one: Candidate, sure: set[Candidate]) -> int:
        """Returns how much speaks for a candidate."""
        clues = _clues()
        if self._is_apart(one):
            return _NEVER
        is_language = one.name.skill.kind is Kind.LANGUAGE
        group = clues.group(one.name)
        written = tuple(word.text for word in self.words[one.first : one.last + 1])
        is_spelled = written == one.name.spelling
        known = [other in sure for other in self.neighbors[one] if self._is_like(one, other)]
        made = 2 * any(known) + (len(known) > 1)
        made += 2 * self._is_followed(one, group)
        if not is_spelled:
            return made if any(known) and not is_language else 0
        made += self._asked(one, is_language)
        made += (2 if is_language else 1) * bool(group.topics & self.said)
        if not is_language:
            made += self.has_technology
            made += bool(clues.lists & self.said)
            made += self._is_capital_inside(one)
            made -= 2 * self._is_person(one)
        return made

    def _is_like(self, one: Candidate, other: Candidate) -> bool:
        is_language = one.name.skill.kind is Kind.LANGUAGE
        return is_language == (other.name.skill.kind is Kind.LANGUAGE)

    def _is_followed(self, one: Candidate, group: _Group) -> bool:
        behind = self.folded[one.last + 1 : one.last + 3]
        if behind[:1] == ["("]:
            behind = behind[1:]
        return bool(behind) and behind[0] in group.after

    def _asked(self, one: Candidate, is_language: bool) -> int:
        """Returns the points of the words before a candidate."""
        clues = _clues()
        before = self.folded[max(0, one.first - _NEAR) : one.first]
        if is_language:
            return int(before[-1:] == ["in"])
        if not before:
            return 0
        if not clues.before.isdisjoint(before):
            return 2
        return int(before[-1] in clues.between)

    def _is_capital_inside(self, one: Candidate) -> bool:
        """A capital letter tells something unless every word has one, or a sentence begins there."""
        text = self.words[one.first].text
        if one.first == 0 or self.is_shouted or not text[0].isupper() or len(text) == 1:
            return False
        return self.words[one.first - 1].text not in _STARTS

    def _is_person(self, one: Candidate) -> bool:
        """A first name is followed by another name with a capital letter."""
        if one.last + 1 >= len(self.words) or self.is_shouted:
            return False
        behind = self.words[one.last + 1]
        is_name = behind.text[0].isupper() and behind.text[1:].islower()
        return is_name and one.last + 1 not in self.starts

    def _is_apart(self, one: Candidate) -> bool:
        clues = _clues()
        name = one.name.skill.name
        behind = self.folded[one.last + 1] if one.last + 1 < len(self.folded) else ""
        before = self.folded[one.first - 1] if one.first else ""
        if one.name.skill.kind is Kind.LANGUAGE:
            return behind in _language_apart()
        if behind in clues.next_apart.get(name, ()) and one.first == 0:
            return True
        return (behind in clues.next_apart.get(name, ()) and name != "Go") or before in clues.previous_apart.get(
            name, ()
        )
