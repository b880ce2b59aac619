"""Published figures beside a guide's own text: those of the occupation that the guide links to."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from careers.display import headcount, percent
from careers.document import GuideDocument
from careers.occupations import outlook
from careers.occupations.outlook import WayIn, way_in
from careers.occupations.passports import Sourced, wider_note
from occupations.facts import OccupationFacts
from occupations.models import Occupation


@dataclass(frozen=True)
class BesideGuide:
    """Growth, openings and the usual way in, as published for the occupation; ``url`` and ``slug`` are empty if it has no
    page."""

    title: str
    url: str
    slug: str
    growth: str
    period: str
    beside: str
    openings: str
    employment: str
    wider: str
    source: Sourced
    way_in: WayIn | None


@dataclass(frozen=True)
class LinkedOccupation:
    """The occupation that a guide links to by its SOC code."""

    occupation: Occupation

    @property
    def facts(self) -> OccupationFacts:
        return self.occupation.document

    @cached_property
    def url(self) -> str:
        return self.occupation.get_absolute_url() if self.occupation.is_listed else ""

    @cached_property
    def published(self) -> BesideGuide | None:
        """None if the occupation isn't projected."""
        projected = self.facts.outlook
        if projected is None:
            return None
        everything = next((group for group in self.facts.groups if group.code == outlook.ALL_OCCUPATIONS), None)
        return BesideGuide(
            title=projected.title,
            url=self.url,
            slug=self.occupation.slug if self.url else "",
            growth=percent(projected.growth),
            period=outlook.period(projected),
            beside=_("All occupations: %(rate)s") % {"rate": percent(everything.growth)} if everything else "",
            openings=headcount(projected.openings),
            employment=headcount(projected.employment),
            wider=wider_note(projected),
            source=outlook.source(projected),
            way_in=way_in(self.facts),
        )


def whose_figure(title: str, match: str, *, wider: bool = False) -> str:
    """Says which occupation a figure beside a role is for, and what the role is to it. ``match``: how well the two fit
    (`careers.document.Occupation`); ``wider``: whether the figure is of a group with more than the occupation."""
    if match == "related":
        return _("for “%(title)s”, a related occupation") % {"title": title}
    if wider or match == "broad":
        return _("for “%(title)s”, a wider group") % {"title": title}
    return _("for “%(title)s”") % {"title": title}


def occupation_of(document: GuideDocument) -> LinkedOccupation | None:
    """Returns the occupation that a guide links to, with its facts. One query."""
    return occupations_named(document, ())[0]


def occupations_named(document: GuideDocument, titles: Iterable[str]) -> tuple[LinkedOccupation | None, dict[str, str]]:
    """Returns the occupation that a guide links to, and addresses of occupations by those of ``titles`` that name one, in
    singular or plural. One query."""
    code = f"{document.occupation.code}.00" if document.occupation else ""
    asked = {form: title for title in titles for form in (title.lower(), f"{title.lower()}s")}
    if not code and not asked:
        return None, {}
    found = Occupation.objects.annotate(name=Lower("title")).filter(Q(code=code) | Q(name__in=asked, is_listed=True))
    linked: LinkedOccupation | None = None
    addresses: dict[str, str] = {}
    for occupation in found:
        if occupation.code == code:
            linked = LinkedOccupation(occupation)
        if occupation.is_listed and (title := asked.get(occupation.title.lower())):
            addresses[title] = occupation.get_absolute_url()
    return linked, addresses
