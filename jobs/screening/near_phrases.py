"""Finds the phrases of a phrasebook that could occur in a text, and in which of its sentences."""

import re
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Protocol

from jobs.screening.phrasebook import Phrase, Phrasebook

Found = tuple[int, Phrase, int]  # the number of a phrase in its book, the phrase, and the bits of its sentences


class _Sentence(Protocol):
    bit: int

    def form_for(self, phrase: Phrase) -> str: ...


class Near:
    """The phrases of a section that could occur in a text, each with the bits of its sentences: those that stand alone,
    and those that have to meet others. ``alone_bits`` and ``together_bits`` are the bits of any of them."""

    def __init__(self, found: Iterable[Found]) -> None:
        self.alone: list[tuple[Phrase, int]] = []
        self.together: list[tuple[Phrase, int]] = []
        self.alone_bits = self.together_bits = 0
        self._matches: dict[int, list[re.Match[str]]] = {}
        for _number, phrase, bits in sorted(found, key=itemgetter(0)):
            if phrase.is_alone:
                self.alone.append((phrase, bits))
                self.alone_bits |= bits
            else:
                self.together.append((phrase, bits))
                self.together_bits |= bits

    def matches(self, sentence: _Sentence) -> list[re.Match[str]]:
        """Returns the phrases that stand alone in a sentence, one phrase after the other."""
        bit = sentence.bit
        if not self.alone_bits & bit:
            return []
        found = self._matches.get(bit)
        if found is None:
            found = self._matches[bit] = []
            for phrase, bits in self.alone:
                if bits & bit:
                    found += phrase.pattern.finditer(sentence.form_for(phrase))
        return found


NOTHING_NEAR = Near(())


class NearPhrases(dict[str, Near]):
    """The sections of ``book`` by name, each made when it's first asked for: most aren't. ``words`` are those of the text, each
    with the bits of its ``sentences``."""

    def __init__(self, book: Phrasebook, words: Mapping[str, int], sentences: int) -> None:
        super().__init__()
        self._found: dict[str, list[Found]] = {}
        met = {frozenset[str](): (1 << sentences) - 1}
        for word, bits in words.items():
            for anchors in book.anchors.met(word):
                met[anchors] = met.get(anchors, 0) | bits
        for anchors in met.keys() & book.by_anchors.keys():
            bits_of_rarest = met[anchors]
            for number, section, phrase, others in book.by_anchors[anchors]:
                bits = bits_of_rarest
                for other in others:
                    bits &= met.get(other, 0)
                if bits:
                    self._found.setdefault(section, []).append((number, phrase, bits))

    def __missing__(self, section: str) -> Near:
        found = self._found.get(section)
        near = self[section] = Near(found) if found else NOTHING_NEAR
        return near
