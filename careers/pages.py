"""Builds the page of a guide from an edition, or from the working copy for a preview."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from careers import salary_chart
from careers.document import CaseStudy, GuideDocument, Passport, PayBand, Question, SkillGroup, Tier, render_prose
from careers.editing.working_copy import document_of
from careers.models import CareerField, Edition, Guide
from careers.occupations.beside_guides import BesideGuide, LinkedOccupation, whose_figure
from careers.related_roles import RelatedRole, related_roles
from careers.sections import GROUPS
from jobs import market_stats
from jobs.market_stats import Market
from occupations.facts import Pay
from occupations.sources import SOURCES
from occupations.wages import published_wages

EDITORIAL = Passport(basis="editorial")


@dataclass(frozen=True)
class Chapter:
    """A chapter that has something to show, and the anchors of its sections."""

    anchor: str
    title: Promise


@dataclass(frozen=True)
class GuidePage:
    guide: Guide
    document: GuideDocument
    html: dict[str, Any]
    wage: Pay | None
    related: tuple[RelatedRole, ...]
    edition: Edition | None
    first_published: dt.datetime | None = None
    market: Market | None = None
    linked: LinkedOccupation | None = None

    @property
    def published(self) -> BesideGuide | None:
        """What is published about the occupation that the guide links to."""
        return self.linked.published if self.linked else None

    @property
    def shows_published_growth(self) -> bool:
        """Whether the key figures show the published growth: not beside a published one of the guide's own."""
        return bool(self.published and not (self.document.growth and self.document.growth.basis == "published"))

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def url(self) -> str:
        return self.guide.get_absolute_url()

    @cached_property
    def chapters(self) -> list[Chapter]:
        """The chapters of the page that are not empty, for the table of contents."""
        return [Chapter(group.anchor, group.title) for group in GROUPS if any(self._shows(key) for key in group.keys)]

    def _shows(self, key: str) -> bool:
        document = self.document
        if key == "outlook":
            return bool(document.growth or document.outlook_status or document.outlook_text or self.published)
        if key == "pay":
            return bool(document.pay or self.wage or document.pay_text or (self.market and self.market.openings))
        return bool(getattr(document, key))

    @cached_property
    def anchors(self) -> set[str]:
        return {chapter.anchor for chapter in self.chapters}

    @cached_property
    def charts(self) -> list[salary_chart.SalaryChart]:
        return [salary_chart.draw(band, self.wage) for band in self.document.pay]

    @cached_property
    def headline_pay(self) -> PayBand | None:
        """The band whose median is shown at the top of the page: the first one that has a median."""
        return next((band for band in self.document.pay if band.median is not None), None)

    @cached_property
    def wage_passport(self) -> Passport | None:
        if self.wage is None:
            return None
        source = SOURCES[self.wage.source]
        return Passport(
            basis="published",
            publisher=f"{source.publisher}, {source.title}",
            release=self.wage.release,
            occupation_code=f"{self.wage.code} {self.wage.title}",
            area=self.wage.area,
            measure=_("10th, 25th, 50th, 75th and 90th percentiles of annual wages"),
            url=source.url,
        )

    @property
    def wage_for(self) -> str:
        """Which occupation the published wages are for, and what the role is to it."""
        return self._whose(self.wage.title, wider=self.wage.wider) if self.wage else ""

    @property
    def published_for(self) -> str:
        """The same of the published growth."""
        return self._whose(self.published.title, wider=bool(self.published.wider)) if self.published else ""

    @property
    def band_for(self) -> str:
        """The same of the guide's own band of pay at the top of the page; empty for an estimate, which is the role's."""
        return self._figure_for(self.headline_pay)

    @property
    def growth_for(self) -> str:
        """The same of the guide's own growth."""
        return self._figure_for(self.document.growth)

    @property
    def repeats_wage(self) -> bool:
        """Whether the guide's own band is the published median, so that one of them is enough."""
        band, wage = self.headline_pay, self.wage
        return bool(band and wage and band.basis == "published" and band.median == wage.median)

    def _figure_for(self, figure: Passport | None) -> str:
        if figure is None or figure.basis != "published":
            return ""
        named = [self.wage, self.linked.facts.outlook if self.linked else None]
        own = next((one for one in named if one and one.code in figure.occupation_code), None)
        return self._whose(own.title, wider=own.wider) if own else _("for %s") % figure.classified_code

    def _whose(self, title: str, *, wider: bool) -> str:
        match = self.document.occupation.match if self.document.occupation else "exact"
        return whose_figure(title, match, wider=wider)

    @cached_property
    def market_passport(self) -> Passport | None:
        """The passport of the pay stated in our own jobs."""
        if self.market is None or self.market.pay is None:
            return None
        return Passport(basis="postings", sample_size=self.market.pay.sample, as_of=self.market.counted_at.date())

    @property
    def field(self) -> CareerField | None:
        """The guide's career field: the published one, or in a preview that of the working copy."""
        return self.edition.field if self.edition else self.guide.field

    @property
    def editorial(self) -> Passport:
        """The passport of figures that are always an estimate, such as the demand scale."""
        return EDITORIAL

    def _zip(self, key: str, items: tuple[Any, ...]) -> list[tuple[Any, str]]:
        rendered = self.html.get(key, [])
        return [(item, rendered[at] if at < len(rendered) else "") for at, item in enumerate(items)]

    @cached_property
    def tiers(self) -> list[tuple[Tier, str]]:
        return self._zip("tiers", self.document.tiers)

    @cached_property
    def skill_groups(self) -> list[tuple[SkillGroup, str]]:
        return self._zip("skill_map", self.document.skill_map.groups)

    @cached_property
    def case_studies(self) -> list[tuple[CaseStudy, str]]:
        return self._zip("case_studies", self.document.case_studies)

    @cached_property
    def questions(self) -> list[tuple[Question, str]]:
        return self._zip("questions", self.document.questions)

    @cached_property
    def remote_label(self) -> Promise | str:
        return Guide.Remote(self.document.remote).label if self.document.remote else ""

    @cached_property
    def demand_label(self) -> Promise | str:
        return Guide.Demand(self.document.demand).label if self.document.demand else ""

    @cached_property
    def match_label(self) -> Promise | str:
        """How well the published occupation fits the role, in words for the reader."""
        labels = {
            "exact": _("This occupation code matches the role exactly."),
            "broad": _("This occupation code covers this role and others."),
            "related": _("No occupation code fits this role exactly. This is the closest one."),
        }
        return labels[self.document.occupation.match] if self.document.occupation else ""


