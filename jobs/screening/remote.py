"""Decides whether a job says that it is remote.

Only an affirmative statement about this job counts: its workplace field, its label or title, or a sentence. In a sentence,
the word can belong to something else ("remote sensors", "used worldwide"), and then it says nothing. What a sentence affirms,
another one can deny; a label that is denied is a contradiction, which the rules find.
"""

from dataclasses import dataclass
from itertools import chain

from jobs.screening import rules
from jobs.screening.claims import Claims
from jobs.screening.clauses import is_negated
from jobs.screening.phrasebook import Phrasebook, phrasebooks, plain
from jobs.screening.reading import Sentence, Text, heard, heard_together
from jobs.screening.rules.labels import has_label, label_parts
from jobs.vocabulary.kinds import Workplace

_QUOTES = 3


@dataclass(frozen=True)
class Statement:
    """Whether a job says that it is remote, and the field or the sentences that decide, verbatim. If it doesn't, and nothing
    denies it, ``quotes`` are sentences that only mention remote work."""

    is_remote: bool
    is_denied: bool = False
    quotes: tuple[str, ...] = ()


def statement(claims: Claims) -> Statement:
    """Reads the fields first, then the text, whose denials win."""
    if claims.workplace in (Workplace.HYBRID, Workplace.ONSITE):
        return Statement(False, True, (claims.workplace,))
    labels = (claims.place, *claims.tags, claims.title)
    if claims.workplace == Workplace.REMOTE:
        return Statement(True, quotes=(claims.workplace,))
    for said in labels:
        if _labels_as_remote(said, is_title=said == claims.title):
            return Statement(True, quotes=(said,))
    for said in labels:
        if has_label(said, "hybrid label") or has_label(said, "onsite label"):
            return Statement(False, True, (said,))
    affirmed, mentioned = _sentences(claims)
    if not affirmed:
        return Statement(False, quotes=tuple(mentioned[:_QUOTES]))
    denied = [
        one.quote for one in rules.examine(claims) if one.kind == "contradiction" and not one.only and not one.never
    ]
    if denied:
        return Statement(False, True, tuple(denied[:_QUOTES]))
    return Statement(True, quotes=tuple(affirmed[:1]))


def _labels_as_remote(said: str, *, is_title: bool) -> bool:
    """Whether a label says so anywhere, or one of the parts of a title at its beginning ("Remote Nurse", "Nurse (remote)")."""
    text = plain(said)
    for book in phrasebooks().values():
        things = {match.start() for match in book.pattern("remote things").finditer(text)}
        for match in book.pattern("remote label").finditer(text):
            starts_part = not is_title or any(start <= match.start() <= start + 1 for start in label_parts(text))
            if starts_part and match.start() not in things and not is_negated(text, match.start(), book):
                return True
    return False


def _sentences(claims: Claims) -> tuple[list[str], list[str]]:
    """Returns the sentences that affirm remote work, and those that only mention it."""
    affirmed: list[str] = []
    mentioned: list[str] = []
    whole = Text.of(claims.text)
    books = whole.books
    for sentence in whole.sentences:
        if any(_affirms(sentence, book, english=books[0]) for book in books):
            affirmed.append(sentence.quote(0))
        elif any(
            book.pattern("remote label").search(sentence.plain)
            for book in books
            if sentence.may_say(book, "remote label")
        ):
            mentioned.append(sentence.quote(0))
    return affirmed, mentioned


def _affirms(sentence: Sentence, book: Phrasebook, *, english: Phrasebook) -> bool:
    if book is not english and sentence.first(english, "remote unless"):
        return False  # "fully remote" is understood in every language, and an English sentence can look like another
    things = [match.span() for match in book.pattern("remote things").finditer(sentence.plain)]
    silence = {"about": ("some",), "unless": ("remote unless",)}
    said = chain(
        heard(sentence, book, "remote", **silence),
        heard_together(sentence, book, "remote", **silence),
        heard_together(sentence, book, "remote sure", about=("some",), unless=()),
    )
    return any(not any(match.start() < end and start < match.end() for start, end in things) for match in said)
