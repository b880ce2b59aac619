"""Rules on phrases with a gap for a place: "you'll be <place>-based", "all of Europe, <place> being the exception"."""

import re
from collections.abc import Iterator

from jobs.screening.claims import Claims, Finding
from jobs.screening.clauses import clause_of
from jobs.screening.gazetteer import Mention
from jobs.screening.phrasebook import LAND, PEOPLE, Phrasebook
from jobs.screening.reading import Rule, Sentence, heard, places_after, places_between
from jobs.screening.rules.residence import UNLESS, limited_to, shut_out

_OTHERS = ("pay", "some", "others")
_RUN = re.compile(f"[{LAND}{PEOPLE}]+")


def only_there(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that applicants have to be in a place."""
    for match, listed in _filled(sentence, book, "only there", unless=UNLESS):
        return limited_to(listed, "must-be-based", sentence, match, claims)
    return None


def not_there(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that nobody in a place is hired."""
    for match, listed in _filled(sentence, book, "not there", unless=("taken back", "not there unless")):
        return shut_out(listed, sentence, match, claims)
    return None


def _filled(
    sentence: Sentence, book: Phrasebook, section: str, *, unless: tuple[str, ...]
) -> Iterator[tuple[re.Match[str], list[Mention]]]:
    """Yields the phrases that a sentence says, each with the last list of places in it."""
    for match in heard(sentence, book, section, about=_OTHERS, unless=unless):
        if sentence.first(book, "about benefits", clause_of(sentence.plain, match.start())[0], match.start()):
            continue
        *_, run = _RUN.finditer(sentence.masked, match.start(), match.end())
        listed = places_after(sentence, run.start(), book) or places_between(sentence, *run.span())
        if listed:
            yield match, listed


RULES = (Rule(("only there",), only_there), Rule(("not there",), not_there))
