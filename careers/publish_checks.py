"""Checks a guide before it is published."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from careers.document import GuideDocument, prose_keys
from careers.sections import OPTIONAL, SECTIONS
from toolkit import localization, markdown

EASTERNMOST = dt.timedelta(hours=14)  # where a day begins first, ahead of UTC


@dataclass(frozen=True)
class Check:
    """One point of the checklist. ``field`` names what to fix; a ``blocking`` one prevents publication."""

    message: str
    field: str
    blocking: bool = False


def publish_checks(document: GuideDocument, *, now: dt.datetime | None = None) -> list[Check]:
    """Returns the open points of ``document``: blocking ones first, then gaps a reader would notice. ``now`` is the time of
    publication; a date that is still in the future everywhere at that time is a point."""
    today = (now.astimezone(dt.UTC) + EASTERNMOST).date() if now else dt.date.max
    blocking, gaps = [], []
    for band in document.pay:
        if wrong := band.out_of_order:
            lower, upper = wrong
            blocking.append(
                Check(
                    _("Pay in %(country)s is out of order: %(lower)s is above %(upper)s.")
                    % {"country": band.country, "lower": lower, "upper": upper},
                    "pay",
                    blocking=True,
                )
            )
        if not band.known:
            blocking.append(Check(_("The pay band for %s has no figures.") % band.country, "pay", blocking=True))
    blocking += [
        Check(_("The link “%s” isn't a web address.") % address[:80], key, blocking=True)
        for key, prose in _prose(document)
        for address in markdown.links(prose)
        if not _is_reachable(address)
    ]
    blocking += [
        Check(
            _("Line %d has an image. Guides can't show images. Remove it or link to it.") % line,
            key,
            blocking=True,
        )
        for key, prose in _prose(document)
        for line in markdown.lines_with_images(prose)
    ]
    blocking += [
        Check(
            _("“%(what)s” is in the future: %(date)s.") % {"what": what, "date": localization.day(day)},
            key,
            blocking=True,
        )
        for key, what, day in _dates(document)
        if day > today
    ]
    blocking += [
        Check(_("A title is empty. Fill it in."), key, blocking=True) for key, title in _titles(document) if not title
    ]
    if not document.summary:
        blocking.append(Check(_("The summary is empty."), "summary", blocking=True))

    if not document.field:
        gaps.append(Check(_("No career field is selected."), "field"))
    if not document.sources:
        gaps.append(Check(_("There are no sources."), "sources"))
    gaps.extend(
        Check(_("The source “%s” has no web address.") % source.title, "sources")
        for source in document.sources
        if not source.url
    )
    for name, label in (
        ("also_called", _("Other titles")), ("remote", _("Remote")), ("demand", _("Demand")), ("growth", _("Growth rate")),
        ("pay", _("Pay")), ("occupation", _("Occupation code")), ("stress", _("Stress level")), ("balance", _("Balance rating")),
        ("outlook_status", _("Outlook")), ("related", _("Related roles")), ("reviewed", _("Last reviewed")),
    ):  # fmt: skip
        if not getattr(document, name):
            gaps.append(Check(_("“%s” is empty.") % label, name))
    gaps.extend(
        Check(_("“%s” is empty.") % section.heading, section.key)
        for section in SECTIONS
        if section.key not in OPTIONAL and not getattr(document, section.key)
    )
    return blocking + gaps


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
