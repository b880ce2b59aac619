"""Checks a guide before it is published."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from careers.display import money, percent
from careers.document import GuideDocument, prose_keys
from careers.sections import OPTIONAL, SECTIONS
from occupations.facts import OccupationFacts
from toolkit import localization, markdown

# How far an estimate can be from what is published: percentage points of growth, and parts of the median.
GROWTH_BOUNDS = {"exact": 3, "broad": 5, "related": 10}
PAY_BOUNDS = {"exact": Decimal("0.15"), "broad": Decimal("0.25"), "related": Decimal("0.5")}
EASTERNMOST = dt.timedelta(hours=14)  # where a day begins first, ahead of UTC
Point = tuple[str, str]  # the field to fix, and a message


@dataclass(frozen=True)
class Check:
    """One point of the checklist. ``field`` names what to fix; a ``blocking`` one prevents publication."""

    message: str
    field: str
    blocking: bool = False


def publish_checks(
    document: GuideDocument, *, now: dt.datetime | None = None, facts: OccupationFacts | None = None
) -> list[Check]:
    """Returns the open points of ``document``: blocking ones first, then gaps a reader would notice. ``now`` is the time of
    publication; a date that is still in the future everywhere at that time is a point. ``facts`` are those of the occupation
    that the guide links to, which its own figures are compared with."""
    today = (now.astimezone(dt.UTC) + EASTERNMOST).date() if now else dt.date.max
    blocking = [*_wrong_pay(document), *_wrong_prose(document), *_wrong_facts(document, today)]
    return [
        *(Check(text, key, blocking=True) for key, text in blocking),
        *(Check(text, key) for key, text in _gaps(document)),
        *(Check(text, key) for key, text in (published_differences(document, facts) if facts else ())),
    ]


def _wrong_pay(document: GuideDocument) -> Iterator[Point]:
    for band in document.pay:
        if wrong := band.out_of_order:
            lower, upper = wrong
            yield (
                "pay",
                _("Pay in %(country)s is out of order: %(lower)s is above %(upper)s.")
                % {"country": band.country, "lower": lower, "upper": upper},
            )
        if not band.known:
            yield "pay", _("The pay band for %s has no figures.") % band.country


def _wrong_prose(document: GuideDocument) -> Iterator[Point]:
    for key, prose in _prose(document):
        for address in markdown.links(prose):
            if not _is_reachable(address):
                yield key, _("The link “%s” isn't a web address.") % address[:80]
    for key, prose in _prose(document):
        for line in markdown.lines_with_images(prose):
            yield key, _("Line %d has an image. Guides can't show images. Remove it or link to it.") % line


def _wrong_facts(document: GuideDocument, today: dt.date) -> Iterator[Point]:
    for key, what, day in _dates(document):
        if day > today:
            said = _("“%(what)s” is in the future: %(date)s.")
            yield key, said % {"what": what, "date": localization.day(day)}
    for key, title in _titles(document):
        if not title:
            yield key, _("A title is empty. Fill it in.")
    if not document.summary:
        yield "summary", _("The summary is empty.")


def _gaps(document: GuideDocument) -> Iterator[Point]:
    if not document.field:
        yield "field", _("No career field is selected.")
    if not document.sources:
        yield "sources", _("There are no sources.")
    for source in document.sources:
        if not source.url:
            yield "sources", _("The source “%s” has no web address.") % source.title
        elif urlsplit(source.url).path in ("", "/"):
            yield "sources", _("The source “%s” leads to a home page. Link the page that says it.") % source.title
    for name, label in (
        ("also_called", _("Other titles")), ("remote", _("Remote")), ("demand", _("Demand")), ("growth", _("Growth rate")),
        ("pay", _("Pay")), ("occupation", _("Occupation code")), ("stress", _("Stress level")), ("balance", _("Balance rating")),
        ("outlook_status", _("Outlook")), ("related", _("Related roles")), ("reviewed", _("Last reviewed")),
    ):  # fmt: skip
        if not getattr(document, name):
            yield name, _("“%s” is empty.") % label
    for section in SECTIONS:
        if section.key not in OPTIONAL and not getattr(document, section.key):
            yield section.key, _("“%s” is empty.") % section.heading


def published_differences(document: GuideDocument, facts: OccupationFacts) -> Iterator[Point]:
    """Yields a point for each figure that can't be explained beside what is published for the linked occupation.

    Growth: where a projection is published, a guide shows it. A published growth of the same code must be that figure, and an
    estimate may differ by 3 percentage points if the code matches the role exactly, 5 if it covers other roles too, and 10 if
    it's only the closest. Median pay in the United States: an estimate may differ by 15%, 25% and 50% of the published
    median, as editors round, and a role can be a junior or a senior part of its occupation.
    """
    match = document.occupation.match if document.occupation else "related"
    growth, projected = document.growth, facts.outlook
    if growth and projected:
        said = {"ours": percent(growth.rate), "published": percent(projected.growth), "title": projected.title}
        if growth.basis == "published":
            if growth.occupation_code.startswith(projected.code) and growth.rate != projected.growth:
                yield "growth", _("Growth is %(ours)s, but %(published)s is published for “%(title)s”.") % said
        elif abs(growth.rate - projected.growth) > GROWTH_BOUNDS[match]:
            text = _("Growth is estimated at %(ours)s, far from the published %(published)s for “%(title)s”.")
            yield "growth", text % said
        else:
            text = _("Growth is an estimate, although %(published)s is published for “%(title)s”.")
            yield "growth", text % said
    band = next((band for band in document.pay if band.country == "US" and band.basis == "editorial"), None)
    pay = facts.pay_in("US")
    median = pay.median if pay and "median" not in pay.top_coded else None
    if band and band.median and pay and median and abs(band.median - median) > median * PAY_BOUNDS[match]:
        said = {"ours": money(band.median, "USD"), "published": money(median, "USD"), "title": pay.title}
        text = _("Median pay is estimated at %(ours)s, far from the published %(published)s for “%(title)s”.")
        yield "pay", text % said


def _dates(document: GuideDocument) -> Iterator[tuple[str, str, dt.date]]:
    """Every date of a review or a figure, with its section and its name."""
    figures = [("growth", document.growth), *(("pay", band) for band in document.pay)]
    if document.reviewed:
        yield "reviewed", _("Last reviewed"), document.reviewed
    yield from ((key, _("As of"), figure.as_of) for key, figure in figures if figure and figure.as_of)


def _titles(document: GuideDocument) -> Iterator[tuple[str, str]]:
    """Every title in ``document``, with its section."""
    yield "title", document.title
    yield from (("day", segment.label) for segment in document.day)
    yield from (("skill_map", group.title) for group in document.skill_map.groups)
    for key in ("tiers", "case_studies", "questions", "sources"):
        yield from ((key, part.title) for part in getattr(document, key))


def _prose(document: GuideDocument) -> Iterator[tuple[str, str]]:
    """Every block of Markdown in ``document``, with its section."""
    for key in ("summary", *prose_keys()):
        yield key, getattr(document, key)
    yield "skill_map", document.skill_map.intro
    yield from (("skill_map", group.text) for group in document.skill_map.groups)
    yield from (("tiers", tier.text) for tier in document.tiers)
    yield from (("case_studies", case.text) for case in document.case_studies)
    yield from (("questions", question.answer) for question in document.questions)


def _is_reachable(address: str) -> bool:
    """Whether a link can lead somewhere: to the web, to a mailbox, or to a page of this site."""
    if address.startswith("/") and not address.startswith("//"):
        return True
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets that hold no IP address
        return False
    if parts.scheme == "mailto":
        return "@" in parts.path
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")
