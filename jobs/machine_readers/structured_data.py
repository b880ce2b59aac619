"""JSON-LD of a job page: a ``JobPosting`` that contains only what the page shows."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jobs.models import Job
from jobs.pay import Pay
from jobs.vocabulary.kinds import Workplace, WorkType
from jobs.vocabulary.regions import ANYWHERE, Region, regions
from toolkit import json_ld
from toolkit.money import to_major

# https://developers.google.com/search/docs/appearance/structured-data/job-posting
EMPLOYMENT_TYPES: dict[str, str] = {
    WorkType.FULL_TIME: "FULL_TIME",
    WorkType.PART_TIME: "PART_TIME",
    WorkType.CONTRACT: "CONTRACTOR",
    WorkType.FREELANCE: "CONTRACTOR",
    WorkType.INTERNSHIP: "INTERN",
}


def structured_data_of(job: Job) -> SafeString:
    """Returns the breadcrumbs and, for a job that can be marked up truthfully, the job."""
    trail = [(_("Remote jobs"), reverse("jobs:search"))]
    if job.fields:
        field = job.fields[0]
        trail.append((str(field.name), reverse("jobs:industry", args=[field.slug])))
    trail.append((job.title, job.get_absolute_url()))
    items = [job_posting(job)] if says_truth(job) else []
    return json_ld.json_ld_script(*items, json_ld.breadcrumbs(trail))


def says_truth(job: Job) -> bool:
    """Returns whether ``job`` can be marked up as a remote job open to its regions: it says that it is remote, nothing in
    it denies that, and it is known where applicants can live."""
    return not job.contradictions and job.workplace == Workplace.REMOTE and bool(job.places)


def job_posting(job: Job) -> dict[str, Any]:
    """Returns a ``JobPosting`` for an open remote job. ``directApply`` is false: people apply at the employer's
    site."""
    found: dict[str, Any] = {
        "@type": "JobPosting",
        "title": job.title,
        "description": job.description,
        "url": settings.SITE_URL + job.get_absolute_url(),
        "identifier": {
            "@type": "PropertyValue",
            "name": job.source.name if job.source and job.external_id else settings.SITE_NAME,
            "value": job.external_id if job.source and job.external_id else str(job.pk),
        },
        "hiringOrganization": {"@type": "Organization", "name": job.company.name},
        "jobLocationType": "TELECOMMUTE",
        "applicantLocationRequirements": _applicant_areas(job),
        "directApply": False,
    }
    if job.company.site:
        found["hiringOrganization"]["sameAs"] = job.company.site
    if job.published_at:
        found["datePosted"] = job.published_at.isoformat()
    if job.expires_at:
        found["validThrough"] = job.expires_at.isoformat()
    if types := list(dict.fromkeys(EMPLOYMENT_TYPES[value] for value in job.types if value in EMPLOYMENT_TYPES)):
        found["employmentType"] = types
    if job.fields:
        found["industry"] = [str(field.name) for field in job.fields]
    if job.skills:
        found["skills"] = ", ".join(job.skills)
    if job.pay:
        found["baseSalary"] = _salary(job.pay)
    return found


def _applicant_areas(job: Job) -> list[dict[str, str]]:
    """Returns the areas of applicants: parts of a country instead of the country, if the job is limited to them."""
    whole = [region for region in job.places if region.slug not in job.partly]
    country = regions()[next(iter(job.partly))].name if len(job.partly) == 1 else ""
    parts = [{"@type": "AdministrativeArea", "name": ", ".join(filter(None, (part, country)))} for part in job.parts]
    return [*(_area(region) for region in _applicants(whole)), *parts]


def _applicants(places: list[Region]) -> list[Region]:
    """Returns the regions of applicants. "Anywhere" is not an area that a machine can look up, so it is replaced by the
    largest groups, which together contain all countries."""
    if any(place.slug == ANYWHERE for place in places):
        return [region for region in regions().values() if region.parent == ANYWHERE]
    return places


def _area(region: Region) -> dict[str, str]:
    return {"@type": "Country" if region.is_country else "AdministrativeArea", "name": region.name}


def _salary(pay: Pay) -> dict[str, Any]:
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": pay.period.upper()}
    if pay.low is not None and pay.low == pay.high:
        value["value"] = _amount(pay.low, pay.currency)
    else:
        if pay.low is not None:
            value["minValue"] = _amount(pay.low, pay.currency)
        if pay.high is not None:
            value["maxValue"] = _amount(pay.high, pay.currency)
    return {"@type": "MonetaryAmount", "currency": pay.currency, "value": value}


def _amount(minor: int, currency: str) -> float | int:
    amount = to_major(minor, currency)
    return int(amount) if amount == amount.to_integral_value() else float(amount)
