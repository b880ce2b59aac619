"""Decides whether the parts of a country that a job names include the part where a person lives."""

from collections.abc import Iterable

from jobs.screening import gazetteer
from jobs.vocabulary.regions import countries
from toolkit.country_parts import Part, parts_of

ALL, SOME, NONE, UNKNOWN = "all", "some", "none", "unknown"


def share_of(part: Part, named: Iterable[str]) -> str:
    """Returns how much of ``part`` the named places make up: ``all``, ``some`` (a town or an area that lies in it or reaches
    into it), ``none``, or ``unknown`` if one of them can't be located."""
    shares = {_share(part, name) for name in named}
    return next((one for one in (ALL, SOME, UNKNOWN) if one in shares), NONE if shares else UNKNOWN)


def _share(part: Part, name: str) -> str:
    if name in part.names:
        return ALL
    if name in part.holds:
        return SOME
    others = parts_of(part.country).values()
    if any(name in other.names or name in other.holds for other in others):
        return NONE
    words = [gazetteer.folded(word) for word in gazetteer.WORD.findall(name)]
    width, found = gazetteer.meanings(words, 0) if words else (0, ())
    lands = {slug for one in found for slug in one.regions} if width == len(words) else set()
    return NONE if lands and countries()[part.country].slug not in lands else UNKNOWN
