"""Reads a shown résumé for the directory: what its card shows, and what it can be found by."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from jobs.search.query import position
from resumes.document import ResumeDocument
from resumes.models import Page
from resumes.publishing.directory import languages, lexemes
from resumes.publishing.directory.levels import latest_job, level_of
from resumes.publishing.directory.places import Place, place_of, regions_of
from toolkit.text import one_line

CARD_SKILLS = 3
LONGEST = 100_000  # characters that are indexed
LONGEST_NAME, LONGEST_TITLE, LONGEST_SKILL = 100, 120, 40  # characters on a card


@dataclass(frozen=True)
class Entry:
    """A résumé in the directory. ``names``, ``filters`` and ``labels`` are lexemes, ``text`` what else can be searched."""

    position: int
    page_id: int
    name: str
    title: str
    place: str
    zones: tuple[str, ...]
    skills: tuple[str, ...]
    names: tuple[str, ...]
    filters: tuple[str, ...]
    labels: tuple[str, ...]
    text: str
    changed_on: dt.date
    digest: str


def entry_of(document: ResumeDocument, page: Page, *, changed_on: dt.date, digest: str, now: dt.datetime) -> Entry:
    """Returns the entry for a ``document`` as its page shows it. What isn't in it can't be found."""
    day = dt.datetime.combine(changed_on, dt.time(), dt.UTC)
    place = place_of(document.basics.location)
    latest = latest_job(document.work)
    titles = [document.basics.label, latest.position if latest else "", *(one.position for one in document.work)]
    titles = list(filter(None, dict.fromkeys(map(one_line, titles))))
    spoken = languages.codes_of(document.languages)
    level = level_of(document.work, now=now)
    labels = lexemes.labels(level, page.open_to, spoken)
    skills = [one_line(skill.name) for skill in document.skills if one_line(skill.name)]
    named = [*skills, *(word for skill in document.skills for word in skill.keywords), document.basics.name]
    named += [languages.names()[code] for code in spoken] + list(place.parts)
    return Entry(
        position=position(day, page.pk),
        page_id=page.pk,
        name=one_line(document.basics.name)[:LONGEST_NAME],
        title=next(iter(titles), "")[:LONGEST_TITLE],
        place=place.text[:LONGEST_TITLE],
        zones=place.zones,
        skills=tuple(skill[:LONGEST_SKILL] for skill in skills[:CARD_SKILLS]),
        names=tuple(lexemes.names_of(titles=titles, named=named, level=level)),
        filters=(*labels, *_filters(place)),
        labels=tuple(labels),
        text=" ".join(_texts(document))[:LONGEST],
        changed_on=changed_on,
        digest=digest,
    )


def _filters(place: Place) -> list[str]:
    return [*lexemes.places(place.country, regions_of(place.country), place.parts), *lexemes.clocks(place.zones)]


def _texts(document: ResumeDocument) -> Iterable[str]:
    """Yields the texts of all sections but references, which are about other people."""
    basics = document.basics
    yield from (basics.name, basics.label, basics.summary)
    for job in document.work:
        yield from (job.position, job.name, job.description, job.summary, *job.highlights)
    for post in document.volunteer:
        yield from (post.position, post.organization, post.summary, *post.highlights)
    for school in document.education:
        yield from (school.institution, school.area, school.study_type, *school.courses)
    for project in document.projects:
        yield from (project.name, project.description, project.entity, *project.highlights, *project.keywords)
    for skill in document.skills:
        yield from (skill.name, *skill.keywords)
    for certificate in document.certificates:
        yield from (certificate.name, certificate.issuer)
    for award in document.awards:
        yield from (award.title, award.awarder, award.summary)
    for publication in document.publications:
        yield from (publication.name, publication.publisher, publication.summary)
    yield from (one.language for one in document.languages)
    for interest in document.interests:
        yield from (interest.name, *interest.keywords)
