"""Rules on contradicting labels: workplace, tags, title and location."""

import re
from collections.abc import Iterator

from jobs.screening.claims import Claims, Finding
from jobs.screening.people import shuts_most_out
from jobs.screening.phrasebook import phrasebooks, plain
from jobs.screening.places import read_places
from jobs.screening.reading import Sentence
from jobs.screening.rules import residence
from jobs.vocabulary.kinds import Workplace

_READ = 600  # characters of a label; no genuine one is longer

# What separates the parts of a label or title.
_PART = re.compile(r"[\[\](),;:/|]|\s[-–—]\s|[–—]")


def examine(claims: Claims) -> Iterator[Finding]:
    rules = (hybrid_tag, onsite_label, onsite_trade, residence.title_place)
    yield from (finding for rule in rules if (finding := rule(claims)))
    yield from place_label(claims)


def hybrid_tag(claims: Claims) -> Finding | None:
    """Finds a label that says part of the work is done in an office."""
    said = "Hybrid" if claims.workplace == Workplace.HYBRID else _labeled(claims, "hybrid label")
    return Finding("hybrid-tag", "contradiction", said) if said else None


def onsite_label(claims: Claims) -> Finding | None:
    """Finds a label that says the work is done at the employer's place."""
    said = "On site" if claims.workplace == Workplace.ONSITE else _labeled(claims, "onsite label")
    return Finding("onsite-work", "contradiction", said) if said else None


def _labeled(claims: Claims, section: str) -> str:
    """Returns the label that says so. A place or title that also says remote doesn't count, because it leaves a
    choice."""
    for tag in claims.tags:
        if has_label(tag, section, whole=True):
            return tag
    titles = _PART.split(claims.title, maxsplit=1)[1:]
    for said, whole in ((claims.place, claims.place), *((title, claims.title) for title in titles)):
        if has_label(said, section) and not has_label(said, "remote label"):
            return whole
    return ""


def has_label(said: str, section: str, *, whole: bool = False) -> bool:
    """Whether a part of a label starts with a phrase of that section in any language; with ``whole``, all of it is one."""
    text = plain(said)[:_READ]
    patterns = [book.pattern(section) for book in phrasebooks().values() if section in book.sections]
    if whole:
        return any(pattern.fullmatch(text.strip()) for pattern in patterns)
    return any(pattern.match(part.strip()) for part in _PART.split(text) for pattern in patterns)


def label_parts(text: str) -> list[int]:
    """Returns where the parts of a label start."""
    return [0, *(separator.end() for separator in _PART.finditer(text))]


def onsite_trade(claims: Claims) -> Finding | None:
    """Finds a title that names a trade nobody does from home."""
    title, book = plain(claims.title), phrasebooks()["en"]
    if book.pattern("trade").search(title) and not book.pattern("desk work").search(title):
        return Finding("onsite-work", "contradiction", Sentence.of(claims.title).quote(0))
    return None


def place_label(claims: Claims) -> Iterator[Finding]:
    """Finds what the location label says beyond regions: parts of countries, exclusions, and what we can't read."""
    where = read_places(claims.place)
    quote = Sentence.of(claims.place).quote(0)
    if where.partly and set(where.partly) <= set(claims.regions):
        yield Finding("label-part", "limit", quote, partly=where.partly, parts=where.parts)
    if where.never or where.never_parts:
        kind = "contradiction" if shuts_most_out(claims.regions, never=where.never) else "limit"
        yield Finding("not-open-to", kind, quote, never=where.never, partly=where.never_partly, parts=where.never_parts)
    if where.unknown and set(claims.regions) <= set(where.regions):  # otherwise the source settled it
        yield Finding("label-unread", "unread", Sentence.of(", ".join(where.unknown)).quote(0))
