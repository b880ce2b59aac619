"""Splits a job's text into sentences for the rules."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from jobs.screening.claims import Claims, Finding
from jobs.screening.gazetteer import Mention, find
from jobs.screening.phrases import listed, phrases
from toolkit.rich_text import sentences

MOST = 200_000  # characters of a text that are examined
LONGEST = 1_000  # characters of a sentence that are examined
QUOTE = 300
_KEPT = 4  # texts whose places and negations are cached, because several rules read the same sentence
# Each maps one character to one, so that positions stay the same.
_PLAIN = str.maketrans({"’": "'", "‘": "'", "‑": "-", "–": "-", "—": "-", "\u00a0": " "})


@dataclass(frozen=True)
class Sentence:
    """A sentence. ``said`` is verbatim; ``text`` has plain apostrophes and hyphens; ``lower`` is for finding signs."""

    said: str
    text: str
    lower: str

    @classmethod
    def of(cls, said: str) -> "Sentence":
        said = said[:LONGEST]
        text = said.translate(_PLAIN)
        return cls(said, text, text.lower())

    def finding(
        self, rule: str, kind: str, match: re.Match[str], *, only: tuple[str, ...] = (), never: tuple[str, ...] = (),
        partly: tuple[str, ...] = (), timezone: tuple[int, int] | None = None,
    ) -> Finding:  # fmt: skip
        return Finding(rule, kind, self.quote(match.start()), only, never, partly, timezone)

    def quote(self, at: int) -> str:
        """Returns the sentence; of a long one, the words starting shortly before ``at``."""
        if len(self.said) <= QUOTE:
            return self.said
        start = 0 if at < QUOTE // 2 else self.said.find(" ", at - QUOTE // 3) + 1
        cut = self.said[start : start + QUOTE - 2].rsplit(" ", 1)[0]
        return ("…" if start else "") + cut + ("…" if start + len(cut) < len(self.said) else "")


class Rule:
    """A rule. ``signs``, comma-separated: a sentence without any of them can't concern the rule."""

    def __init__(self, signs: str, find: Callable[[Sentence, Claims], Finding | None]) -> None:
        self.signs = listed(signs)
        self.find = find

    def may_concern(self, lower: str) -> bool:
        return any(sign in lower for sign in self.signs)


def read_sentences(rules: Iterable[Rule], text: str, claims: Claims) -> Iterator[Finding]:
    """Yields each rule's first finding, and its further findings that add something new."""
    # Most rules don't apply to any sentence of most jobs.
    lower = text[:MOST].translate(_PLAIN).lower()
    near = [rule for rule in rules if rule.may_concern(lower)]
    known: set[tuple[object, ...]] = set()
    # A repeated sentence adds nothing new.
    for said in dict.fromkeys(sentences(text[:MOST])) if near else ():
        sentence = Sentence.of(said)
        for rule in near:
            finding = rule.find(sentence, claims) if rule.may_concern(sentence.lower) else None
            if finding is None:
                continue
            news = (finding.rule, finding.kind, finding.only, finding.never, finding.partly, finding.timezone)
            if news not in known:
                known.add(news)
                yield finding


# --- What revokes a sentence ----------------------------------------------------------------------------------------

_NEGATION = phrases(r"@not( (?!but |and |however |only )[\w'/-]+,?){0,5} ?\(?$")
_TAKEN_BACK = phrases(
    r"""
    (not|never|n't|isn't|aren't) (\w+ )?(required|a requirement|mandatory|needed|necessary|expected|compulsory|a must|
        obligatory|demanded)
    no requirement
    optional|optionally|voluntary|up to you|your choice|your call|is an option
    if (you|you'd) (like|want|wish|prefer|choose|fancy|feel|would|rather)
    (as|whenever|when) you (like|please|prefer|want|feel)
    would be (nice|a plus|great|a bonus|an advantage|helpful)
    nice[ -]to[ -]have
    (a|big|strong|definite|huge) (plus|bonus|advantage)
    prefer|preferred|preferably|preference|ideal|ideally
    """
)


