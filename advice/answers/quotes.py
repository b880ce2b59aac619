"""Quotes: where they are in their source, and what of it is shown or compared with a claim."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from advice.answers.words import SMALL, row_of
from advice.sources.source import Kind, Source
from toolkit.sentences import sentences

SHORT = 300  # characters of a source that is quoted whole: its sentences may limit each other
_ELLIPSIS = re.compile(r"\s*(?:…|\.{3,}|\[…\]|\[\.\.\.\])\s*")
_ALIKE = str.maketrans({"‘": "'", "’": "'", "‚": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
                        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "…": "."})  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """A cited source: ``spans`` are the places of the quotes in its text."""

    number: int
    source: Source
    spans: tuple[tuple[int, int], ...]

    @property
    def kind(self) -> Kind:
        return self.source.kind

    @cached_property
    def whole(self) -> str:
        """The sentences that the quotes are in, as they're written: a quote may have left out what changes its meaning. Of a
        short source all of it."""
        text = self.source.text
        if len(text) <= SHORT:
            return text
        quoted = [
            one for one in sentences(text) if any(one.start < end and start < one.end for start, end in self.spans)
        ]
        return text[quoted[0].start : quoted[-1].end] if quoted else text

    @cached_property
    def is_telling(self) -> bool:
        """Whether the quotes have a word with content."""
        words = [word for start, end in self.spans for word in row_of(self.source.text[start:end]).words]
        return any(word not in SMALL for word in words)


def find_quote(quote: str, text: str) -> tuple[tuple[int, int], ...]:
    """Returns where the parts of a quote are in ``text``; nothing unless all are there, as whole words and in this order."""
    found: list[tuple[int, int]] = []
    inside, places = _normalized(text)
    at = 0
    for part in _ELLIPSIS.split(quote):
        wanted = _normalized(part)[0].strip(" \"'.,;:!?•*-–")
        if not wanted:
            continue
        start = _as_words(wanted, inside, at)
        if start < 0:
            return ()
        at = start + len(wanted)
        found.append((places[start], places[at - 1] + 1))
    return tuple(found)


@lru_cache(maxsize=2000)
def _normalized(text: str) -> tuple[str, tuple[int, ...]]:
    """The text as quotes are compared, and where each of its characters is in ``text``."""
    made: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", character).casefold().translate(_ALIKE):
            shown = " " if one.isspace() else one
            if shown == " " and (not made or made[-1] == " "):
                continue
            made.append(shown)
            places.append(at)
    return "".join(made).rstrip(" "), tuple(places)


def _as_words(wanted: str, text: str, start: int) -> int:
    while (start := text.find(wanted, start)) >= 0:
        end = start + len(wanted)
        if not (
            (start and text[start - 1].isalnum() and wanted[0].isalnum())
            or (end < len(text) and text[end].isalnum() and wanted[-1].isalnum())
        ):
            return start
        start += 1
    return -1
