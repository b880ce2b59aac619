"""Finds the skills that a text names. One pass over its words; a name never goes over the end of a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from occupations.skills.context import Candidate, confirmed
from occupations.skills.vocabulary import Name, Rule, Skill, vocabulary
from occupations.skills.words import Word, words_of
from toolkit.sentences import Sentence, sentences

MOST = 200_000  # characters of a text that are read
_KEPT = 256  # texts that are cached, because several pages and readers ask for the same one


@dataclass(frozen=True)
class Mention:
    """A skill that a text names from ``start`` to ``end``, in ``sentence``."""

    skill: Skill
    start: int
    end: int
    sentence: Sentence


@lru_cache(maxsize=_KEPT)
def find_skills(text: str) -> tuple[Mention, ...]:
    """Returns the mentions of skills in order; none overlaps another. The longest name that begins at a word counts."""
    found: list[Mention] = []
    for sentence in sentences(text[:MOST]):
        words = words_of(sentence.text)
        for one in confirmed(words, list(_candidates(words))):
            start, end = words[one.first].start, words[one.last].end
            found.append(Mention(one.name.skill, sentence.start + start, sentence.start + end, sentence))
    return tuple(found)


def _candidates(words: list[Word]) -> Iterator[Candidate]:
    lengths = vocabulary().lengths
    at = 0
    while at < len(words):
        width = 1
        for length in lengths.get(words[at].folded, ()):
            name = _named(words, at, length)
            if name:
                yield Candidate(name, at, at + length - 1)
                width = length
                break
        at += width


def _named(words: list[Word], at: int, length: int) -> Name | None:
    """Returns the name that these words are, if it can be found in running text."""
    part = words[at : at + length]
    name = vocabulary().names.get(" ".join(word.folded for word in part)) if len(part) == length else None
    if name is None or name.rule is Rule.LABEL:
        return None
    if name.rule is Rule.EXACT and name.spelling != tuple(word.text for word in part):
        return None
    return name
