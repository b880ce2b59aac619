"""Holds the phrases of a section that could occur in a text, and in which of its sentences."""

import re
from dataclasses import dataclass, field
from typing import Protocol

from jobs.screening.phrasebook import Phrase


class _Sentence(Protocol):
    bit: int

    def form_for(self, phrase: Phrase) -> str: ...


@dataclass
class Near:
    """The phrases of a section that could occur in a text, each with the bits of its sentences: those that stand alone,
    and those that have to meet others. ``alone_bits`` and ``together_bits`` are the bits of any of them."""

    alone: list[tuple[Phrase, int]] = field(default_factory=list)
    together: list[tuple[Phrase, int]] = field(default_factory=list)
    alone_bits: int = 0
    together_bits: int = 0
    _matches: dict[int, list[re.Match[str]]] = field(default_factory=dict)

    def add(self, phrase: Phrase, bits: int) -> None:
        if phrase.is_alone:
            self.alone.append((phrase, bits))
            self.alone_bits |= bits
        else:
            self.together.append((phrase, bits))
            self.together_bits |= bits

    def matches(self, sentence: _Sentence) -> list[re.Match[str]]:
        """Returns the phrases that stand alone in a sentence, one phrase after the other."""
        if not self.alone_bits & sentence.bit:
            return []
        found = self._matches.get(sentence.bit)
        if found is None:
            found = self._matches[sentence.bit] = []
            for phrase, bits in self.alone:
                if bits & sentence.bit:
                    found += phrase.pattern.finditer(sentence.form_for(phrase))
        return found


NOTHING_NEAR = Near()
