"""Reads a job's text sentence by sentence, in the languages it is written in."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache

from jobs.screening.claims import Claims, Finding
from jobs.screening.clauses import clause_of, clause_starts, is_negated
from jobs.screening.gazetteer import Mention, find
from jobs.screening.masking import masked
from jobs.screening.near_phrases import NOTHING_NEAR, Near, NearPhrases
from jobs.screening.phrasebook import (
    Phrase,
    Phrasebook,
    languages_of,
    plain,
    with_joined_endings,
    with_plain_marks,
)
from jobs.screening.questions import answered, as_conditions
from toolkit.sentences import sentences

MOST = 200_000  # characters of a text that are examined
LONGEST = 1_000  # characters of a sentence that are examined
QUOTE = 300
_KEPT = 8  # texts that are cached with their sentences, because several readers ask for the same one


class Text:
    """The sentences of a text, with an index of the phrases that each could contain. A repeated sentence adds nothing
    new, and is left out."""

    def __init__(self, said: Iterable[str], books: tuple[Phrasebook, ...] = ()) -> None:
        self.books = books
        self.sentences = [Sentence(one, self, 1 << number) for number, one in enumerate(dict.fromkeys(said))]
        self._near: dict[Phrasebook, NearPhrases] = {}

    @classmethod
    @lru_cache(maxsize=_KEPT)
    def of(cls, text: str) -> "Text":
        """Returns the beginning of a text in sentences, with the phrasebooks of its languages."""
        said = [sentence.text for sentence in sentences(text[:MOST])]
        return cls(answered(said, text), languages_of(plain(text[:MOST])))

    @cached_property
    def words(self) -> dict[str, int]:
        """The plain words between spaces, each with the bits of its sentences."""
        found: dict[str, int] = {}
        for sentence in self.sentences:
            for word in sentence.plain.split():
                found[word] = found.get(word, 0) | sentence.bit
        return found

    def near(self, book: Phrasebook, section: str) -> Near:
        """Returns the phrases of a section that could occur."""
        near = self._near.get(book)
        if near is None:
            near = self._near[book] = NearPhrases(book, self.words, len(self.sentences))
        return near[section]


class Sentence:
    """A sentence. ``said`` is verbatim; ``text`` has plain apostrophes and hyphens; ``plain`` is also in lower case and
    without accents. Positions are the same in all three."""

    def __init__(self, said: str, whole: Text, bit: int) -> None:
        self.said = said[:LONGEST]
        self.plain = as_conditions(with_joined_endings(plain(self.said)))
        self.whole = whole
        self.bit = bit

    @classmethod
    def of(cls, said: str) -> "Sentence":
        return Text([said]).sentences[0]

    @cached_property
    def text(self) -> str:
        return with_plain_marks(self.said)

    @cached_property
    def masked(self) -> str:
        """The plain text in which signs hide the names of places."""
        return masked(self.text, self.plain, self.mentions[0])

    def form_for(self, phrase: Phrase) -> str:
        """Returns the form of the sentence in which a phrase is looked for."""
        return self.masked if phrase.has_slot else self.plain

    @cached_property
    def mentions(self) -> tuple[list[Mention], list[int]]:
        """All places, and where they start."""
        mentions = find(self.text)
        return mentions, [mention.start for mention in mentions]

    def may_say(self, book: Phrasebook, section: str) -> bool:
        """Whether the sentence could contain a phrase of a section that stands alone."""
        return bool(self.whole.near(book, section).alone_bits & self.bit)

    def matches(self, book: Phrasebook, section: str, *span: int) -> list[re.Match[str]]:
        """Returns the phrases of a section in a part of the sentence, from left to right."""
        near = self.whole.near(book, section)
        if not near.alone_bits & self.bit:
            return []
        found: list[re.Match[str]] = []
        for phrase, bits in near.alone:
            if bits & self.bit:
                found += phrase.pattern.finditer(self.plain, *span)
        return sorted(found, key=re.Match.start) if len(found) > 1 else found

    def first(self, book: Phrasebook, section: str, *span: int) -> re.Match[str] | None:
        """Returns the first phrase of a section in a part of the sentence."""
        return next(iter(self.matches(book, section, *span)), None)

    def finding(
        self, rule: str, kind: str, match: re.Match[str], *, only: tuple[str, ...] = (), never: tuple[str, ...] = (),
        partly: tuple[str, ...] = (), parts: tuple[str, ...] = (), timezone: tuple[int, int] | None = None,
    ) -> Finding:  # fmt: skip
        return Finding(rule, kind, self.quote(match.start()), only, never, partly, parts, timezone)

    def quote(self, at: int) -> str:
        """Returns the sentence; of a long one, the words starting shortly before ``at``."""
        if len(self.said) <= QUOTE:
            return self.said
        start = 0 if at < QUOTE // 2 else self.said.find(" ", at - QUOTE // 3) + 1
        cut = self.said[start : start + QUOTE - 2].rsplit(" ", 1)[0]
        return ("…" if start else "") + cut + ("…" if start + len(cut) < len(self.said) else "")


_SUBJECTS = ("about others", "about some", "about pay")
Find = Callable[[Sentence, Phrasebook, Claims], Finding | None]


class Rule:
    """A rule. It can't concern a sentence without a phrase of one of its ``sections``, nor one that ``may_concern``
    denies."""

    def __init__(
        self, sections: Iterable[str], find: Find, may_concern: Callable[[Sentence], bool] = lambda sentence: True
    ) -> None:
        self.sections = tuple(sections)
        self.find = find
        self.may_concern = may_concern

    def bits(self, text: Text, book: Phrasebook) -> int:
        """Returns the bits of the sentences that the rule may concern."""
        near = [one for name in self.sections if (one := text.near(book, name)) is not NOTHING_NEAR]
        together = alone = bits = 0
        for one in near:
            together |= one.together_bits
            alone |= one.alone_bits
        for sentence in text.sentences if near else ():
            bit = sentence.bit
            if (
                (together | alone) & bit
                and self.may_concern(sentence)
                and (together & bit or any(one.alone_bits & bit and one.matches(sentence) for one in near))
            ):
                bits |= bit
        return bits


def read_sentences(rules: Iterable[Rule], text: str, claims: Claims) -> Iterator[Finding]:
    """Yields each rule's first finding, and its further findings that add something new."""
    whole = Text.of(text)
    near = [(rule, book, bits) for book in whole.books for rule in rules if (bits := rule.bits(whole, book))]
    known: set[tuple[object, ...]] = set()
    for sentence in whole.sentences if near else ():
        found = [rule.find(sentence, book, claims) for rule, book, bits in near if bits & sentence.bit]
        # What one language reads, another one needn't.
        is_read = any(finding.only or finding.never for finding in found if finding)
        wanted = {slug for finding in found if finding for slug in finding.only}
        for finding in found:
            if finding is None or (finding.kind == "unread" and is_read) or wanted.intersection(finding.never):
                continue  # who is wanted isn't refused: "US only, others can't apply"
            news = (finding.rule, finding.kind, finding.only, finding.never, finding.parts, finding.timezone)
            if news not in known:
                known.add(news)
                yield finding


