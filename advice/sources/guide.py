"""A career guide as sources: each paragraph, each line of a list, and each figure with where it is from."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from advice.sources.passports import passport_text
from advice.sources.source import Kind, Source, sources_of_text
from careers.display import country_name, money, percent
from careers.document import GuideDocument, PayBand, Tier
from careers.models import Edition
from careers.sections import SECTIONS
from careers.sections import Kind as SectionKind
from toolkit import markdown

# Sections that stand under the heading of another part of the page.
_ANCHORS = {"demand_text": "demand", "pay_text": "pay", "outlook_text": "outlook"}
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|h[4-6]|blockquote|pre|table|thead|tbody|tr)\b[^<>]*>")


def of_guide(edition: Edition) -> tuple[Source, ...]:
    """Returns what a published guide says, section by section."""
    return tuple(_guide(edition.document, edition.html, edition.title, edition.get_absolute_url()))


def _guide(document: GuideDocument, html: dict[str, Any], title: str, page: str) -> Iterator[Source]:
    yield from _numbered("summary", title, _paragraphs(html.get("summary", "")), page)
    for band in document.pay:
        yield from sources_of_text(Kind.GUIDE, f"pay.{band.country}", title, _pay(band), f"{page}#pay")
    if document.growth:
        said = {"rate": percent(document.growth.rate), "period": document.growth.period}
        growth = _("Job growth, %(period)s: %(rate)s.") % said if said["period"] else _("Job growth: %(rate)s.") % said
        text = f"{growth} {passport_text(document.growth)}"
        yield from sources_of_text(Kind.GUIDE, "growth", title, text, f"{page}#outlook")
    for section in SECTIONS:
        match section.kind:
            case SectionKind.PROSE:
                texts = _paragraphs(html.get(section.key, ""))
            case SectionKind.LIST:
                texts = list(getattr(document, section.key))
            case SectionKind.PARTS:
                texts = list(_parts(section.key, document, html))
        anchor = _ANCHORS.get(section.key, section.anchor)
        yield from _numbered(section.key, f"{title} · {section.heading}", texts, f"{page}#{anchor}")


def _numbered(key: str, label: str, texts: Iterable[str], url: str) -> Iterator[Source]:
    for number, text in enumerate(texts):
        yield from sources_of_text(Kind.GUIDE, f"{key}.{number}", label, text, url)


def _paragraphs(html: str) -> list[str]:
    return [plain for part in _BLOCK.split(html) if (plain := markdown.plain(part))]


def _parts(key: str, document: GuideDocument, html: dict[str, Any]) -> Iterator[str]:
    """Yields the texts of a section that has parts, each with the title of its part."""
    rendered = html.get(key, [])
    match key:
        case "tiers":
            yield from _titled([_tier(tier) for tier in document.tiers], rendered)
        case "day":
            for segment in document.day:
                yield ". ".join(filter(None, (segment.label, segment.focus, "; ".join(segment.tasks))))
        case "skill_map":
            yield from _paragraphs(html.get("skill_map_intro", ""))
            titles = [
                ": ".join((one.title, ", ".join(one.skills))) if one.skills else one.title
                for one in document.skill_map.groups
            ]
            yield from _titled(titles, rendered)
        case "case_studies":
            titles = [". ".join(filter(None, (one.title, one.takeaway))) for one in document.case_studies]
            yield from _titled(titles, rendered)
        case "questions":
            yield from _titled([one.title for one in document.questions], rendered)


def _titled(titles: list[str], rendered: list[str]) -> Iterator[str]:
    for number, title in enumerate(titles):
        text = " ".join(_paragraphs(rendered[number])) if number < len(rendered) else ""
        yield f"{title}: {text}" if text and title[-1:] not in ".?!" else f"{title} {text}".strip()


def _tier(tier: Tier) -> str:
    if tier.years_from is None:
        return tier.title
    years = f"{tier.years_from}–{tier.years_to}" if tier.years_to is not None else f"{tier.years_from}+"
    return _("%(title)s (%(years)s years)") % {"title": tier.title, "years": years}


def _pay(band: PayBand) -> str:
    names = {
        "low": _("low"),
        "entry": _("entry level"),
        "median": _("median"),
        "senior": _("senior"),
        "high": _("high"),
    }
    steps = ", ".join(f"{names[step]} {money(amount, band.currency)}" for step, amount in band.known)
    said = _("Pay a year in %(country)s: %(steps)s.") % {"country": country_name(band.country), "steps": steps}
    return f"{said} {passport_text(band)}" if steps else ""
