"""Compares guides and occupations side by side: a row for each topic, with a cell for each of them."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from careers.display import country_name, headcount, money, percent, yearly
from careers.document import Passport
from careers.models import Edition
from careers.occupations import labels, outlook, work
from careers.occupations.passports import passport, wider_label, year_of
from careers.occupations.pay import amount, pay_source
from careers.pages import GuidePage, pages_of_editions
from careers.templatetags.careers import years
from occupations.facts import OccupationFacts, Pay
from occupations.models import Occupation

TOOLS = 8  # number of tools shown from the start of a tech stack
SKILLS = 6
PERCENTILES = ("p10", "p25", "median", "p75", "p90")


@dataclass(frozen=True)
class Strip:
    """A bar below a figure, in hundredths of a scale that all cells of the row share: a pale part, a strong part inside it, and
    a line at the median, for pay; only the strong part for other figures."""

    strong: tuple[float, float]
    pale: tuple[float, float] | None = None
    line: float | None = None


@dataclass(frozen=True)
class Cell:
    """What a guide or an occupation has on a topic, from top to bottom of its cell. ``html`` is rendered prose; ``look`` is the
    style of the list of ``points``; ``steps`` are titles with their years; ``values`` are drawn as the ``strip``, on one scale
    with those of the other cells: one number, or the five percentiles of pay."""

    figure: str = ""
    text: str = ""
    note: str = ""
    level: int = 0
    html: str = ""
    points: Sequence[str] = ()
    look: str = ""
    steps: Sequence[tuple[str, str]] = ()
    passport: Passport | None = None
    values: Sequence[float] = ()
    strip: Strip | None = None


@dataclass(frozen=True)
class OccupationColumn:
    """An occupation beside others; its facts are read once."""

    occupation: Occupation
    facts: OccupationFacts

    @property
    def title(self) -> str:
        return self.facts.title

    @property
    def url(self) -> str:
        return self.occupation.get_absolute_url()


Column = GuidePage | OccupationColumn
Row = tuple[Promise, list[Cell | None]]
GuideTopic = Callable[[GuidePage], Cell | None]
OccupationTopic = Callable[[OccupationFacts], Cell | None]


def find_columns(wanted: Sequence[tuple[str, str]], *, now: dt.datetime) -> dict[tuple[str, str], Column]:
    """Returns the guides and occupations that exist, by kind (``guides`` or ``occupations``) and slug, in the order they're
    wanted. Three queries at most."""
    slugs = {kind: [slug for one, slug in wanted if one == kind] for kind in ("guides", "occupations")}
    found: dict[tuple[str, str], Column] = {}
    if slugs["guides"]:
        editions = list(Edition.objects.live(now).filter(guide__slug__in=slugs["guides"]))
        found |= {("guides", page.guide.slug): page for page in pages_of_editions(editions)}
    if slugs["occupations"]:
        for occupation in Occupation.objects.filter(is_listed=True, slug__in=slugs["occupations"]):
            found["occupations", occupation.slug] = OccupationColumn(occupation, occupation.document)
    return {key: found[key] for key in wanted if key in found}


def compare(columns: Sequence[Column]) -> list[Row]:
    """A label and the cells for each topic; None where nothing is said. A topic without any cell is left out."""
    rows = []
    for label, of_guide, of_occupation in TOPICS:
        cells = [
            of_occupation(column.facts) if isinstance(column, OccupationColumn) else of_guide(column)
            for column in columns
        ]
        if any(cells):
            rows.append((label, _with_strips(cells)))
    return rows


def _with_strips(cells: list[Cell | None]) -> list[Cell | None]:
    """Adds a strip to cells with values, if there are at least two to compare."""
    known = [value for cell in cells if cell for value in cell.values]
    if sum(bool(cell and cell.values) for cell in cells) < 2:
        return cells
    low, high = min(0.0, *known), max(0.0, *known)
    span = (high - low) or 1.0

    def part(start: float, end: float) -> tuple[float, float]:
        return round((start - low) / span * 100, 1), round(max(1.0, (end - start) / span * 100), 1)

    def strip(values: Sequence[float]) -> Strip:
        if len(values) == 1:
            return Strip(part(min(0.0, values[0]), max(0.0, values[0])))
        lowest, lower, middle, upper, highest = values
        return Strip(part(lower, upper), part(lowest, highest), round((middle - low) / span * 100, 1))

    return [replace(cell, strip=strip(cell.values)) if cell and cell.values else cell for cell in cells]


def _nothing(_column: object) -> None:
    """A topic that only the other kind of column has."""


# --- Guides -------------------------------------------------------------------------------------------------------------


def _median_pay(page: GuidePage) -> Cell | None:
    band = page.headline_pay
    if band is None or page.repeats_wage:
        return None
    note = country_name(band.country)
    if band.low is not None and band.high is not None:
        note = f"{money(band.low, band.currency)}–{yearly(band.high, band.currency)}, {note}"
    return Cell(figure=yearly(band.median, band.currency), note=_joined(note, page.band_for), passport=band)


def _published_median(page: GuidePage) -> Cell | None:
    wage = page.wage
    if wage is None or not wage.median:
        return None
    code = format_html('<span class="nowrap">SOC {}</span>', wage.code)
    note = format_html("{} ({}), {}. {}", wage.title, code, wage.release, page.match_label)
    values = tuple(
        float(value) for name in PERCENTILES if (value := getattr(wage, name)) and name not in wage.top_coded
    )
    return Cell(
        figure=yearly(wage.median, wage.currency),
        note=note,
        passport=page.wage_passport,
        values=values if len(values) == len(PERCENTILES) else (),
    )


def _growth(page: GuidePage) -> Cell | None:
    growth = page.document.growth
    if growth is None:
        return None
    note = _joined(growth.period, page.growth_for)
    return Cell(figure=percent(growth.rate), note=note, passport=growth, values=(float(growth.rate),))


def _joined(*notes: str) -> str:
    return ", ".join(filter(None, notes))


def _demand(page: GuidePage) -> Cell | None:
    level = page.document.demand
    if not level:
        return None
    scale = _("%(level)d of 5") % {"level": level}
    return Cell(text=format_html("<b>{}</b>, {}", page.demand_label, scale), level=level, passport=page.editorial)


def _text(value: str | Promise) -> Cell | None:
    return Cell(text=str(value)) if value else None


def _prose(html: str) -> Cell | None:
    return Cell(html=html) if html else None


def _points(points: Sequence[str], look: str) -> Cell | None:
    return Cell(points=points, look=look) if points else None


def _ladder(page: GuidePage) -> Cell | None:
    steps = [(tier.title, years(tier)) for tier in page.document.tiers]
    return Cell(steps=steps) if steps else None


# --- Occupations --------------------------------------------------------------------------------------------------------


def _occupation_summary(facts: OccupationFacts) -> Cell | None:
    definition = facts.definition
    return Cell(
        text=definition.text, passport=passport(definition, _("definition of the occupation"), url=definition.url)
    )


def _occupation_pay(facts: OccupationFacts) -> Cell | None:
    pay = facts.pay_in("US")
    if pay is None or pay.median is None:
        return None
    note = capfirst(_joined(year_of(pay.release), wider_label(pay)))
    return Cell(
        figure=amount(pay, "median"),
        note=" ".join(filter(None, [f"{note}.", _range(pay)])),
        passport=pay_source(pay).passport,
        values=_percentiles(pay),
    )


def _range(pay: Pay) -> str:
    low, high = amount(pay, "p10"), amount(pay, "p90")
    return (
        _("A tenth earn less than %(low)s, a tenth more than %(high)s.") % {"low": low, "high": high}
        if low and high
        else ""
    )


def _percentiles(pay: Pay) -> tuple[float, ...]:
    """The five percentiles; empty if one of them isn't published exactly."""
    values = tuple(getattr(pay, name) for name in PERCENTILES)
    return () if None in values or set(PERCENTILES) & set(pay.top_coded) else tuple(map(float, values))