# --- What a sentence says about this job ----------------------------------------------------------------------------


def heard(
    sentence: Sentence,
    book: Phrasebook,
    section: str,
    *,
    about: Iterable[str] = (),
    unless: Iterable[str] = ("taken back",),
) -> Iterator[re.Match[str]]:
    """Yields what ``sentence`` says by a section's phrases about this job.

    Nothing is said by a question, by a clause that negates the phrase, that is ``about`` another subject (sections of that
    name), or that has one of the phrases in ``unless``.
    """
    if sentence.may_say(book, section) and not sentence.plain.endswith("?"):
        yield from _about_this_job(said(sentence, book, section), sentence, book, about, unless)


def heard_together(
    sentence: Sentence, book: Phrasebook, section: str, *, about: Iterable[str], unless: Iterable[str]
) -> Iterator[re.Match[str]]:
    """Yields what a clause says by phrases that occur in it together, see ``heard``."""
    may_meet = sentence.whole.near(book, section).together_bits & sentence.bit
    if may_meet and not sentence.plain.endswith("?"):
        yield from _about_this_job(said_together(sentence, book, section), sentence, book, about, unless)


def _about_this_job(
    matches: Iterable[re.Match[str]],
    sentence: Sentence,
    book: Phrasebook,
    about: Iterable[str],
    unless: Iterable[str],
) -> Iterator[re.Match[str]]:
    heard_of: dict[tuple[int, int], bool] = {}
    for match in matches:
        start, end = clause_of(sentence.plain, match.start())
        where = start, match.end()
        if where not in heard_of:
            heard_of[where] = not is_silent(
                sentence, book, start, max(end, match.end()), about=about, unless=unless, until=match.end()
            )
        if heard_of[where]:
            yield match


def said(sentence: Sentence, book: Phrasebook, section: str) -> Iterator[re.Match[str]]:
    """Yields the phrases of a section that the sentence says without a negation."""
    for match in sentence.whole.near(book, section).matches(sentence):
        if not is_negated(sentence.plain, match.start(), book):
            yield match


