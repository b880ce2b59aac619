"""Rules on where applicants can live."""

import re

from jobs.screening.claims import Claims, Finding
from jobs.screening.clauses import clause_of, is_negated
from jobs.screening.gazetteer import Mention, find
from jobs.screening.people import shuts_most_out
from jobs.screening.phrasebook import Phrasebook, phrasebooks
from jobs.screening.reading import Rule, Sentence, behind, heard, places_after, places_before
from jobs.vocabulary.regions import ANYWHERE, smallest

ELSEWHERE = ("pay", "benefits", "some", "others")  # subjects whose places say nothing about applicants
UNLESS = ("taken back", "place unless")


def limited_to(
    mentioned: list[Mention],
    rule: str,
    sentence: Sentence,
    match: re.Match[str],
    claims: Claims,
    *,
    around: bool = False,
) -> Finding | None:
    """Returns the finding that only people in the places ``mentioned`` can apply; with ``around``, only people near one
    spot, named or not. None if that is no limit."""
    if any(ANYWHERE in mention.name.regions for mention in mentioned) or not (mentioned or around):
        return None
    only, partly, parts = _extent(mentioned)
    partly = only if around else partly
    if claims.regions and any(sentence.first(book, "also open") for book in sentence.whole.books):
        return sentence.finding(rule, "limit", match, only=(*claims.regions, *only))
    is_denial = claims.regions != () if around else shuts_most_out(claims.regions, only=only)
    kind = "contradiction" if is_denial else "limit"
    return sentence.finding(rule, kind, match, only=only, partly=partly, parts=parts)