def _occupation_growth(facts: OccupationFacts) -> Cell | None:
    found = facts.outlook
    if found is None:
        return None
    source = outlook.source(found).passport
    return Cell(
        figure=percent(found.growth),
        note=_joined(outlook.period(found), wider_label(found)),
        passport=source,
        values=(float(found.growth),),
    )


def _occupation_openings(facts: OccupationFacts) -> Cell | None:
    found = facts.outlook
    if found is None:
        return None
    return Cell(
        figure=headcount(found.openings),
        note=wider_label(found),
        passport=outlook.source(found).passport,
        values=(float(found.openings),),
    )


def _occupation_education(facts: OccupationFacts) -> Cell | None:
    found = facts.outlook
    if found is None or not found.education:
        return None
    label = outlook.education_label(found.education)
    return Cell(text=label, note=wider_label(found), passport=outlook.source(found).passport)


def _occupation_skills(facts: OccupationFacts) -> Cell | None:
    strongest = sorted(facts.onet.skills, key=lambda skill: (-skill.importance, skill.id))[:SKILLS]
    return _onet_points(facts, [skill.name for skill in strongest], _("importance of skills"))


def _occupation_tools(facts: OccupationFacts) -> Cell | None:
    tools = sorted(
        (tool for tool in facts.onet.tools if tool.hot or tool.in_demand),
        key=lambda tool: (not tool.in_demand, tool.name),
    )
    return _onet_points(facts, list(dict.fromkeys(tool.name for tool in tools))[:TOOLS], _("tools"))


def _occupation_interests(facts: OccupationFacts) -> Cell | None:
    names = [str(labels.INTERESTS[letter][0]) for letter in facts.onet.high_points]
    return _onet_points(facts, names, _("strongest interests"))


def _onet_points(facts: OccupationFacts, points: Sequence[str], measure: str) -> Cell | None:
    if not points:
        return None
    return Cell(points=points, look="chips", passport=work.onet_source(facts.onet, "", measure).passport)


TOPICS: tuple[tuple[Promise, GuideTopic, OccupationTopic], ...] = (
    (_lazy("Summary"), lambda page: _prose(page.html.get("summary", "")), _occupation_summary),
    (_lazy("Median pay"), _median_pay, _nothing),
    (_lazy("Published median"), _published_median, _occupation_pay),
    (_lazy("Job growth"), _growth, _occupation_growth),
    (_lazy("Openings a year"), _nothing, _occupation_openings),
    (_lazy("Demand"), _demand, _nothing),
    (_lazy("Remote work"), lambda page: _text(page.remote_label), _nothing),
    (_lazy("Stress"), lambda page: _text(page.document.stress), _nothing),
    (_lazy("Work-life balance"), lambda page: _text(page.document.balance), _nothing),
    (_lazy("Education"), lambda page: _prose(page.html.get("education_level", "")), _occupation_education),
    (_lazy("Skills"), _nothing, _occupation_skills),
    (_lazy("Tech stack"), lambda page: _points(page.document.tech_stack[:TOOLS], "chips"), _occupation_tools),
    (_lazy("Interests"), _nothing, _occupation_interests),
    (_lazy("Career ladder"), _ladder, _nothing),
    (_lazy("Pros"), lambda page: _points(page.document.pros, "points plus"), _nothing),
    (_lazy("Cons"), lambda page: _points(page.document.cons, "points minus"), _nothing),
)
