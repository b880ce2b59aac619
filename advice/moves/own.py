"""A member's own moves: the occupation that a résumé is about, and what its lines say of what the next ones ask for."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from advice.fit.evidence import Evidence
from advice.moves.page import Move, MovesPage
from advice.sources.source import Source
from careers.occupations.finding import matching
from occupations.models import Occupation
from occupations.skills import Kind, is_read_in_texts, skill_of
from occupations.titles.matching import occupation_of
from resumes.document import ResumeDocument

OFFERED = 6  # occupations to choose from, if a title doesn't tell
_LEADS = re.compile(r"\blead\b(?=\s*(?:[,(–-]|$))|^head\b", re.IGNORECASE)
SHOWN = 8  # things that a move asks for, of each kind


@dataclass(frozen=True)
class Start:
    """Where a member starts. ``occupation`` is None if the ``title`` on the résumé doesn't surely name one; then the member
    chooses one that is ``offered``."""

    title: str
    occupation: Occupation | None
    offered: tuple[Occupation, ...] = ()


@dataclass(frozen=True)
class Found:
    """Something a move asks for, with the line of the résumé that is about it."""

    name: str
    line: Source


@dataclass(frozen=True)
class OwnMove:
    move: Move
    found: tuple[Found, ...]
    missing: tuple[str, ...]


def start_of(document: ResumeDocument, *, today: dt.date) -> Start:
    """Returns the occupation of the position that a résumé calls current, else of the latest, else of its headline."""
    titles = list(dict.fromkeys(_titles(document, today)))
    skills = [keyword for group in document.skills for keyword in group.keywords]
    for title in titles:
        found = occupation_of(title, skills)
        if found and found.is_sure:
            occupation = Occupation.objects.filter(pk=found.occupation, is_listed=True).first()
            if occupation:
                return Start(title, occupation)
    title = titles[0] if titles else ""
    return Start(title, None, offered_for(title))


def offered_for(title: str) -> tuple[Occupation, ...]:
    """Returns occupations that a title may mean, the most likely first. Who leads others is called a manager by most of them."""
    if not title:
        return ()
    found = (one for reading in (_LEADS.sub("manager", title), title) for one in matching(reading)[:OFFERED])
    return tuple({one.pk: one for one in found}.values())[:OFFERED]


def _titles(document: ResumeDocument, today: dt.date) -> Iterator[str]:
    positions = [work for work in document.work if work.position.strip()]
    yield from (work.position for work in positions if work.is_current(today))
    yield from (work.position for work in positions[:1])
    if document.basics.label.strip():
        yield document.basics.label


def beside_resume(page: MovesPage, evidence: Evidence) -> tuple[OwnMove, ...]:
    """Returns the closest moves with what the résumé says of what they ask for, and what it doesn't mention."""
    return tuple(_own_move(move, evidence) for move in page.closest)


def _own_move(move: Move, evidence: Evidence) -> OwnMove:
    found: dict[str, Found] = {}
    missing: dict[str, str] = {}
    for name in _asked(move):
        skill = skill_of(name)
        if skill is None or not is_read_in_texts(skill):  # no text could tell
            continue
        lines = evidence.lines_about(skill)
        if lines:
            found.setdefault(skill.key, Found(skill.name, lines[0]))
        elif skill.kind is not Kind.LANGUAGE:
            missing.setdefault(skill.key, skill.name)
    return OwnMove(move, tuple(found.values())[:SHOWN], tuple(missing.values())[:SHOWN])


def _asked(move: Move) -> Iterator[str]:
    """Yields software that many job ads for an occupation ask for, and what O*NET rates as important in it."""
    work = move.role.work
    if work:
        yield from work.asked_tools
        yield from work.important