def _extent(mentioned: list[Mention]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Returns the regions of places, those of which only parts are named, and the names of these parts."""
    everything = smallest([slug for mention in mentioned for slug in mention.name.regions])
    whole = {slug for mention in mentioned if not mention.name.is_part for slug in mention.name.regions}
    partly = tuple(slug for slug in everything if slug not in whole)
    parts = dict.fromkeys(
        one.name.part for one in mentioned if one.name.is_part and set(one.name.regions) & set(partly)
    )
    return everything, partly, tuple(parts)


def _rest(text: str, at: int) -> tuple[int, int]:
    """Returns the part of a sentence from ``at`` to the next semicolon."""
    end = text.find(";", at)
    return at, end if end >= 0 else len(text)


def _last_words(words: str) -> str:
    """Returns the last words of ``words``, at most 200 characters."""
    return words if len(words) <= 200 else words[-200:].partition(" ")[2]


# --- "Must be based in" ---------------------------------------------------------------------------------------------


def must_be_based(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that applicants have to live in certain places."""
    text = sentence.plain
    for match in heard(sentence, book, "lives-in", about=ELSEWHERE, unless=UNLESS):
        if book.negation[0].search(match[0]):
            continue  # "Du musst nicht in Berlin wohnen"
        before = text[clause_of(text, match.start())[0] : match.start()].strip()
        mentioned = places_after(sentence, match.end(), book)
        if mentioned and _is_refused_behind(sentence, book, mentioned[-1].end):
            continue  # "People who live in Peru can't be hired"
        is_participle = not book.pattern("demand").search(match[0])
        if (
            is_participle
            and not before
            and sentence.first(book, "goes on", *_rest(text, mentioned[-1].end if mentioned else match.end()))
        ):
            continue  # "Based in Berlin, we build boats"
        person = book.pattern("person")
        is_person = not before or person.search(_last_words(before)) or book.pattern("you").search(match[0])
        if is_person and (finding := limited_to(mentioned, "must-be-based", sentence, match, claims)):
            return finding
    for match in heard(sentence, book, "residence", about=ELSEWHERE, unless=UNLESS):
        mentioned = places_after(sentence, match.end(), book)
        if mentioned and sentence.first(book, "asked", mentioned[-1].end):
            return limited_to(mentioned, "must-be-based", sentence, match, claims)
    for section, unless in (("open-to", UNLESS), ("remote-in", (*UNLESS, "team unless"))):
        for match in heard(sentence, book, section, about=ELSEWHERE, unless=unless):
            mentioned = places_after(sentence, match.end(), book)
            if finding := limited_to(mentioned, "must-be-based", sentence, match, claims):
                return finding
    for match in heard(sentence, book, "somewhere", about=ELSEWHERE, unless=UNLESS):
        return sentence.finding("must-be-based", "unread", match)
    for match in heard(sentence, book, "based", about=ELSEWHERE, unless=UNLESS):
        mentioned = places_before(sentence, match.start(), book)
        if finding := limited_to(mentioned, "must-be-based", sentence, match, claims):
            return finding
    return None


def _is_refused_behind(sentence: Sentence, book: Phrasebook, at: int) -> bool:
    refused = sentence.first(book, "refusal", at)
    return refused is not None and not sentence.plain[at : refused.start()].strip()


# --- "US only" ------------------------------------------------------------------------------------------------------


def country_only(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds a limit to the people of one place: "US only", "only EU residents"."""
    silent = {
        "about": ELSEWHERE,
        "unless": (
            "taken back",
            "only unless",
        ),
    }
    for match in heard(sentence, book, "only", **silent):
        mentioned = places_before(sentence, match.start(), book)
        if mentioned and not is_negated(sentence.plain, mentioned[0].start, book):
            return limited_to(mentioned, "country-only", sentence, match, claims)
    for match in heard(sentence, book, "only-for", **silent):
        mentioned = places_after(sentence, match.end(), book)
        is_all = mentioned and _is_all_said(sentence, match.start(), mentioned[-1].end)
        if mentioned and (is_all or behind(sentence, mentioned[-1].end, "their people", book)):
            return limited_to(mentioned, "country-only", sentence, match, claims)
    return None


def _is_all_said(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a clause, or the text in its brackets, says nothing but what it says from ``start`` to ``end``."""
    if sentence.plain[start - 1 : start] == "(" and sentence.plain[end : end + 1] == ")":
        return True
    first, last = clause_of(sentence.plain, start)
    return not (sentence.plain[first:start] + sentence.plain[end:last]).strip(" .!:-*()")


# --- "Not open to" --------------------------------------------------------------------------------------------------


def not_open_to(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that people in certain places, or outside certain places, are not hired."""
    text = sentence.plain
    if text.endswith("?") or sentence.first(book, "not-open unless"):
        return None
    for match in sentence.matches(book, "cannot-hire"):
        if mentioned := places_after(sentence, match.end(), book):
            return refusal_of(mentioned, sentence, match, claims, book)
    for match in sentence.matches(book, "refused first"):
        mentioned = places_after(sentence, match.end(), book)
        if mentioned and sentence.first(book, "refused", match.end()):
            return refusal_of(mentioned, sentence, match, claims, book)
    but = sentence.first(book, "except")
    if but and book.pattern("wide").search(text[: but.start()]):
        mentioned = places_after(sentence, but.end(), book)
        return refusal_of(mentioned, sentence, but, claims, book) if mentioned else None
    return None


def refusal_of(
    mentioned: list[Mention], sentence: Sentence, match: re.Match[str], claims: Claims, book: Phrasebook
) -> Finding | None:
    if book.pattern("outside").search(match[0]) or sentence.first(book, "abroad"):
        return limited_to(mentioned, "not-open-to", sentence, match, claims)
    return shut_out(mentioned, sentence, match, claims)


def shut_out(mentioned: list[Mention], sentence: Sentence, match: re.Match[str], claims: Claims) -> Finding | None:
    """Returns the finding that people in the places ``mentioned`` can't apply."""
    _everything, partly, parts = _extent(mentioned)
    whole = smallest([slug for mention in mentioned if not mention.name.is_part for slug in mention.name.regions])
    if ANYWHERE in whole:
        return None
    kind = "contradiction" if shuts_most_out(claims.regions, never=whole) else "limit"
    return sentence.finding("not-open-to", kind, match, never=whole, partly=partly, parts=parts)


# --- The title ------------------------------------------------------------------------------------------------------

_TITLE_BASED = re.compile(r"(?: \(?remote| ?-? ?based|-remote)\b")


def title_place(claims: Claims) -> Finding | None:
    """Finds a title that names where applicants live and differs from the label: ``(EU only)``, ``Remote, US``,
    ``UK-based``."""
    title, book = Sentence.of(claims.title), phrasebooks()["en"]
    if found := country_only(title, book, claims):
        return found
    remote = book.pattern("title remote").finditer(title.plain)
    candidates = [(match, places_after(title, match.end(), book)) for match in remote]
    for mention in find(title.text):
        if based := _TITLE_BASED.match(title.plain, mention.end):
            candidates.append((based, places_before(title, based.start(), book)))
    for match, mentioned in candidates:
        if mentioned and not behind(title, mentioned[-1].end, "title other", book):
            found = limited_to(mentioned, "must-be-based", title, match, claims)
            if found and found.kind == "contradiction":
                return found
    return None


RULES = (
    Rule(("lives-in", "residence", "open-to", "remote-in", "somewhere", "based"), must_be_based),
    Rule(("only", "only-for"), country_only),
    Rule(("cannot-hire", "refused", "except"), not_open_to),
)
