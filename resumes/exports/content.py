"""Arranges a résumé or a cover letter for reading: a head, then text or sections of entries and facts, in its language.

Every format that people read is written from a ``Content``, so all of them say the same in the same order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from resumes.document import (
    Award,
    Basics,
    Certificate,
    Education,
    Location,
    Profile,
    Project,
    Publication,
    ResumeDocument,
    Volunteer,
    Work,
)
from resumes.exports.cleaning import clean_text
from resumes.exports.labels import Labels, labels_for
from resumes.exports.letters import LetterDocument
from resumes.exports.rich_text import Block, Line, Span, blocks_of, line_of, safe_url

# In the order in which people read them.
SECTIONS = (
    "work", "projects", "education", "skills", "certificates", "languages", "volunteer", "publications", "awards", "interests",
    "references",
)  # fmt: skip


@dataclass(frozen=True)
class Linked:
    """A text with an address behind it, if it has one."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """A job, a degree, a project: ``places`` are its company and location."""

    title: str
    places: tuple[Linked, ...] = ()
    period: str = ""
    text: tuple[Block, ...] = ()
    highlights: tuple[Line, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A skill, a language or an interest, with a note such as its level."""

    name: str
    note: str = ""
    items: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.name} ({self.note})" if self.name and self.note else self.name or self.note


