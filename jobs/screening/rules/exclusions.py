"""Rules on places that are left out, or the only ones left, of those that the label names.

They read sentences whose subject is the place ("Brazil is off the table", "no Alaska", "which leaves Spain and Portugal"),
whatever else they say about applicants. Such words mean applicants only if the label invites people there.
"""

import re

from jobs.screening.claims import Claims, Finding
from jobs.screening.clauses import clause_of
from jobs.screening.gazetteer import Mention
from jobs.screening.people import codes_of
from jobs.screening.phrasebook import Phrasebook
from jobs.screening.reading import Rule, Sentence, is_silent, places_after, places_between
from jobs.screening.rules.residence import ELSEWHERE, limited_to, shut_out

_GAP = re.compile(r"[\s,:()-]*")
# "Not excluded" leaves nobody out.
_INCLUDED = re.compile(
    r"\b(?:not|nicht|no|pas|niet|nie|nao) (?:\w+ )?(?:shut|left|ruled|barred|exclu|exce|exempt|ausge|uitge|wyklucz"
    r"|fora|fuera|descart)"
)
# What can stand behind a place that a bare "no" refuses: "no Alaska." or "no Alaska and …", but "no Alaska office" isn't.
_END = re.compile(r"\s*(?:$|[.;:,!?)(/]|- )")


def left_out(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds places of the label that are left out."""
    if sentence.plain.endswith("?"):
        return None
    found: list[Mention] = []
    first: re.Match[str] | None = None
    for section in ("left out",) if _means_in(sentence, book, "no") else ("left out", "no place"):
        for match in sentence.matches(book, section):
            listed = places_after(sentence, match.end(), book)
            is_whole = listed and (section == "left out" or _ends(sentence, listed[-1].end, book))
            if is_whole and _are_invited(listed, claims) and _is_about_job(sentence, book, match.start(), listed):
                found += listed
                first = first or match
    for listed in _lists(sentence, book) if sentence.may_say(book, "is out") else ():
        out = _behind(sentence, listed, "is out", book)
        if (
            out
            and not _INCLUDED.search(out[0])
            and _are_invited(listed, claims)
            and _is_about_job(sentence, book, out.start(), listed)
        ):
            found += listed
            first = first or out
    whole = _codes([mention for mention in found if not mention.name.is_part])
    if first is None or codes_of(claims.regions) <= whole:
        return None
    return shut_out(list(dict.fromkeys(found)), sentence, first, claims)


def what_is_left(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds the places of the label that are the only ones left."""
    if sentence.plain.endswith("?"):
        return None
    for match in sentence.matches(book, "what is left"):
        listed = places_after(sentence, match.end(), book)
        is_some = listed and _codes(listed) < codes_of(claims.regions)
        if is_some and sentence.first(book, "concerned") and _is_about_job(sentence, book, match.start(), listed):
            return limited_to(listed, "must-be-based", sentence, match, claims)
    return None


def _lists(sentence: Sentence, book: Phrasebook) -> list[list[Mention]]:
    """Returns the lists of places in a sentence."""
    found: list[list[Mention]] = []
    for mention in places_between(sentence, 0, len(sentence.text)):
        if not found or mention.start >= found[-1][-1].end:
            found.append(places_after(sentence, mention.start, book) or [mention])
    return found


def _behind(sentence: Sentence, listed: list[Mention], section: str, book: Phrasebook) -> re.Match[str] | None:
    at = _after_gap(sentence, listed[-1].end)
    if match := book.pattern(section).match(sentence.plain, at):
        return match
    adverb = book.pattern("for now").match(sentence.plain, at)  # "Hungary for now isn't possible"
    return book.pattern(section).match(sentence.plain, _after_gap(sentence, adverb.end())) if adverb else None


def _ends(sentence: Sentence, at: int, book: Phrasebook) -> bool:
    if _END.match(sentence.plain, at):
        return True
    return bool(book.pattern("for now").match(sentence.plain, _after_gap(sentence, at)))


def _after_gap(sentence: Sentence, at: int) -> int:
    gap = _GAP.match(sentence.plain, at)
    return gap.end() if gap else at


def _means_in(sentence: Sentence, book: Phrasebook, word: str) -> bool:
    """Whether a word that refuses in this language means "in" in another one that the text may be written in."""
    return any(other is not book and other.pattern("filler").fullmatch(word) for other in sentence.whole.books)


def _codes(mentioned: list[Mention]) -> frozenset[str]:
    return codes_of(slug for mention in mentioned for slug in mention.name.regions)


def _are_invited(listed: list[Mention], claims: Claims) -> bool:
    """Whether the label invites people in these places. A town alone is no place that a job is open to."""
    is_land = any(mention.name.kind in ("country", "region", "state", "code") for mention in listed)
    return is_land and bool(_codes(listed) & codes_of(claims.regions))


def _is_about_job(sentence: Sentence, book: Phrasebook, at: int, listed: list[Mention]) -> bool:
    start, end = clause_of(sentence.plain, at)
    start, end = min(start, listed[0].start), max(end, listed[-1].end)
    return not is_silent(sentence, book, start, end, about=ELSEWHERE, unless=("taken back", "left out unless"))


RULES = (Rule(("left out", "no place", "is out"), left_out), Rule(("what is left",), what_is_left))
