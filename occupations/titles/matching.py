"""Finds the occupations that titles name. One query, however many titles are asked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from occupations.models import OccupationTitle
from occupations.titles.choosing import SURE, choose, names_asked
from occupations.titles.index import Entry, Kind


@dataclass(frozen=True)
class Found:
    """The occupation with the primary key ``occupation``, and how sure it is, from 0 to 1."""

    occupation: int
    confidence: float

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE


def occupation_of(title: str, skills: Iterable[str] = ()) -> Found | None:
    """Returns the occupation that a title names, None if it doesn't tell. One query."""
    return occupations_of([(title, tuple(skills))])[0]


def named_occupation(query: str) -> int | None:
    """Returns the occupation that somebody surely means who types a title; None if it names no single one. One query."""
    found = occupation_of(query)
    return found.occupation if found and found.is_sure else None


def occupations_of(asked: Sequence[tuple[str, Iterable[str]]]) -> list[Found | None]:
    """Returns the occupation of each title with the skills it goes with, in their order. One query."""
    names = {name for title, _skills in asked for name in names_asked(title)}
    known: dict[str, list[Entry]] = defaultdict(list)
    tools: dict[str, list[str]] = {}
    ids: dict[str, int] = {}
    rows = OccupationTitle.objects.filter(name__in=names).values_list(
        "name", "kind", "share", "occupation__code", "occupation_id", "occupation__tools"
    )
    for name, kind, share, code, pk, offered in rows if names else ():
        known[name].append(Entry(name, Kind(kind), code or "", share))
        if code and pk:
            ids[code], tools[code] = pk, offered or []
    found = [choose(title, skills, known, tools) for title, skills in asked]
    return [Found(ids[match.code], match.confidence) if match else None for match in found]