@dataclass(frozen=True)
class Section:
    """A section with a title. It has entries or facts, never both."""

    key: str
    title: str
    entries: tuple[Entry, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def is_inline(self) -> bool:
        """Whether the facts fit into one sentence: "Polish (native), English (C1)"."""
        return not any(fact.items for fact in self.facts)


@dataclass(frozen=True)
class Content:
    """``summary`` is the whole text of a letter, which has no sections."""

    labels: Labels
    name: str
    label: str
    contact: tuple[Linked, ...]
    summary: tuple[Block, ...]
    sections: tuple[Section, ...] = ()
    kind: Literal["resume", "letter"] = "resume"

    @property
    def heading(self) -> str:
        return self.name or self.labels[self.kind]

    @property
    def title(self) -> str:
        """The title of the file: "Ana Moreira, Operations Lead", "Ana Moreira, Cover letter"."""
        what = self.label if self.kind == "resume" else self.labels["letter"]
        return self.labels.comma.join(part for part in (self.name, what) if part) or self.labels[self.kind]


AnyDocument = ResumeDocument | LetterDocument


def arrange(document: AnyDocument, language: str) -> Content:
    """Returns the content of ``document``. What is empty is left out."""
    labels = labels_for(language)
    basics = document.basics
    head: dict[str, Any] = {
        "labels": labels,
        "name": clean_text(basics.name),
        "label": clean_text(basics.label),
        "contact": tuple(_contact(basics, labels)),
    }
    if isinstance(document, LetterDocument):
        return Content(**head, summary=blocks_of(document.text, keep_breaks=True), kind="letter")
    entries = {
        "work": (_work(one, labels) for one in document.work),
        "projects": (_project(one, labels) for one in document.projects),
        "education": (_education(one, labels) for one in document.education),
        "certificates": (_certificate(one, labels) for one in document.certificates),
        "volunteer": (_volunteer(one, labels) for one in document.volunteer),
        "publications": (_publication(one, labels) for one in document.publications),
        "awards": (_award(one, labels) for one in document.awards),
        "references": (_entry((one.name,), text=blocks_of(one.reference)) for one in document.references),
    }
    facts = {
        "skills": (_fact(one.name, one.level, one.keywords) for one in document.skills),
        "languages": (_fact(one.language, one.fluency) for one in document.languages),
        "interests": (_fact(one.name, items=one.keywords) for one in document.interests),
    }
    sections = (
        Section(
            key,
            labels[key],
            entries=tuple(one for one in entries.get(key, ()) if one != Entry("")),
            facts=tuple(one for one in facts.get(key, ()) if one != Fact("")),
        )
        for key in SECTIONS
    )
    return Content(
        **head,
        summary=blocks_of(basics.summary),
        sections=tuple(section for section in sections if section.entries or section.facts),
    )


def _contact(basics: Basics, labels: Labels) -> Iterable[Linked]:
    place = _place(basics.location, labels)
    email, phone = clean_text(basics.email), clean_text(basics.phone)
    own = [Linked(place), Linked(email, safe_url(f"mailto:{email}")), Linked(phone), _address(basics.url)]
    return (linked for linked in [*own, *map(_profile, basics.profiles)] if linked.text)


def _place(location: Location, labels: Labels) -> str:
    city = " ".join(filter(None, (clean_text(location.postal_code), clean_text(location.city))))
    parts = (
        clean_text(location.address),
        city,
        clean_text(location.region),
        labels.country(clean_text(location.country_code)),
    )
    return labels.comma.join(dict.fromkeys(filter(None, parts)))


def _address(url: str) -> Linked:
    """Returns a web address as people write it, without the protocol."""
    try:
        parts = urlsplit(clean_text(url))
    except ValueError:
        return Linked(clean_text(url))
    shown = f"{parts.netloc.removeprefix('www.')}{parts.path}".rstrip("/")
    if parts.query or parts.fragment or not parts.netloc:
        shown = clean_text(url)
    return Linked(shown, safe_url(clean_text(url)))


def _profile(profile: Profile) -> Linked:
    address = _address(profile.url)
    network, username = clean_text(profile.network), clean_text(profile.username)
    if not address.text or username.casefold() not in address.text.casefold():
        return Linked(": ".join(filter(None, (network, username))) or address.text, address.url)
    if network.casefold() in address.text.casefold():
        return address
    return Linked(f"{network}: {address.text}", address.url)


def _work(one: Work, labels: Labels) -> Entry:
    return _entry(
        (one.position, one.name),
        (_linked(one.name, one.url), _linked(one.location)),
        labels.period(one.start_date, one.end_date),
        blocks_of(one.description) + blocks_of(one.summary),
        one.highlights,
    )


def _volunteer(one: Volunteer, labels: Labels) -> Entry:
    return _entry(
        (one.position, one.organization),
        (_linked(one.organization, one.url),),
        labels.period(one.start_date, one.end_date),
        blocks_of(one.summary),
        one.highlights,
    )


def _project(one: Project, labels: Labels) -> Entry:
    return _entry(
        (one.name,),
        (_linked(one.entity), *map(_linked, one.roles), _linked(one.type), _address(one.url)),
        labels.period(one.start_date, one.end_date) if one.start_date else labels.date(one.end_date),
        blocks_of(one.description),
        one.highlights,
        one.keywords,
    )


def _education(one: Education, labels: Labels) -> Entry:
    degree = labels.comma.join(filter(None, (clean_text(one.study_type), clean_text(one.area))))
    return _entry(
        (degree, one.institution),
        (_linked(one.institution, one.url),),
        labels.period(one.start_date, one.end_date),
        _grade(clean_text(one.score), labels),
        keywords=one.courses,
    )


def _certificate(one: Certificate, labels: Labels) -> Entry:
    return _entry((one.name,), (_linked(one.issuer, one.url),), labels.date(one.date))


def _publication(one: Publication, labels: Labels) -> Entry:
    return _entry(
        (one.name,), (_linked(one.publisher, one.url),), labels.date(one.release_date), blocks_of(one.summary)
    )


def _award(one: Award, labels: Labels) -> Entry:
    return _entry((one.title,), (_linked(one.awarder),), labels.date(one.date), blocks_of(one.summary))


def _grade(score: str, labels: Labels) -> tuple[Block, ...]:
    return (Block("paragraph", ((Span(f"{labels['grade']}: {score}"),),)),) if score else ()


def _entry(
    titles: Sequence[str],
    places: Iterable[Linked] = (),
    period: str = "",
    text: tuple[Block, ...] = (),
    highlights: Iterable[str] = (),
    keywords: Iterable[str] = (),
) -> Entry:
    """Returns an entry under the first title that it has. A place that serves as the title isn't said twice."""
    title = next(filter(None, map(clean_text, titles)), "")
    named = tuple(place for place in places if place.text)
    if len(titles) > 1 and not clean_text(titles[0]):
        named = tuple(place for place in named if place.text != title)
    return Entry(
        title=title,
        places=named,
        period=clean_text(period),
        text=text,
        highlights=tuple(filter(None, map(line_of, highlights))),
        keywords=tuple(filter(None, map(clean_text, keywords))),
    )


def _linked(text: str, url: str = "") -> Linked:
    """Returns a text with its address; an address alone is shown."""
    return Linked(clean_text(text), safe_url(clean_text(url))) if clean_text(text) else _address(url)


def _fact(name: str, note: str = "", items: Iterable[str] = ()) -> Fact:
    return Fact(clean_text(name), clean_text(note), tuple(filter(None, map(clean_text, items))))
