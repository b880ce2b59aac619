"""A job as programs read it. The feed, the API, MCP and embedded jobs are all made from these values."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from pydantic import BaseModel, Field

from jobs.company_marks import VERSION as MARK_VERSION
from jobs.display import place_words
from jobs.finding_feedback import statement_of
from jobs.models import Company, Job
from jobs.pay import Pay
from jobs.screening.claims import Finding
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level
from jobs.vocabulary.regions import Region, regions
from toolkit.money import to_number


class Named(BaseModel):
    """Something with a name in URLs and one for people."""

    slug: str
    name: str


class CompanyName(Named):
    """An employer. ``logo`` is the address of a picture: its own (``has_logo``), or the mark that we drew."""

    url: str
    logo: str
    has_logo: bool


class Place(Named):
    """Where applicants can live: a country, with its ISO 3166-1 alpha-2 ``code``, or a group of countries."""

    code: str | None = None


class PayRange(BaseModel):
    """What the employer says that the job pays, in main units of ``currency`` per ``period``; an end that nobody states is
    null."""

    low: float | int | None
    high: float | int | None
    currency: str = Field(examples=["USD"])
    period: Literal["hour", "day", "week", "month", "year"]


class WorkingHours(BaseModel):
    """The time zones in which people work, in minutes from UTC."""

    earliest: int
    latest: int


class FindingDocument(BaseModel):
    """Something that our rules read in the job: what it means, and the sentence that says so, verbatim."""

    rule: str
    kind: Literal["contradiction", "limit", "scam", "unread"]
    says: str
    quote: str


class JobSummary(BaseModel):
    """A job in a list. ``place`` describes ``places`` in words; ``parts`` are the parts of countries to which it's limited.

    ``pay`` is null unless the employer states it; ``pay_as_written`` is what they write where we can't be sure what it means.
    ``verified_at``: when the source last listed it.
    """

    id: int
    url: str
    title: str
    company: CompanyName
    place: str
    places: list[Place]
    parts: list[str]
    hours: WorkingHours | None
    industries: list[Named]
    types: list[str]
    level: str | None
    skills: list[str]
    pay: PayRange | None
    pay_as_written: str
    excerpt: str
    published_at: dt.datetime | None
    expires_at: dt.datetime | None
    verified_at: dt.datetime | None
    is_open: bool
    source: str


class JobDocument(JobSummary):
    """A job with everything that its page says. ``description`` is HTML that we cleaned. ``apply_url`` leads on to the employer;
    it's empty if the job doesn't say how to apply."""

    slug: str
    description: str
    place_as_written: str
    apply_url: str
    findings: list[FindingDocument]


def absolute(path: str) -> str:
    """The address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def summarize_job(job: Job, *, now: dt.datetime) -> JobSummary:
    """Describes a job read with ``for_cards()``."""
    return JobSummary(**summary_values(job, now=now))


def describe_job(job: Job, *, now: dt.datetime) -> JobDocument:
    """Describes a job read with ``with_origin()``."""
    return JobDocument(
        **summary_values(job, now=now),
        slug=job.slug,
        description=job.description,
        place_as_written=job.place,
        apply_url=apply_url(job),
        findings=[describe_finding(finding) for finding in job.findings],
    )


def names_of_places(names: Sequence[str], parts: Sequence[str]) -> list[str]:
    """Returns where applicants can live for readers who only know names: a country that's limited to ``parts`` with these, as
    ``United States (Texas, Ohio)``."""
    return [f"{names[0]} ({', '.join(parts)})"] if parts and len(names) == 1 else list(names)


def apply_url(job: Job) -> str:
    """Returns the address of our page that leads to the employer; empty if nobody says how to apply."""
    return absolute(reverse("jobs:apply", args=[job.pk])) if job.apply_address or job.apply_email else ""


def summary_values(job: Job, *, now: dt.datetime) -> dict[str, Any]:
    """Returns the values of a `JobSummary`, for documents that have more of them."""
    parts, language = job.parts, get_language()
    return {
        "id": job.pk,
        "url": absolute(_job_path(job.pk, job.slug)),
        "title": job.title,
        "company": name_company(job.company, has_logo=bool(getattr(job, "has_logo", False))),
        "place": place_words(job.regions, parts),
        "places": [_name_place(slug) for slug in job.regions if slug in regions()],
        "parts": list(parts),
        "hours": WorkingHours(earliest=job.timezone[0], latest=job.timezone[1]) if job.timezone else None,
        "industries": [_name_industry(slug, language) for slug in job.industries if slug in INDUSTRIES],
        "types": job.types,
        "level": None if job.level == Level.ANY else job.level,
        "skills": job.skills,
        "pay": describe_pay(job.pay),
        "pay_as_written": "" if job.pay else job.pay_text,
        "excerpt": job.excerpt,
        "published_at": job.published_at,
        "expires_at": job.expires_at,
        "verified_at": job.verified_at,
        "is_open": job.is_visible(now),
        "source": job.source.name if job.source else settings.SITE_NAME,
    }


def name_company(company: Company, *, has_logo: bool) -> CompanyName:
    """Names a company; the logo itself needn't be loaded."""
    page, picture = _company_paths(company.slug, has_logo)
    return CompanyName(
        slug=company.slug, name=company.name, url=absolute(page), logo=absolute(picture), has_logo=has_logo
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def _job_path(pk: int, slug: str) -> str:
    return reverse("jobs:detail", args=[pk, slug])


@lru_cache(maxsize=10_000)
def _company_paths(slug: str, has_logo: bool) -> tuple[str, str]:
    """Returns the paths of a company's page and picture. Making them took a tenth of the time of a search."""
    picture = reverse("jobs:logo", args=[slug]) if has_logo else reverse("jobs:mark", args=[MARK_VERSION, slug])
    return reverse("jobs:company", args=[slug]), picture


# By slugs: comparing whole industries and places took longer than naming them.
@lru_cache(maxsize=1_000)
def _name_industry(slug: str, language: str | None) -> Named:
    return Named(slug=slug, name=str(INDUSTRIES[slug].name))


@lru_cache(maxsize=1_000)
def _name_place(slug: str) -> Place:
    return describe_place(regions()[slug])


def describe_place(place: Region) -> Place:
    """Describes a region of the jobs' vocabulary."""
    return Place(slug=place.slug, name=place.name, code=place.code or None)


def describe_pay(pay: Pay | None) -> PayRange | None:
    """Describes pay in main units, as people write it."""
    if pay is None:
        return None
    low, high = (None if minor is None else to_number(minor, pay.currency) for minor in (pay.low, pay.high))
    return PayRange(low=low, high=high, currency=pay.currency, period=pay.period)


def describe_finding(finding: Finding) -> FindingDocument:
    """Describes a finding in the words of the job's page."""
    says = str(statement_of(finding).label)
    return FindingDocument(rule=finding.rule, kind=finding.kind, says=says, quote=finding.quote)