def published_wage(document: GuideDocument) -> Pay | None:
    """The published wages of the guide's occupation, from the current release."""
    code = document.occupation.code if document.occupation else ""
    return published_wages([code]).get(code) if code else None


def page_of_edition(edition: Edition, now: dt.datetime) -> GuidePage:
    """The public page of an edition read ``with_first_published()``."""
    document = edition.document
    related, linked = related_roles(document, now)
    return GuidePage(
        edition.guide,
        document,
        edition.html,
        published_wage(document),
        related,
        edition,
        edition.first_published,  # type: ignore[attr-defined]  # annotated by with_first_published()
        market_stats.market_of_role((document.title, *document.also_called), now=now),
        linked,
    )


def pages_of_editions(editions: list[Edition]) -> list[GuidePage]:
    """Pages for a comparison: wages in one query, without the related roles."""
    codes = [edition.document.occupation.code for edition in editions if edition.document.occupation]
    wages = published_wages(codes)
    return [
        GuidePage(
            edition.guide,
            edition.document,
            edition.html,
            wages.get(edition.document.occupation.code) if edition.document.occupation else None,
            (),
            edition,
        )
        for edition in editions
    ]


def page_of_working_copy(guide: Guide, now: dt.datetime) -> GuidePage:
    """The page as it would be if the working copy were published now."""
    document = document_of(guide)
    related, linked = related_roles(document, now)
    return GuidePage(guide, document, render_prose(document), published_wage(document), related, None, linked=linked)
