"""Evidence: what of a source a quote points at, from its place in the text to the clauses around it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from advice.answers.figures import figures
from advice.answers.phrases import alike, implied
from advice.answers.wording import content_stems, lists, stem, stems_of, tokens
from advice.sources.source import Kind, Source
from toolkit.sentences import sentences

# "Manage payables and review the work of a junior": what is done to something, not "and with the team".
_DEED = (
    r"(?!(?:in|for|with|on|at|by|to|of|from|into|as|under|over|about|after|before|during|between|both|half|then|not|has|have|is|are|was"
    r"|were|than|near|without|through|across|per|toward|towards|until|since|within|only|also)\b)[a-z]{3,}\s+(?:an?|the|their|its|all)\b"
)
# "Dietitian, licensed in Idaho" is one thing.
_TITLED = r"(?!(?:licensed|certified|registered|accredited|based|located|expected)\b)"
# Where a clause ends: what is said before it has no limits of what comes behind.
_PAST = r"(?:\w{3,}ed|led|built|wrote|ran|made|grew|sold|taught|won|cut|set|held|kept|took|oversaw|brought)"
_CLAUSE = re.compile(
    rf"\s*;\s*|\s+[–—-]\s+|,?\s+(?:but|while|whereas|although|though|however)\s+|,?\s+(?:and|then)\s+(?={_PAST}\b)|,\s+(?={_TITLED}{_PAST}\b)"
    r"|,\s+then\s+|,\s+and\s+(?=(?:don't|don’t|do\s+not|never|please|\w+\s+(?:an?|the|your|us|it|them))\b)"
    r"|,\s+(?=(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten)\s+(?:\w+\s+)?(?:if|when|with|without)\b)"
    rf"|\s+and\s+(?={_DEED})|,\s+and\s+(?=[$€£]?\d)|,\s+(?=(?:an?|the)\s+\w+\s+(?:is|are|isn't|isn’t|aren't|aren’t)\b)"
    r"|(?<!team)(?<!group),?\s+(?:that|which|who)\s+|\s+by\s+(?=\w+ing\b)"
    r"|,?\s+and\s+(?=(?:you|we|they|it|the|i|my|your|is|are|has|have|must|should|can|will)\b)",
    re.IGNORECASE,
)
_GAP = rf",\s+(?={_TITLED}\w+\s+(?:to|for|in|with|by)\b)"  # "Mornings go to calls, afternoons to reports"
_MAIN = re.compile(
    rf"\s*;\s*|,?\s+(?:but|while|whereas)\s+|,?\s+(?:and|then)\s+(?={_PAST}\b)|,\s+(?={_TITLED}{_PAST}\b)|,\s+then\s+|{_GAP}|,?\s+and\s+(?={_DEED})",
    re.IGNORECASE,
)
_ABOUT_THAT = re.compile(r"(?:it|they|this|these|those|he|she|one|both)\b", re.IGNORECASE)
_PIECE = re.compile(rf"{_CLAUSE.pattern}|,\s+(?!\d{{4}}\b)|\s+and\s+|\s+plus\s+", re.IGNORECASE)
_NAMED = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+){1,4}")
_PAY_RANGE = re.compile(
    r"[$€£]\s?\d[\d,.]*k?\s?(?:-|–|—|to)\s?[$€£]?\d", re.IGNORECASE
)  # a range of money is a job's pay
_WE = frozenset({"we", "our", "us"})  # in a job, the employer
SHORT = 300  # characters of a source whose sentences are read together
_ELLIPSIS = re.compile(r"\s*(?:…|\.{3,}|\[…\]|\[\.\.\.\])\s*")
_ALIKE = str.maketrans({"‘": "'", "’": "'", "‚": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
                        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "…": "."})  # fmt: skip


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


def clauses(text: str) -> list[str]:
    """Splits a sentence where a new statement begins."""
    return [part for part in _CLAUSE.split(text) if part and part.strip()]


def main_clauses(text: str) -> list[str]:
    """Splits a sentence into what could be sentences of their own."""
    found: list[str] = []
    for part in filter(None, _MAIN.split(text)):
        if found and _ABOUT_THAT.match(part):
            found[-1] = f"{found[-1]} {part}"
        elif part.strip():
            found.append(part)
    return found


def pieces(text: str) -> list[str]:
    """Splits a sentence as finely as numbers are told apart: at every comma and "and"."""
    return [part for part in _PIECE.split(text) if part and part.strip()]


def changes(text: str) -> frozenset[str]:
    """Returns stems of the direction of a change that a text tells by its figures: "went from 19% to 24%" is a rise."""
    found = figures(text)
    rows = [
        pair
        for pair in pairwise(found)
        if _FROM.search(text[: pair[0].start]) and text[pair[0].end : pair[1].start].strip().endswith("to")
    ]
    words = {("rise increase grow up" if low.value < high.value else "fall reduce drop down") for low, high in rows}
    return frozenset(map(stem, " ".join(words).split()))


_FROM = re.compile(r"\bfrom\s[$€£]?$", re.IGNORECASE)


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
    def quoted_sentences(self) -> tuple[str, ...]:
        every = sentences(self.source.text)
        quoted = [
            at
            for at, sentence in enumerate(every)
            if any(sentence.start < end and start < sentence.end for start, end in self.spans)
        ]
        near = 2 if len(self.source.text) <= SHORT else 0
        return tuple(
            alike(sentence.text)
            for at, sentence in enumerate(every)
            if any(abs(at - other) <= near for other in quoted)
        )

    @cached_property
    def text(self) -> str:
        """The sentences that the quotes are in, and in short sources those beside them."""
        return " ".join(self.quoted_sentences)

    @cached_property
    def stems(self) -> frozenset[str]:
        found = stems_of(self.text) | stems_of(self.source.label)
        if self.kind is Kind.RESUME:
            found = found.union(*(lists().implied.get(word, ()) for word in stems_of(self.source.label)))
        found |= self.acronyms | stems_of(implied(f"{self.source.label}\n{self.text}"))
        if self.kind is Kind.JOB and _PAY_RANGE.search(self.text):
            found |= {"pay", "salary"}
        found |= changes(self.text)
        is_own = self.kind is Kind.JOB and not found.isdisjoint(_WE)
        return found | {"team", "employer", "company"} if is_own else found

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """First letters of names of several words: "rn" for Registered Nurse."""
        said = f"{self.text}\n{self.source.label}"
        return frozenset("".join(word[0] for word in found[0].split()).lower() for found in _NAMED.finditer(said))

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        found: list[str] = []
        for sentence in self.quoted_sentences:
            for at, clause in enumerate(clauses(sentence)):
                if at and not content_stems(clause):  # "but not necessary"
                    found[-1] = f"{found[-1]} {'but ' * clause.startswith('not ')}{clause}"
                else:
                    found.append(clause)
        return tuple(found)

    @cached_property
    def is_telling(self) -> bool:
        """Whether the quotes have a word with content, or are the whole source."""
        words = [stem(token) for start, end in self.spans for token in tokens(self.source.text[start:end])]
        return any(word not in lists().empty for word in words)
