"""Passports of published figures: which row of which release a figure of an occupation is from."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from careers.document import Passport
from occupations.facts import Cited, Description, OccupationFacts, Pay
from occupations.sources import SOURCES, Key, Source

# Classifications of codes other than the US one (SOC), as a passport names them.
CLASSIFICATIONS = {Key.ONET: "O*NET-SOC", Key.UK_PAY: "UK SOC 2020", Key.CANADA_PAY: "NOC 2021"}


@dataclass(frozen=True)
class Sourced:
    """A passport with the anchor it has on a page, and the release in short."""

    anchor: str
    name: str
    passport: Passport


@dataclass(frozen=True)
class Credit:
    """The sentence that a publisher's license asks for, with its release."""

    text: str
    source: Source
    release: str


def sourced(kind: str, cited: Cited, measure: str, *, note: str = "", url: str = "") -> Sourced:
    """Returns the passport of figures from a row of a release, with the anchor ``source-kind``."""
    name = f"{SOURCES[cited.source].title}, {cited.release}"
    return Sourced(f"source-{kind}", name, passport(cited, measure, note=note, url=url))


def passport(cited: Cited, measure: str, *, note: str = "", url: str = "") -> Passport:
    """Returns the passport of figures from a row of a release; ``measure`` says what was measured or counted."""
    source = SOURCES[cited.source]
    return Passport(
        basis="published",
        publisher=f"{source.publisher}, {source.title}",
        release=cited.release,
        occupation_code=f"{CLASSIFICATIONS.get(cited.source, '')} {cited.code} {cited.title}".strip(),
        area=source.area,
        measure=measure,
        url=url or source.url,
        note=" ".join(part for part in (wider_note(cited), note) if part),
    )


def wider_note(cited: Cited) -> str:
    """Says that a figure covers more than the occupation; empty if it doesn't."""
    if not cited.wider:
        return ""
    if isinstance(cited, Description) and cited.profile:
        return _("From the profile “%(title)s”, which covers other occupations too.") % {"title": cited.profile}
    return _("Published for “%(title)s”, a wider group that includes this occupation.") % {"title": cited.title}


def wider_label(cited: Cited) -> str:
    """The same in a few words, to put below a figure."""
    return _("for “%(title)s”, a wider group") % {"title": cited.title} if cited.wider else ""


def year_of(release: str) -> str:
    """What a release of pay says of its time: ``May 2025``; ``wages of May 2024`` of “2024–34, wages of May 2024”."""
    return release.rpartition(", ")[2]


def older_pay(source: str, release: str) -> str:
    """Returns the year of US pay that isn't from the wage statistics, as most pay is; empty if it is."""
    return "" if source == Key.WAGES else year_of(release)


def notes_of_pay(pay: Pay) -> tuple[str, ...]:
    """What must be said where a list shows US pay: that it's of a wider group, that it's of another year."""
    return tuple(note for note in (wider_label(pay), older_pay(pay.source, pay.release)) if note)


def credits_of(cited: Iterable[Cited]) -> list[Credit]:
    """Returns the credits of all publishers whose figures are shown, each release once."""
    releases = {(one.source, one.release): None for one in cited}
    return [Credit(SOURCES[key].credit.format(release=release), SOURCES[key], release) for key, release in releases]


def cited_in(facts: OccupationFacts) -> list[Cited]:
    """Returns the rows that facts are made of."""
    parts = (facts.definition, facts.handbook, *facts.pay, facts.outlook, facts.onet, facts.education)
    return [part for part in parts if part]
