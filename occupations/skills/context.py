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
    takes_languages: bool = False


@dataclass(frozen=True)
class _Clues:
    before: frozenset[str]
    between: frozenset[str]
    lists: frozenset[str]
    verbs: frozenset[str]
    demands: frozenset[str]
    languages_alone: frozenset[str]
    groups: dict[str, _Group]
    languages: _Group
    next_apart: dict[str, frozenset[str]]
    previous_apart: dict[str, frozenset[str]]
    after_languages: frozenset[str]
    places: frozenset[str]

    def group(self, name: Name) -> _Group:
        if name.skill.kind is Kind.LANGUAGE:
            return self.languages
        return self.groups.get(name.skill.name, _NO_GROUP)


_NONE: frozenset[str] = frozenset()
_NO_GROUP = _Group(_NONE, _NONE)


@cache
def _clues() -> _Clues:
    data = tomllib.loads(CONTEXT.read_text(encoding="utf-8"))
    places = frozenset(data["places"])
    made = {
        key: _Group(frozenset(one["after"]), frozenset(one["topics"]), "takes_languages" in one)
        for key, one in data["groups"].items()
    }
    return _Clues(
        before=frozenset(data["before"]),
        between=frozenset(data["between"]),
        lists=frozenset(data["lists"]),
        verbs=frozenset(data["verbs"]),
        demands=frozenset(data["demands"]),
        languages_alone=frozenset(data["languages_alone"]),
        groups={name: made[key] for key, one in data["groups"].items() for name in one["names"]},
        languages=made["language"],
        next_apart={name: frozenset(one.get("next", ())) | places for name, one in data["apart"].items()},
        previous_apart={name: frozenset(one.get("previous", ())) for name, one in data["apart"].items()},
        after_languages=frozenset(data["apart_of_languages"]["next"]),
        places=places,
    )


def confirmed(words: list[Word], candidates: list[Candidate]) -> list[Candidate]:
    """Returns the candidates that are skills, in order. What is found first may confirm what was in doubt."""
    sure = {one for one in candidates if one.name.rule is not Rule.CONTEXT}
    if len(sure) == len(candidates):
        return candidates
    sentence = _Sentence(words, candidates)
    for _round in range(2):
        sentence.has_technology = any(one.name.skill.kind is Kind.TECHNOLOGY for one in sure)
        sentence.has_language = any(one.name.skill.kind is Kind.LANGUAGE for one in sure)
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
        self.has_technology = self.has_language = False
        letters = [word.text for word in words if word.text[0].isalpha()]
        self.is_shouted = sum(text[0].isupper() for text in letters) > 0.7 * len(letters)

    def _is_list(self, start: int, end: int) -> bool:
        between = self.folded[start:end]
        return bool(between) and len(between) <= 3 and set(between) <= _SEPARATORS

    def points(self, one: Candidate, sure: set[Candidate]) -> int:
        """Returns how much speaks for a candidate."""
        if self._is_apart(one):
            return _NEVER
        group = _clues().group(one.name)
        known = [other in sure for other in self.neighbors[one] if self._is_like(one, other)]
        made = 2 * any(known) + (len(known) > 1) + 2 * self._is_followed(one, group)
        match one.name.skill.kind:
            case Kind.LANGUAGE:
                return made + self._language_points(one, group)
            case Kind.KNOWLEDGE | Kind.METHOD:
                return made + self._field_points(one, group)
        if tuple(word.text for word in self.words[one.first : one.last + 1]) != one.name.spelling:
            return made if any(known) else 0
        return made + self._asked(one) + self._name_points(one, group)

    def _name_points(self, one: Candidate, group: "_Group") -> int:
        """Points of a name of a product: capital letters, and what the sentence speaks of."""
        made = int(not group.topics.isdisjoint(self.said)) + self.has_technology
        made += not _clues().lists.isdisjoint(self.said)
        return made + self._is_capital_inside(one) - 2 * self._is_person(one)

    def _field_points(self, one: Candidate, group: "_Group") -> int:
        """Points of a method or a field of knowledge, which needs no capital letter."""
        made = 2 * (not group.topics.isdisjoint(self.said)) + 2 * (group.takes_languages and self.has_language)
        is_spelled = tuple(word.text for word in self.words[one.first : one.last + 1]) == one.name.spelling
        return made + (self._asked(one) + self._is_capital_inside(one) if is_spelled else 0)

    def _language_points(self, one: Candidate, group: "_Group") -> int:
        clues = _clues()
        behind = self.folded[one.last + 1 : one.last + 2]
        made = 2 * (not group.topics.isdisjoint(self.said)) + 2 * (one.name.skill.name in clues.languages_alone)
        is_in = self.folded[one.first - 1 : one.first] == ["in"]
        return made + is_in * (1 + (not behind or not behind[0].isalnum()))

    def _is_like(self, one: Candidate, other: Candidate) -> bool:
        is_language = one.name.skill.kind is Kind.LANGUAGE
        return is_language == (other.name.skill.kind is Kind.LANGUAGE)

    def _is_followed(self, one: Candidate, group: "_Group") -> bool:
        """Whether a word follows that goes with the skill, or one that asks for it ("is a plus")."""
        clues = _clues()
        behind = self.folded[one.last + 1 : one.last + 6]
        near = behind[1:2] if behind[:1] == ["("] else behind[:1]
        if not group.after.isdisjoint(near):
            return True
        return bool(near) and near[0] in clues.verbs and not clues.demands.isdisjoint(behind)

    def _asked(self, one: Candidate) -> int:
        """Returns the points of the words before a candidate."""
        clues = _clues()
        before = self.folded[max(0, one.first - _NEAR) : one.first]
        if not before:
            return 0
        return 2 if not clues.before.isdisjoint(before) else int(before[-1] in clues.between)

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
        behind = self.folded[one.last + 1 : one.last + 3]
        before = self.folded[one.first - 1 : one.first]
        if one.name.skill.kind is Kind.LANGUAGE:
            return not clues.after_languages.isdisjoint(behind[:1])
        if behind[:1] == [","]:
            behind = [word for word in behind[1:] if word in clues.places]
        return not clues.next_apart.get(name, _NONE).isdisjoint(behind[:1]) or not clues.previous_apart.get(
            name, _NONE
        ).isdisjoint(before)
