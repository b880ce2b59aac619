"""Clauses of a sentence, and the negations in them."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from jobs.screening.phrasebook import Phrasebook

_KEPT = 8  # sentences whose clauses and negations are cached, because several rules read the same one
# A full stop inside a sentence stands behind an abbreviation.
_BREAK = re.compile(r";\s|\s-\s|[!?]\s|\s[|•]\s")
# A comma before who is addressed starts a clause, unless the sentence begins with a condition ("If …", "On some teams, …").
_ADDRESS = re.compile(
    r",\s(?=(?:you|we|candidates|applicants|please|du|sie|wir|vous|nous|tu|debes|buscamos|voce|procuramos|je|wij|jij|musisz)\b)"
)
_TURN = re.compile(
    r",\s(?:but(?! not\b)|so(?= (?:you|we|candidates|applicants|people|hires)\b)|pero|aber|mais(?! pas\b)|mas(?! nao\b)|maar"
    r"|ale(?! nie\b)|jednak|natomiast|todavia|porem|contudo"
    r"|toutefois|jedoch|provided|as long as|so long as|mits|zolang|sofern|vorausgesetzt|solange|a condition|pourvu|siempre que"
    r"|siempre y cuando|desde que|contanto que|pod warunkiem|o ile)\b"
)
_CONDITION = re.compile(
    r"(?:for|on|in|at|bei|fur|pour|dans|sur|en|para|em|voor|bij|op|dla|przy|w|if|when|where|unless|whether|although|falls|wenn|sofern|si|lorsque|quand|cuando|se|quando|caso|als|indien|wanneer|jesli"
    r"|jezeli|gdy)\b"
)


@lru_cache(maxsize=_KEPT)
def clause_starts(text: str) -> list[int]:
    ends = [end.end() for end in _BREAK.finditer(text)]
    if not _CONDITION.match(text):
        ends = sorted({*ends, *(end.end() for end in _ADDRESS.finditer(text))})
    return [0, *ends]


@lru_cache(maxsize=_KEPT)
def _turns(text: str) -> list[int]:
    return [0, *(turn.end() for turn in _TURN.finditer(text))]


def clause_of(text: str, at: int) -> tuple[int, int]:
    """Returns where the clause around ``at`` starts and ends. What a "but" before it takes back isn't part of it."""
    starts, turns = clause_starts(text), _turns(text)
    number = bisect_right(starts, at)
    start = max(starts[number - 1], turns[bisect_right(turns, at) - 1])
    return start, starts[number] if number < len(starts) else len(text)


@lru_cache(maxsize=_KEPT)
def _negations(text: str, book: Phrasebook) -> list[int]:
    return [match.start() for match in book.negation[0].finditer(text)]


def is_negated(text: str, at: int, book: Phrasebook, *, since: int = 0) -> bool:
    """Returns whether one of the few words before ``at``, and behind ``since``, is a negation."""
    start = max(since, at - 70)
    negations = _negations(text, book)
    nearest = bisect_left(negations, start)
    is_near = nearest < len(negations) and negations[nearest] < at
    before = text[start:at].rstrip()
    return bool((is_near or book.negation[0].match(before)) and book.negation[1].search(before))
