"""Rule on people in places, in whatever words: a clause in which somebody lives somewhere, and is wanted or refused.

The rules on residence, papers and distance know the usual phrases and are asked first.
"""

import re
from collections.abc import Iterator

from jobs.screening.claims import Claims, Finding
from jobs.screening.clauses import clause_of, is_negated
from jobs.screening.gazetteer import Mention
from jobs.screening.phrasebook import Phrasebook
from jobs.screening.reading import Rule, Sentence, behind, is_silent, places_after, places_before, places_between
from jobs.screening.rules import workplace
from jobs.screening.rules.residence import (
    ELSEWHERE,
    UNLESS,
    country_only,
    limited_to,
    must_be_based,
    not_open_to,
    refusal_of,
)
from jobs.screening.rules.work_authorization import visa
from jobs.screening.rules.workplace import commute, office_days, onsite_work

_SPECIFIC = (must_be_based, country_only, not_open_to, visa, commute, office_days, onsite_work)
_ANY = re.compile("")
_NEAR = 40  # characters between a place and what is said about it
_PREPOSITION = 12  # characters, with its space; no preposition is longer
_WITH_ARTICLE = 24  # characters of a preposition and up to two words behind it: "in einem der EU"


def by_markers(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds a clause that wants or refuses people in a place, in whatever words."""
    for find in (_only_those, _not_outside, _wanted_or_refused, _refused_somehow, _wanted_there):
        if finding := find(sentence, book, claims):
            known = [found for find in _SPECIFIC if (found := find(sentence, book, claims))]
            return None if any(bool(found.only) == bool(finding.only) for found in known) else finding
    return _unread(sentence, book, claims)


def _names_place(sentence: Sentence) -> bool:
    return not sentence.plain.endswith("?") and bool(places_between(sentence, 0, len(sentence.text)))


def _unread(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds a clause that seems to limit applicants to a place, or to shut some out, in words that we can't read."""
    text = sentence.plain
    if book.code == "en" and any(
        other.pattern(section).search(text)
        for other in sentence.whole.books[1:]
        for section in ("limit word", "concerned")
    ):
        return None  # the other language's own words say more than those that English shares with it
    for match in (one for section in ("limit word", "refusal", "dwelling") for one in sentence.matches(book, section)):
        start, end = clause_of(text, match.start())
        is_about_people = sentence.first(book, "concerned", start, end)
        if not is_about_people or is_negated(text, match.start(), book) or not places_between(sentence, start, end):
            continue
        if is_silent(sentence, book, 0, len(text), about=ELSEWHERE, unless=(*UNLESS, "marker unless")):
            continue
        if not any(find(sentence, book, claims) for find in (*_SPECIFIC, *workplace.USUAL)):
            return sentence.finding("must-be-based", "unread", match)
    return None


def _only_those(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds a refusal of everybody else: "unless you live in Ireland, we can't hire you", "non-US applicants"."""
    for match in sentence.matches(book, "unless there"):
        mentioned = places_after(sentence, match.end(), book)
        if mentioned and sentence.first(book, "refusal"):
            start, end = clause_of(sentence.plain, match.start())
            if not is_silent(sentence, book, start, end, about=("pay", "benefits", "others"), unless=()):
                return limited_to(mentioned, "must-be-based", sentence, match, claims)
    for match in () if sentence.first(book, "refused there") else sentence.matches(book, "nowhere else"):
        mentioned = places_between(sentence, 0, len(sentence.text))
        listed = mentioned and places_after(sentence, mentioned[0].start, book)
        is_meant = listed and sentence.first(book, "concerned")
        if is_meant and not is_silent(
            sentence, book, 0, len(sentence.plain), about=("pay", "others"), unless=("taken back",)
        ):
            return limited_to(listed, "must-be-based", sentence, match, claims)
    return None


def _not_outside(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that living outside a place is impossible."""
    for match in sentence.matches(book, "outside") if sentence.first(book, "outside refused") else ():
        listed = places_after(sentence, match.end(), book)
        is_meant = listed and sentence.first(book, "concerned")
        if is_meant and not is_silent(
            sentence, book, 0, len(sentence.plain), about=ELSEWHERE, unless=("taken back", "marker unless")
        ):
            return limited_to(listed, "not-open-to", sentence, match, claims)
    return None


def _wanted_or_refused(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    text = sentence.plain
    for match, mentioned in _inhabited(sentence, book):
        start, end = clause_of(text, match.start())
        end = max(end, mentioned[-1].end)
        if is_silent(
            sentence,
            book,
            start,
            end,
            about=ELSEWHERE,
            unless=(*UNLESS, "marker unless"),
            until=mentioned[-1].end if sentence.first(book, "demand", start, match.start()) else None,
        ):
            continue
        refused = sentence.first(book, "refusal", start, end)
        if (
            refused
            and refused is not match
            and book.pattern("excepted").fullmatch(refused[0])
            and not _is_excepted(match, book)
            and not 0 <= match.start() - refused.end() <= _NEAR
        ):
            continue  # the exception is about another place of the clause
        if refused and not book.pattern("outside").search(match[0]):
            return refusal_of(mentioned, sentence, match, claims, book)
        wanted = refused or sentence.first(book, "demand", start, end)
        is_demand = wanted and (refused or not _is_denied(sentence, book, start, end))
        if is_demand and (finding := limited_to(mentioned, "must-be-based", sentence, match, claims)):
            return finding
    return None


def _refused_somehow(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds a refusal about applicants or their work in a clause that names a place anywhere."""
    text = sentence.plain
    for match in sentence.matches(book, "refusal"):
        start, end = clause_of(text, match.start())
        mentioned = places_between(sentence, start, end)
        is_meant = mentioned and sentence.first(book, "concerned", start, end)
        if not is_meant or is_silent(sentence, book, start, end, about=ELSEWHERE, unless=(*UNLESS, "marker unless")):
            continue
        behind_it = [mention for mention in mentioned if mention.start >= match.end()]
        listed = places_after(sentence, (behind_it or mentioned)[0].start, book) or mentioned[:1]
        if match.start() - listed[-1].end > _NEAR:
            continue
        if sentence.first(book, "outside", start, listed[0].start):
            return limited_to(listed, "not-open-to", sentence, match, claims)
        return refusal_of(listed, sentence, match, claims, book)
    there = sentence.first(book, "refused there")
    named = places_between(sentence, 0, there.start()) if there else []
    if there and named and not is_silent(sentence, book, there.start(), there.end(), about=("others",), unless=()):
        return refusal_of(named, sentence, there, claims, book)
    for match in sentence.matches(book, "if there"):
        listed = places_after(sentence, match.end(), book)
        refused = listed and sentence.first(book, "refusal", listed[-1].end)
        if refused and not is_silent(sentence, book, 0, len(text), about=("pay", "benefits", "others"), unless=()):
            return refusal_of(listed, sentence, refused, claims, book)
    return None


def _wanted_there(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds a clause that asks somebody to live, or to be employed, in a place, whatever stands between these words."""
    text = sentence.plain
    for match in sentence.matches(book, "dwells"):
        start, end = clause_of(text, match.start())
        if not sentence.first(book, "demand", start, end) or sentence.first(book, "refusal", start, end):
            continue
        if is_silent(sentence, book, start, end, about=ELSEWHERE, unless=(*UNLESS, "marker unless")):
            continue
        for mention in places_between(sentence, start, end):
            listed = places_after(sentence, mention.start, book)
            if not listed or not _is_where(sentence, mention, book, start):
                continue
            if not _is_denied(sentence, book, start, _end_of_phrase(text, listed[-1].end, end)):
                return limited_to(listed, "must-be-based", sentence, match, claims)
    return None


def _is_where(sentence: Sentence, mention: Mention, book: Phrasebook, start: int) -> bool:
    """Whether a place stands behind "in" or the like, or needs no preposition: "German residents", "deutschlandweit"."""
    before = sentence.plain[max(start, mention.start - _WITH_ARTICLE) : mention.start].split()[-3:]
    is_alone = mention.name.kind == "people" or sentence.text[mention.start].islower()
    return is_alone or any(book.pattern("in").fullmatch(word) for word in before)


def _end_of_phrase(text: str, at: int, end: int) -> int:
    comma = text.find(",", at, end)
    return comma if comma >= 0 else end


def _is_denied(sentence: Sentence, book: Phrasebook, start: int, end: int) -> bool:
    """Whether a part of a sentence has a negation that isn't part of a demand ("ne … que")."""
    demands = [match.span() for match in sentence.matches(book, "demand", start, end)]
    negations = book.negation[0].finditer(sentence.plain, start, end)
    return any(not any(first <= one.start() < last for first, last in demands) for one in negations)


def _inhabited(sentence: Sentence, book: Phrasebook) -> Iterator[tuple[re.Match[str], list[Mention]]]:
    """Yields places in which somebody lives, each with the phrase before it."""
    for match in sentence.matches(book, "lives"):
        if mentioned := places_after(sentence, match.end(), book):
            yield match, mentioned
    text = sentence.plain
    refusals: dict[int, re.Match[str] | None] = {}  # by where their clause starts
    for mention in places_between(sentence, 0, len(sentence.text)):
        before = text[max(0, mention.start - _PREPOSITION) : mention.start].split()[-1:]
        if before and book.pattern("in").fullmatch(before[0]):
            start, end = clause_of(text, mention.start)
            if start not in refusals:
                refusals[start] = sentence.first(book, "refusal", start, end)
            refused = refusals[start]
            if refused and not _is_excepted(refused, book):
                if mentioned := places_after(sentence, mention.start, book):
                    yield refused, mentioned
                continue
        is_people = mention.name.kind == "people" and mention.name.written.endswith("s")
        wanted = behind(sentence, mention.end, "of place", book) or (
            _ANY.match(sentence.plain, mention.start) if is_people else None
        )
        if wanted:
            alone = _is_excepted(wanted, book)
            yield wanted, [mention] if alone else places_before(sentence, mention.end, book) or [mention]


def _is_excepted(match: re.Match[str], book: Phrasebook) -> bool:
    return bool(book.pattern("excepted").fullmatch(match[0]))


RULES = (
    Rule(
        (
            "demand",
            "refusal",
            "nowhere else",
            "unless there",
            "if there",
            "refused there",
            "limit word",
            "dwelling",
            "dwells",
            "outside refused",
        ),
        by_markers,
        _names_place,
    ),
)
