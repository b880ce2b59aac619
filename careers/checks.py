"""The list an editor works through before publishing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from careers.document import GuideDocument
from careers.sections import OPTIONAL, SECTIONS


@dataclass(frozen=True)
class Check:
    """One point of the checklist. ``field`` names what to mend; a ``blocking`` one keeps the guide from being published."""

    message: str
    field: str
    blocking: bool = False


def before_publishing(document: GuideDocument) -> list[Check]:
    """What is still open on ``document``: blocking points first, then gaps a reader would notice."""
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
            blocking.append(Check(_("The pay band for %s has no figure.") % band.country, "pay", blocking=True))
    if not document.summary:
        blocking.append(Check(_("The summary is empty."), "summary", blocking=True))

    if not document.field:
        gaps.append(Check(_("No career field is chosen."), "field"))
    if not document.sources:
        gaps.append(Check(_("No source is named."), "sources"))
    gaps.extend(
        Check(_("The source “%s” has no address.") % source.title, "sources")
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
