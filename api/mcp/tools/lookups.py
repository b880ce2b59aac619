"""Finds what arguments of tools name: jobs, places, companies, occupations. Says what to ask instead if there's nothing."""

import datetime as dt
import re
from difflib import get_close_matches
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q

from api.mcp.tool import Refused
from careers.occupations import finding
from jobs import company_stats, history
from jobs.lifecycle import Closed, Status
from jobs.models import Company, Job
from jobs.models.job import JobQuerySet
from jobs.screening import gazetteer
from jobs.search.criteria import region_named
from jobs.services import name_key
from jobs.visitor_location import Place, known_place
from jobs.vocabulary.regions import countries, regions
from occupations.models import Occupation
from occupations.titles.matching import named_occupation
from toolkit import geography
from toolkit.country_parts import Part, parts_of

# ISO 3166-2, where our lists of places have no codes because people don't write them in jobs.
_CODES = {
    "GB": {"ENG": "england", "NIR": "northern-ireland", "SCT": "scotland", "WLS": "wales"},
    "DE": {
        "BW": "baden-wurttemberg", "BY": "bavaria", "BE": "berlin", "BB": "brandenburg", "HB": "bremen", "HH": "hamburg",
        "HE": "hesse", "NI": "lower-saxony", "MV": "mecklenburg-vorpommern", "NW": "north-rhine-westphalia",
        "RP": "rhineland-palatinate", "SL": "saarland", "SN": "saxony", "ST": "saxony-anhalt", "SH": "schleswig-holstein",
        "TH": "thuringia",
    },
}  # fmt: skip
_JOB = re.compile(r"(?:(?:https?://)?(?P<host>[^/?#]*)/jobs/)?(?P<id>[0-9]{1,18})(?:-[\w-]*)?/?(?:[?#].*)?")


def public_jobs() -> JobQuerySet:
    """Returns jobs that have a page, open or closed, without what companies say of themselves."""
    return Job.objects.was_public().with_origin().defer("company__about", "company__about_html")


def is_withheld(job: Job) -> bool:
    """Returns whether our moderators or staff removed the job. Then nothing about it is shown, not even its title."""
    return job.status in (Status.PENDING, Status.REJECTED) or job.closed_because == Closed.STAFF


def find_job(reference: str | int, *, now: dt.datetime) -> Job:
    """Returns the job of an id or an address; for a copy from another source the job that leads its opening.
    Two queries at most."""
    found = _JOB.fullmatch(str(reference).strip())
    if found is None or (found["host"] or "").lower() not in ("", urlsplit(settings.SITE_URL).netloc):
        raise Refused("job: Give the id of a job, or its address on this site. search_jobs finds both.")
    job = public_jobs().select_related("lead__company", "lead__source").filter(pk=found["id"]).first()
    if job is None:
        raise Refused(f"There's no job {found['id']}. search_jobs finds jobs and their ids.")
    if is_withheld(job):
        raise Refused(f"Job {job.pk} isn't shown. {history.closed_words(job, job.events.all(), now=now)}")
    if job.lead and job.is_visible(now) and job.lead.is_visible(now):
        return public_jobs().get(pk=job.lead.pk)
    return job


# --- Places -------------------------------------------------------------------------------------------------------------


def find_place(country: str, region: str = "", time_zone: str = "") -> Place:
    """Returns where somebody lives. ``country``: a name, ISO code or slug; ``region``: a state, province or nation."""
    found = regions().get(region_named(country))
    if found is None or not found.is_country:
        raise Refused(f"country: We don't know the country “{country}”.{_near(country, _country_names())}")
    zone = geography.todays_name(time_zone)
    if time_zone and zone not in geography.time_zones():
        raise Refused(f"time_zone: “{time_zone}” isn't an IANA time zone, such as Europe/Madrid.")
    part = _find_part(found.code, region) if region and parts_of(found.code) else None
    place = known_place(found.code, zone, part.slug if part else "")
    if place is None:
        raise Refused(f"country: We don't know the country “{country}”.")
    return place


def part_called(code: str, value: str) -> Part | None:
    """Returns the part of a country (ISO code) that people call so: by its slug, its name, one in another language, or its ISO
    code with or without the country's (``TX``, ``US-TX``)."""
    return _parts_by_name(code).get(_plain(value).removeprefix(f"{code.casefold()}-"))


@cache
def _parts_by_name(code: str) -> dict[str, Part]:
    parts, found = parts_of(code), dict[str, Part]()
    by_name = {part.name: part for part in parts.values()}
    for name in gazetteer.names():
        if name.kind in ("state", "code") and name.regions == (countries()[code].slug,) and name.part in by_name:
            found[_plain(name.written)] = by_name[name.part]
    found |= {_plain(short): parts[slug] for short, slug in _CODES.get(code, {}).items()}
    return found | {key: part for part in parts.values() for key in (part.slug, _plain(part.name))}


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace(".", "").replace(",", " ").split())


def _find_part(code: str, region: str) -> Part:
    if part := part_called(code, region):
        return part
    names = {part.name.casefold(): part.name for part in parts_of(code).values()}
    raise Refused(f"region: We don't know the region “{region}” of this country.{_near(region, names)}")


def _country_names() -> dict[str, str]:
    return {region.name.casefold(): region.name for region in regions().values() if region.is_country}


def _near(value: str, names: dict[str, str]) -> str:
    close = get_close_matches(value.casefold()[:40], names, n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(names[one] for one in close)}?" if close else ""


# --- Companies and occupations ------------------------------------------------------------------------------------------


def find_company(named: str) -> Company:
    """Returns the company with a slug or name. Two queries at most."""
    companies = company_stats.known_companies().defer("logo").annotate(has_logo=Q(logo__isnull=False))
    found = companies.filter(slug=named.lower()).first() or companies.filter(name_key=name_key(named)).first()
    if found is None:
        near = ", ".join(one.slug for one in company_stats.similar_slugs(named.lower()[:80]))
        raise Refused(f"There's no company “{named}”. {f'Similar ones: {near}.' if near else 'Try search_companies.'}")
    return found


def find_occupation(named: str) -> Occupation | None:
    """Returns the listed occupation with a slug, an O*NET-SOC or SOC code or a job title, None if it names no single one. Three
    queries at most."""
    listed = Occupation.objects.filter(is_listed=True)
    exact = Q(slug=named.lower()) | Q(code=named) | Q(code=f"{named}.00") | Q(former_slugs__contains=[named.lower()])
    found = listed.filter(exact).first()
    if found is None and (key := named_occupation(named)):
        found = listed.filter(pk=key).first()
    return found


def require_occupation(named: str) -> Occupation:
    """Returns the occupation as `find_occupation` does; refuses with similar ones if there's none."""
    found = find_occupation(named)
    if found is None:
        near = ", ".join(one.slug for one in finding.matching(named)[:5])
        raise Refused(f"“{named}” names no single occupation. {f'Similar ones: {near}.' if near else ''}".strip())
    return found