def said_together(sentence: Sentence, book: Phrasebook, section: str) -> Iterator[re.Match[str]]:
    """Yields, of the phrases of a section that have to meet in a clause, those that do."""
    near = sentence.whole.near(book, section)
    if not near.together_bits & sentence.bit:
        return
    for phrase, bits in near.together:
        if bits & sentence.bit:
            yield from _met(phrase, sentence, book)


def _met(phrase: Phrase, sentence: Sentence, book: Phrasebook) -> Iterator[re.Match[str]]:
    """Yields the first of the phrases that stand together in a clause."""
    text = sentence.plain
    starts = clause_starts(text)
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        form = sentence.form_for(phrase)
        matches = _all_of((phrase.pattern, *phrase.others), form, start, end)
        if not matches or any(one.search(form, start, end) for one in phrase.without):
            continue
        is_placed = phrase.has_place or not all(one.search(text, start, end) for one in phrase.or_place)
        if is_placed and not places_between(sentence, start, end):
            continue
        is_denial = any(book.negation[0].search(match[0]) for match in matches)
        if is_denial or not any(is_negated(text, match.start(), book, since=start) for match in matches):
            yield matches[0]


def _all_of(patterns: Iterable[re.Pattern[str]], text: str, start: int, end: int) -> list[re.Match[str]]:
    """Returns the first match of each pattern; none if one of them doesn't match."""
    found = []
    for pattern in patterns:
        match = pattern.search(text, start, end)
        if match is None:
            return []
        found.append(match)
    return found


def is_silent(
    sentence: Sentence,
    book: Phrasebook,
    start: int,
    end: int,
    *,
    about: Iterable[str],
    unless: Iterable[str],
    until: int | None = None,
) -> bool:
    """Returns whether a clause says nothing about this job, see ``heard``. What it gives as a reason isn't its subject, and
    in English, what stands behind ``until`` is rarely one."""
    silent = (*(f"about {subject}" for subject in about), *unless)
    first = until if until is not None and book.code == "en" else end
    silencing = (
        match
        for name in silent
        for match in sentence.matches(book, name, start, end)
        if match.start() < (first if name in _SUBJECTS else end)
    )
    match = next(silencing, None)
    if match is None:
        return False
    reasons = [match.span() for match in sentence.matches(book, "reason", start, end)]
    return any(not any(first <= one.start() < last for first, last in reasons) for one in (match, *silencing))


# --- Places next to a phrase ----------------------------------------------------------------------------------------

_PUNCTUATION = re.compile(r"[\s,.;:/&()|+\"'\[\]-]+")


def places_between(sentence: Sentence, start: int, end: int) -> list[Mention]:
    """Returns the places in a part of a sentence. Of a name that crosses the part's ends, only the words inside are
    parsed."""
    mentions, starts = sentence.mentions
    first, behind = bisect_left(starts, start), bisect_left(starts, end)
    crosses = (first and mentions[first - 1].end > start) or (behind and mentions[behind - 1].end > end)
    if crosses:
        return [Mention(start + one.start, start + one.end, one.name) for one in find(sentence.text[start:end])]
    return mentions[first:behind]


_SPACE = re.compile(r"(?:'s?)?[ -]*")


def behind(sentence: Sentence, at: int, section: str, book: Phrasebook) -> re.Match[str] | None:
    """Returns a section's phrase that stands right behind ``at``."""
    start = _SPACE.match(sentence.plain, at)
    return book.pattern(section).match(sentence.plain, start.end()) if start else None


def places_after(sentence: Sentence, at: int, book: Phrasebook) -> list[Mention]:
    """Returns the list of places that starts right after ``at``; empty if it is part of a time zone."""
    listed: list[Mention] = []
    end = at
    for mention in places_between(sentence, at, min(at + 400, len(sentence.text))):
        if not _is_only(book.pattern("link" if listed else "filler"), sentence.plain[end : mention.start]):
            break
        listed.append(mention)
        end = mention.end
    return [] if listed and behind(sentence, end, "clock behind", book) else listed


def places_before(sentence: Sentence, at: int, book: Phrasebook) -> list[Mention]:
    """Returns the list of places that ends right before ``at``."""
    listed: list[Mention] = []
    end = at
    for mention in reversed(places_between(sentence, max(0, at - 200), at)):
        gap = sentence.plain[mention.end : end]
        if not (_is_only(book.pattern("link"), gap) if listed else gap in ("", " ", "-")):
            break
        listed.insert(0, mention)
        end = mention.start
    return listed


def _is_only(words: re.Pattern[str], gap: str) -> bool:
    return not words.sub("", _PUNCTUATION.sub(" ", gap)).strip()
