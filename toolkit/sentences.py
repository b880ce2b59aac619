"""Splits text into sentences. A line is never part of the sentence before it, so headings and list items are separate."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_ABBREVIATIONS = frozenset({
    "e.g", "i.e", "vs", "approx", "inc", "ltd", "co", "corp", "dr", "mr", "mrs", "ms", "sr", "jr", "st", "no", "nr", "dept",
    "incl", "u.s", "u.k", "e.u", "u.s.a", "d.c", "ph.d", "m.sc", "b.sc", "m.a", "b.a", "ca", "resp",
    "min", "max", "excl", "bzw", "ggf", "evtl", "inkl", "exkl", "zzgl", "mind", "d.h", "z.b", "u.a", "ausn", "bijv", "o.a",
    "d.w.z", "m.u.v", "m.b.t", "i.p.v", "np", "tzn", "m.in", "godz", "wlk", "płn", "płd", "woj", "wyj", "ee", "aprox", "env",
    "sem",
})  # fmt: skip
_CLOSING = "\"')]”’"
_LAST = frozenset(_CLOSING + ".!?…")  # signs with which the last word of a sentence can end
_WORD = re.compile(r"\S+")
_ITEM = re.compile(r"(?:[-*•·▪‣–]|\d{1,2}[.)])\s+")


class Sentence(NamedTuple):
    """A sentence: ``text`` is what is between ``start`` and ``end`` of the text it was split from, without white space at
    the ends and without the mark of a list item."""

    start: int
    end: int
    text: str


def sentences(text: str) -> tuple[Sentence, ...]:
    """Splits a text into sentences. No word is lost, no sentence is empty."""
    return tuple(each_sentence(text))


def each_sentence(text: str) -> Iterator[Sentence]:
    """Yields what `sentences` returns, for readers of a beginning."""
    at = 0
    for line in text.split("\n"):
        for start, end in _spans(line):
            said = line[start:end]
            bare = said.strip()
            if bare:
                first = at + start + len(said) - len(said.lstrip())
                yield Sentence(first, first + len(bare), bare)
        at += len(line) + 1


def _spans(line: str) -> Iterator[tuple[int, int]]:
    """Yields the stretches of a line that are sentences, with white space around them."""
    last = len(line.rstrip())
    start = len(line) - len(line.lstrip())
    item = _ITEM.match(line, start, last)
    start = item.end() if item else start
    for word in _WORD.finditer(line, start, last):
        if word[0][-1] not in _LAST or word.end() == last or not _ends_sentence(word[0]):
            continue
        if not line[word.end() : word.end() + 9].lstrip()[:1].islower():
            yield start, word.end()
            start = word.end()
    yield start, last


def _ends_sentence(word: str) -> bool:
    bare = word.rstrip(_CLOSING)
    if not bare.endswith("."):
        return bare.endswith(("!", "?", "…"))
    stem = bare.rstrip(".").strip(_CLOSING + "(“‘").lower()
    return stem not in _ABBREVIATIONS and not (len(stem) == 1 and stem.isalpha())
