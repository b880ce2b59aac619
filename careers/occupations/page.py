"""Builds the page of an occupation from its facts."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from careers.display import country_name, headcount, money, percent
from careers.document import Passport
from careers.models import Edition
from careers.occupations import labels, outlook, work
from careers.occupations.outlook import OutlookSection, WayIn, growth_sentence, outlook_section, way_in
from careers.occupations.passports import Credit, Sourced, cited_in, credits_of, sourced, wider_label, year_of
from careers.occupations.pay import PaySection, pay_section, pay_source
from careers.occupations.related import RelatedSection, related_section
from jobs.market_stats import Market, market_of_occupation
from occupations.facts import Description, OccupationFacts, Pay
from occupations.models import Occupation
from occupations.overrides import figure_label


@dataclass(frozen=True)
class Cell:
    """A key figure, or a word (``is_word``). ``wider`` says that it covers more than the occupation."""

    label: str
    value: str
    note: str
    wider: str
    source: Sourced
    is_word: bool = False


@dataclass(frozen=True)
class Text:
    """A publisher's paragraph, as published."""

    text: str
    source: Sourced


@dataclass(frozen=True)
class GuideLink:
    """A guide in depth to a role of this occupation; ``label`` says how well the two fit."""

    title: str
    url: str
    label: str


@dataclass(frozen=True)
class Chapter:
    anchor: str
    title: Promise


@dataclass(frozen=True)
class Correction:
    """A figure that our editors corrected, beside what is published."""

    path: str
    published: str
    reason: str


@dataclass(frozen=True)
class OccupationPage:
    """Everything the page says. A part that nobody publishes is None or empty, and isn't shown."""

    occupation: Occupation
    facts: OccupationFacts
    guides: tuple[GuideLink, ...]
    related: RelatedSection | None
    market: Market

    @property
    def title(self) -> str:
        return self.facts.title

    @property
    def code(self) -> str:
        return self.facts.code

    @cached_property
    def group(self) -> Promise | str:
        return labels.MAJOR_GROUPS.get(self.occupation.major_group, "")

    @cached_property
    def lead(self) -> str:
        """What half of the employees earn and how the number of jobs changes; what they do where neither is published."""
        return " ".join(part for part in (self._pay_sentence, growth_sentence(self.facts)) if part) or self.summary

    @property
    def description(self) -> str:
        """What search engines and shared links say. Whose figures they are is said first, because the end can be cut off."""
        return " ".join(part for part in (f"{self.title}:", self.lead_wider, self.lead) if part)[:300]

    @cached_property
    def _pay_sentence(self) -> str:
        pay = self.facts.pay_in("US")
        if pay is None or pay.median is None:
            return ""
        said = {
            "amount": money(pay.median, pay.currency),
            "country": country_name(pay.country),
            "year": year_of(pay.release),
        }
        if "median" in pay.top_coded:
            return _("At least half of employees in the %(country)s earn %(amount)s a year or more (%(year)s).") % said
        return _("Half of employees in the %(country)s earn more than %(amount)s a year (%(year)s).") % said

    @cached_property
    def lead_wider(self) -> str:
        """Says that the lead is about a wider group."""
        pay, projected = self.facts.pay_in("US"), self.facts.outlook
        told = (pay if self._pay_sentence else None, projected)
        titles = {cited.title for cited in told if cited and cited.wider}
        if not titles:
            return ""
        named = "”, “".join(sorted(titles))
        return _("Figures are for a wider group: “%(title)s”.") % {"title": named}

    @property
    def summary(self) -> str:
        """What people in the occupation do, in the publisher's words."""
        return self.facts.handbook.text if self.facts.handbook else self.facts.definition.text

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(self._cells())

    def _cells(self) -> Iterator[Cell]:
        pay, projected = self.facts.pay_in("US"), self.facts.outlook
        if pay and pay.median is not None:
            yield _pay_cell(pay, pay.median)
        if not projected:
            return
        source, wider = outlook.source(projected), wider_label(projected)
        everything = next((group for group in self.facts.groups if group.code == outlook.ALL_OCCUPATIONS), None)
        beside = _("All occupations: %(rate)s") % {"rate": percent(everything.growth)} if everything else ""
        growth = _("Job growth, %(period)s") % {"period": outlook.period(projected)}
        yield Cell(growth, percent(projected.growth), beside, wider, source)
        openings = headcount(projected.openings)
        yield Cell(_("Openings a year"), openings, _("new jobs and people who leave"), wider, source)
        if projected.education:
            education = outlook.education_label(projected.education)
            yield Cell(_("Usual way in"), education, _("typical education"), wider, source, is_word=True)
        jobs = _("Jobs in %(year)d") % {"year": projected.first_year}
        yield Cell(jobs, headcount(projected.employment), _("in the United States"), wider, source)

    @cached_property
    def what(self) -> Text | None:
        """The handbook's paragraph, where there is one."""
        return _text(self.facts.handbook, "what", "text", _("what they do"))

    @cached_property
    def definition(self) -> Text | None:
        return _text(self.facts.definition, "definition", "text", _("definition of the occupation"))

    @cached_property
    def setting(self) -> Text | None:
        return _text(self.facts.handbook, "setting", "work_environment", _("work environment"))

    @cached_property
    def how_to_become(self) -> Text | None:
        return _text(self.facts.handbook, "how", "how_to_become", _("how to become one"))

    @cached_property
    def pay(self) -> PaySection | None:
        return pay_section(self.facts)

    @cached_property
    def outlook(self) -> OutlookSection | None:
        return outlook_section(self.facts)

    @cached_property
    def way_in(self) -> WayIn | None:
        return way_in(self.facts)

    @cached_property
    def education(self) -> work.RequiredEducation | None:
        return work.required_education(self.facts.education)

    @cached_property
    def education_not_shown(self) -> work.NotRated | None:
        return work.education_not_shown(self.facts)

    @cached_property
    def not_rated(self) -> work.NotRated | None:
        return work.not_rated(self.facts.onet)

    @cached_property
    def zone(self) -> str:
        return work.zone_label(self.facts.onet)

    @cached_property
    def zone_source(self) -> Sourced:
        return work.onet_source(self.facts.onet, "zone", _("job zone: how much preparation the occupation needs"))

    @property
    def has_way_in(self) -> bool:
        return bool(self.how_to_become or self.way_in or self.zone or self.education or self.education_not_shown)

    @cached_property
    def tasks(self) -> tuple[work.TaskList, ...]:
        return work.task_lists(self.facts.onet)

    @cached_property
    def tasks_source(self) -> Sourced:
        return work.onet_source(self.facts.onet, "tasks", _("tasks"))

    @cached_property
    def rated(self) -> tuple[work.RatedList, ...]:
        return work.rated_lists(self.facts.onet)

    @cached_property
    def work_styles(self) -> work.RatedList | None:
        return work.work_styles(self.facts.onet)

    @cached_property
    def tools(self) -> work.ToolList | None:
        return work.tool_list(self.facts.onet)

    @cached_property
    def interests(self) -> work.InterestList | None:
        return work.interest_list(self.facts.onet)

    @cached_property
    def titles(self) -> work.Titles | None:
        return work.titles_of(self.facts)

    @cached_property
    def market_passport(self) -> Passport | None:
        """The passport of the pay stated in our own jobs."""
        if self.market.pay is None:
            return None
        return Passport(basis="postings", sample_size=self.market.pay.sample, as_of=self.market.counted_at.date())

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """What our editors corrected."""
        return tuple(Correction(figure_label(one.path), one.published, one.reason) for one in self.facts.set_right)

    @cached_property
    def credits(self) -> list[Credit]:
        return credits_of(cited_in(self.facts))

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """The parts that have something to show, for the table of contents."""
        parts = (
            ("pay", _lazy("Pay"), self.pay),
            ("outlook", _lazy("Outlook"), self.outlook),
            ("tasks", _lazy("Tasks"), self.tasks),
            ("way-in", _lazy("How to get in"), self.has_way_in),
            ("skills", _lazy("Skills and tools"), self.rated or self.tools or self.not_rated),
            ("interests", _lazy("Interests"), self.interests or self.work_styles),
            ("related", _lazy("Similar occupations"), self.related),
            ("jobs", _lazy("Open jobs"), True),
            ("titles", _lazy("Job titles"), self.titles),
            ("credits", _lazy("Sources"), True),
        )
        return tuple(Chapter(anchor, title) for anchor, title, content in parts if content)


