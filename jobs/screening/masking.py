"""Hides the names of places in a plain text behind signs, so that phrases can name where a place comes in a sentence."""

import re
from collections.abc import Iterable

from jobs.screening.gazetteer import Mention
from jobs.screening.phrasebook import LAND, PEOPLE, TOWN

_GAP = re.compile(r"[\s,/&()|]*(?:(?:and|or|nor|plus|as well as|und|oder|et|ou|y|o|e|en|of|i|lub|oraz) )?(?:the )?")
_NO_PLACE = (
    r"(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|Q[1-4]\b|AI\b|IT\b"
    r"|Zoom\b|Slack\b|Teams\b|Python\b|English\b)"
)
_NAME = re.compile(
    rf"(?<=\b(?:in|to|at|of) ){_NO_PLACE}[A-Z][\w'.-]+(?: [A-Z][\w'.-]+)?"
    rf"|(?<=\b(?:near|from) ){_NO_PLACE}[A-Z][\w'.-]+"
)
_OF_CLOCK = re.compile(
    r"'?s?[ -](?:(?:standard|business|working|work|office|core) )*(?:time|times|time ?zones?|tz|hours)\b"
)


def masked(text: str, plain: str, mentions: Iterable[Mention]) -> str:
    """Returns ``plain``, as long as before, with a run of signs for each list of places: ``LAND`` for names of places, ``PEOPLE``
    for adjectives, ``TOWN`` for what may be a place that we don't know. Places of a time zone stay."""
    signs = list(plain)
    last: Mention | None = None
    for mention in mentions:
        if _OF_CLOCK.match(plain, mention.end):
            last = None
            continue
        sign = PEOPLE if mention.name.kind == "people" else LAND
        start = last.end if last and _GAP.fullmatch(plain, last.end, mention.start) else mention.start
        signs[start : mention.end] = sign * (mention.end - start)
        last = mention
    for match in _NAME.finditer(text):
        start, end = match.span()
        if plain[start:end] == "".join(signs[start:end]):
            signs[start:end] = TOWN * (end - start)
    return "".join(signs)
