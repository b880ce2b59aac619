"""Compares guides side by side: a row for each topic, with a cell for each guide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from careers.display import country_name, money, percent, yearly
from careers.document import Passport
from careers.pages import GuidePage
from careers.templatetags.careers import years

TOOLS = 8  # number of tools shown from the start of a tech stack


@dataclass(frozen=True)
class Cell:
    """What a guide says on a topic, from top to bottom of its cell. ``html`` is rendered prose; ``look`` is the style of
    the list of ``points``; ``steps`` are titles with their years."""

    figure: str = ""
    text: str = ""
    note: str = ""
    level: int = 0
    html: str = ""
    points: Sequence[str] = ()
    look: str = ""
    steps: Sequence[tuple[str, str]] = ()
    passport: Passport | None = None


Topic = Callable[[GuidePage], Cell | None]


def compare(pages: Sequence[GuidePage]) -> list[tuple[Promise, list[Cell | None]]]:
    """A label and the cells for each topic; None where a guide says nothing."""
    return [(label, [topic(page) for page in pages]) for label, topic in TOPICS]


def _median_pay(page: GuidePage) -> Cell | None:
    band = page.headline_pay
    if band is None:
        return None
    note = country_name(band.country)
    if band.low is not None and band.high is not None:
        note = f"{money(band.low, band.currency)}–{yearly(band.high, band.currency)}, {note}"
    return Cell(figure=yearly(band.median, band.currency), note=note, passport=band)


def _published_median(page: GuidePage) -> Cell | None:
    wage = page.wage
    if wage is None or not wage.median:
        return None
    code = format_html('<span class="nowrap">SOC {}</span>', wage.code)
    note = format_html("{} ({}), {}. {}", wage.title, code, wage.release, page.match_label)
    return Cell(figure=yearly(wage.median, wage.currency), note=note, passport=page.wage_passport)


def _growth(page: GuidePage) -> Cell | None:
    growth = page.document.growth
    return Cell(figure=percent(growth.rate), note=growth.period, passport=growth) if growth else None


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


TOPICS: tuple[tuple[Promise, Topic], ...] = (
    (_lazy("Summary"), lambda page: _prose(page.html.get("summary", ""))),
    (_lazy("Median pay"), _median_pay),
    (_lazy("Published median"), _published_median),
    (_lazy("Job growth"), _growth),
    (_lazy("Demand"), _demand),
    (_lazy("Remote work"), lambda page: _text(page.remote_label)),
    (_lazy("Stress"), lambda page: _text(page.document.stress)),
    (_lazy("Work-life balance"), lambda page: _text(page.document.balance)),
    (_lazy("Education"), lambda page: _prose(page.html.get("education_level", ""))),
    (_lazy("Tech stack"), lambda page: _points(page.document.tech_stack[:TOOLS], "chips")),
    (_lazy("Career ladder"), _ladder),
    (_lazy("Pros"), lambda page: _points(page.document.pros, "points plus")),
    (_lazy("Cons"), lambda page: _points(page.document.cons, "points minus")),
)