def page_of_occupation(occupation: Occupation, *, now: dt.datetime) -> OccupationPage:
    """Returns the page. Four or five queries: related occupations, guides and our jobs."""
    facts = occupation.document
    return OccupationPage(
        occupation,
        facts,
        guides=guides_of(occupation, now),
        related=related_section(facts),
        market=market_of_occupation(occupation, now=now),
    )


def guides_of(occupation: Occupation, now: dt.datetime) -> tuple[GuideLink, ...]:
    """Returns the live guides to roles of this SOC occupation, the closest first."""
    fits = {
        "exact": _("This guide is about this occupation."),
        "broad": _("This guide is about a role in this occupation."),
        "related": _("This guide is about a related role."),
    }
    if not occupation.code.endswith(".00"):  # a part of the SOC occupation that guides know
        fits = dict.fromkeys(fits, _("This guide is about a related role."))
    order = list(fits)
    live: Any = Edition.objects.live(now).for_cards().filter(document_data__occupation__code=occupation.soc)
    found = live.annotate(match=F("document_data__occupation__match")).order_by("title")
    return tuple(
        GuideLink(edition.title, edition.get_absolute_url(), fits[edition.match])
        for edition in sorted(found, key=lambda edition: order.index(edition.match))
    )


def _pay_cell(pay: Pay, median: int) -> Cell:
    is_at_least = "median" in pay.top_coded
    note = (
        _("or more a year, employees in the United States, %(release)s")
        if is_at_least
        else _("a year, employees in the United States, %(release)s")
    )
    said = {"release": year_of(pay.release)}
    return Cell(_("Median pay"), money(median, pay.currency), note % said, wider_label(pay), pay_source(pay))


def _text(description: Description | None, anchor: str, name: str, measure: str) -> Text | None:
    text = getattr(description, name) if description else ""
    if description is None or not text:
        return None
    return Text(text, sourced(anchor, description, measure, url=description.url))