# Sentences about other people's work, or about what is said and written about it.
_OF_OTHERS = phrases(
    r"""
    customers?|clients?|clients'|users?|readers?|patients?|students?|audience|(find|recruit|place|advise|coach|
        train) (people|candidates|staff|teams)
    (companies|employers|boards|sites|others|competitors|ads|postings) (who|that|say|says|claim|ask|want|require|insist|
        offer|call)
    (explain|write|writing|report|reporting|research|articles?|magazine|podcasts?|books?|courses?|
        guides?) (\w+ ){0,4}?(about|on|how|why|hybrid|remote|office|relocat\w+)
    ^you (?!must|need|have|are|should|shall|will|hold|can|may|already|currently|also|live|reside|work|spend|start|share|
        expect|come|travel)(\w+) .. (of|for|with|from|to) (\w+ ){0,3}(who|that|whose)
    (explain|analy[sz]e|study|compare|describe|review) (\w+ ){0,3}?(hybrid|remote|office|relocat\w+|visa)
    """
)


_NOT = phrases("@not")


@lru_cache(maxsize=_KEPT)
def _negations(text: str) -> list[int]:
    return [match.start() for match in _NOT.finditer(text)]


def is_negated(text: str, at: int) -> bool:
    """Returns whether one of the few words before ``at`` is a negation."""
    start = max(0, at - 70)
    negations = _negations(text)
    nearest = bisect_left(negations, start)
    is_near = nearest < len(negations) and negations[nearest] < at
    before = text[start:at].rstrip()
    return bool((is_near or _NOT.match(before)) and _NEGATION.search(before))


def heard(
    says: re.Pattern[str], unless: re.Pattern[str], sentence: Sentence, *, also_of_others: bool = False
) -> Iterator[re.Match[str]]:
    """Yields matches of ``says`` unless the sentence is a question, negated, optional, about other people, or matches
    ``unless``."""
    text = sentence.text
    found = [match for match in says.finditer(text) if not is_negated(text, match.start())]
    if not found or text.endswith("?") or _TAKEN_BACK.search(text) or unless.search(text):
        return
    if also_of_others or not _OF_OTHERS.search(text):
        yield from found


# --- Places next to a trigger ---------------------------------------------------------------------------------------

_FILLER = phrases(
    r"""
    the|a|an|any|either|one|of|following|these|those|this|countries|country|states?|locations?|regions?|in|within|from|
        anywhere
    mainland|continental|our|areas?|only|approved|eligible|or|both|currently|at least|citizens?|nationals?|residents?|is|
        are|be
    greater|metro|city|northern|southern|eastern|western|member
    """
)
_LINK = phrases(
    r"""
    and|or|the|as well as|plus|either|in|within|from|also|anywhere|areas?|metro|region|citizens?|residents?|states?|nationals?
    """
)
_PUNCTUATION = re.compile(r"[\s,;:/&()|+\"'\[\]-]+")
_CLOCK = re.compile(r"(?:'s)?[ -](?:\w+[ -])?(?:time|time ?zones?|times|hours|tz)\b", re.IGNORECASE)


@lru_cache(maxsize=_KEPT)
def _mentions(text: str) -> tuple[list[Mention], list[int]]:
    """Returns all places of a text and where they start. Cached, so a text with many triggers is searched once."""
    mentions = find(text)
    return mentions, [mention.start for mention in mentions]


def places_between(text: str, start: int, end: int) -> list[Mention]:
    """Returns the places in a part of a text. Of a name that crosses the part's ends, only the words inside are
    parsed."""
    mentions, starts = _mentions(text)
    first, behind = bisect_left(starts, start), bisect_left(starts, end)
    crosses = (first and mentions[first - 1].end > start) or (behind and mentions[behind - 1].end > end)
    if crosses:
        return [Mention(start + one.start, start + one.end, one.name) for one in find(text[start:end])]
    return mentions[first:behind]


def places_after(text: str, at: int) -> list[Mention]:
    """Returns the list of places that starts right after ``at``; empty if it is part of a time zone."""
    listed: list[Mention] = []
    end = at
    for mention in places_between(text, at, min(at + 400, len(text))):
        if not _is_only(_LINK if listed else _FILLER, text[end : mention.start]):
            break
        listed.append(mention)
        end = mention.end
    return [] if listed and _CLOCK.match(text[: at + 400], end) else listed


def places_before(text: str, at: int) -> list[Mention]:
    """Returns the list of places that ends right before ``at``."""
    listed: list[Mention] = []
    end = at
    for mention in reversed(places_between(text, max(0, at - 200), at)):
        gap = text[mention.end : end]
        if not (_is_only(_LINK, gap) if listed else gap in ("", " ", "-")):
            break
        listed.insert(0, mention)
        end = mention.start
    return listed


def _is_only(words: re.Pattern[str], gap: str) -> bool:
    return not words.sub("", _PUNCTUATION.sub(" ", gap)).strip()
