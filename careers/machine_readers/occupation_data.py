"""Data of an occupation for programs: JSON, and JSON-LD that says only what the page says."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from careers.display import country_name
from careers.occupations.page import OccupationPage
from careers.occupations.passports import cited_in, credits_of, wider_note
from occupations.facts import Pay
from occupations.models import Occupation
from toolkit import json_ld
from toolkit.money import to_major

PERCENTILES = {
    "percentile10": "p10",
    "percentile25": "p25",
    "median": "median",
    "percentile75": "p75",
    "percentile90": "p90",
}
DURATIONS = {"year": "P1Y", "hour": "PT1H"}


def as_data(occupation: Occupation) -> dict[str, Any]:
    facts = occupation.document
    return {
        "url": settings.SITE_URL + occupation.get_absolute_url(),
        "updated_at": occupation.updated_at,
        "units": {
            "pay": "minor units of the currency (cents, pence) per period",
            "outlook": "people; growth in percent",
        },
        "occupation": facts.model_dump(mode="json"),
        "credits": [
            {
                "release": f"{credit.source.title}, {credit.release}",
                "credit": credit.text,
                "license": credit.source.license_url,
            }
            for credit in credits_of(cited_in(facts))
        ],
    }


def structured_data_of(page: OccupationPage) -> SafeString:
    trail = [
        (_("Careers"), reverse("careers:index")),
        (_("Occupations"), reverse("careers:occupations")),
        (page.title, page.occupation.get_absolute_url()),
    ]
    return json_ld.json_ld_script(occupation_ld(page), json_ld.breadcrumbs(trail))


def occupation_ld(page: OccupationPage) -> dict[str, Any]:
    """An ``Occupation`` with the pay of each country. Top-coded figures aren't amounts and are left out."""
    facts = page.facts
    found: dict[str, Any] = {
        "@type": "Occupation",
        "name": facts.title,
        "description": page.summary,
        "mainEntityOfPage": settings.SITE_URL + page.occupation.get_absolute_url(),
        "occupationalCategory": {
            "@type": "CategoryCode",
            "inCodeSet": {"@type": "CategoryCodeSet", "name": "O*NET-SOC"},
            "codeValue": facts.code,
            "name": facts.title,
        },
    }
    if titles := facts.onet.reported_titles:
        found["alternateName"] = list(titles)
    if tasks := [task.text for task in facts.onet.tasks if task.core]:
        found["responsibilities"] = tasks
    if skills := [skill.name for skill in facts.onet.skills[:10]]:
        found["skills"] = skills
    if page.way_in:
        found["educationRequirements"] = page.way_in.education
    pay = [(one.country, distribution) for one in facts.pay if (distribution := _distribution(one))]
    if pay:
        found["estimatedSalary"] = [distribution for _country, distribution in pay]
        found["occupationLocation"] = [{"@type": "Country", "name": country_name(country)} for country, _pay in pay]
    return found


def _distribution(pay: Pay) -> dict[str, Any] | None:
    amounts = {
        key: float(to_major(minor, pay.currency))
        for key, name in PERCENTILES.items()
        if name not in pay.top_coded and (minor := getattr(pay, name)) is not None
    }
    if not amounts:
        return None
    return {
        "@type": "MonetaryAmountDistribution",
        "name": ", ".join(part for part in (pay.title, pay.release, wider_note(pay)) if part),
        "currency": pay.currency,
        "duration": DURATIONS[pay.period],
        **amounts,
    }
