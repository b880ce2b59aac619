"""JSON-LD of a guide page. It says only what the visible page says."""

from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from careers.document import PayBand
from careers.pages import GuidePage
from toolkit import json_ld, markdown
from toolkit.money import to_major


def occupation(page: GuidePage, description: str) -> dict[str, Any]:
    """An ``Occupation`` with its pay."""
    document = page.document
    found: dict[str, Any] = {
        "@type": "Occupation",
        "name": document.title,
        "description": description,
        "mainEntityOfPage": settings.SITE_URL + page.guide.get_absolute_url(),
    }
    if document.also_called:
        found["alternateName"] = list(document.also_called)
    if document.occupation:
        found["occupationalCategory"] = document.occupation.code
    if document.responsibilities:
        found["responsibilities"] = list(document.responsibilities)
    if skills := [*document.tech_skills, *document.soft_skills]:
        found["skills"] = skills
    if "education_level" in page.html:
        found["educationRequirements"] = markdown.plain(page.html["education_level"])
    if pay := _pay(page):
        found["estimatedSalary"] = pay
        found["occupationLocation"] = [{"@type": "Country", "name": band.country} for band in document.pay] or [
            {"@type": "Country", "name": "US"}
        ]
    return found


def _pay(page: GuidePage) -> list[dict[str, Any]]:
    """Published percentiles where the page shows them; our own band gives its median only, since its other steps are
    career stages and not percentiles."""
    pay: list[dict[str, Any]] = []
    if wage := page.wage:
        percentiles = {
            "percentile10": wage.p10,
            "percentile25": wage.p25,
            "median": wage.median,
            "percentile75": wage.p75,
            "percentile90": wage.p90,
        }
        match = page.document.occupation.match if page.document.occupation else "exact"
        whose = str(page.match_label) if match != "exact" else ""
        name = ". ".join(filter(None, [f"{wage.title}, {wage.release}", whose]))
        pay.append(_distribution(name, wage.currency, percentiles))
    pay.extend(
        _distribution(_name_of(band), band.currency, {"median": band.median})
        for band in page.document.pay
        if band.median and not (page.wage and band.basis == "published" and band.country == "US")
    )
    return pay


def _name_of(band: PayBand) -> str:
    return (
        f"{band.publisher}, {band.release}. {band.note}".strip() if band.basis == "published" else "Editorial estimate"
    )


def _distribution(name: str, currency: str, amounts: dict[str, int | None]) -> dict[str, Any]:
    values = {key: float(to_major(amount, currency)) for key, amount in amounts.items() if amount is not None}
    return {"@type": "MonetaryAmountDistribution", "name": name, "currency": currency, "duration": "P1Y", **values}


def questions(page: GuidePage) -> dict[str, Any] | None:
    """A ``FAQPage`` of the questions on the page."""
    asked = [(question.title, html) for question, html in page.questions if html]
    if not asked:
        return None
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": title, "acceptedAnswer": {"@type": "Answer", "text": markdown.plain(html)}}
            for title, html in asked
        ],
    }


def structured_data_of(page: GuidePage, description: str, trail: list[tuple[str, str]]) -> SafeString:
    items = [occupation(page, description), json_ld.breadcrumbs(trail), questions(page)]
    return json_ld.json_ld_script(*(item for item in items if item))
