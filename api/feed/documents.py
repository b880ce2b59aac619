"""What the feed answers, field by field: the models that its answers are made of and its OpenAPI description is made from."""

import math
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.documents.jobs import JobDocument, PayRange, names_of_places

VERSION = "2.2.18"  # the contract that clients of the feed know
LARGEST_ID = 2**53 - 1  # the largest integer that every client reads exactly

_TYPES = {
    "full-time": "Full-Time", "part-time": "Part-Time", "contract": "Contract", "freelance": "Freelance",
    "internship": "Internship",
}  # fmt: skip
_LEVELS = {
    "entry": "Entry-Level", "midweight": "Midweight", "senior": "Senior", "director": "Director", "executive": "Executive"
}  # fmt: skip
_PERIODS = {"hour": "hourly", "day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FeedJob(_Strict):
    """An open job. What isn't known is left out, or empty where clients need the field."""

    id: int = Field(ge=1, description="Identifies the job for good. Store jobs by it.")
    url: str = Field(description="The job's page, where people apply.", json_schema_extra={"format": "uri"})
    jobSlug: str = Field(description="The id and the readable part of the address.")
    jobTitle: str = Field(description="Plain text.")
    companyName: str = Field(description="Plain text.")
    companyLogo: str | Literal[False] = Field(description="Address of the employer's own logo; false if there is none.")
    jobIndustry: list[str] = Field(description="Names of industries. Filter by their slugs: see get=industries.")
    jobType: list[str] = Field(description="Any of Full-Time, Part-Time, Contract, Freelance and Internship.")
    jobGeo: str = Field(
        description="Where applicants can live: names joined by a comma and two spaces, and in brackets the parts of a "
        "country if it's only those. If we don't recognize the label, it is given as the source wrote it; empty if there is none."
    )
    jobLevel: str = Field(description="Entry-Level, Midweight, Senior, Director or Executive; Any if none is stated.")
    jobExcerpt: str = Field(description="Up to 55 words of plain text.")
    jobDescription: str = Field(
        description="The whole text as HTML that we cleaned. Clean it again before you show it."
    )
    pubDate: str = Field(description="When we published it, in UTC.", json_schema_extra={"format": "date-time"})
    salaryMin: int | None = Field(
        None, ge=0, description="The lowest stated pay, in whole units of the currency, rounded down."
    )
    salaryMax: int | None = Field(None, ge=0, description="The highest stated pay, like salaryMin.")
    salaryCurrency: str | None = Field(None, pattern="^[A-Z]{3}$", description="ISO 4217 code. There if any pay is.")
    salaryPeriod: Literal["hourly", "daily", "weekly", "monthly", "yearly"] | None = Field(
        None, description="What the pay is for. There if any pay is."
    )


class AppliedFilters(_Strict):
    """The filters as they were understood."""

    count: int = Field(ge=1, le=200, description="Jobs on a page, after it was brought into range.")
    geo: str | None = None
    industry: str | None = Field(None, description="The current slug, also if an old one was asked for.")
    tag: str | None = None
    cursor: str | None = None


class JobsAnswer(_Strict):
    """A page of jobs, newest first."""

    apiVersion: str = Field(examples=[VERSION])
    documentationUrl: str = Field(json_schema_extra={"format": "uri"})
    friendlyNotice: str = Field(description="For people. Its words may change.")
    jobCount: int = Field(ge=0, le=200, description="Jobs on this page.")
    lastUpdate: str = Field(description="The newest pubDate on this page; empty if the page is.")
    nextCursor: str | None = Field(description="Send it as cursor to get the next page. Null on the last page.")
    hasMore: bool = Field(description="Whether there is a nextCursor.")
    appliedFilters: AppliedFilters
    jobs: list[FeedJob] = Field(max_length=200)
    statusCode: Literal[200]
    success: Literal[True]
    message: str | None = Field(None, description="Says so if nothing matches.")


class Location(_Strict):
    """A place to filter by."""

    geoID: int = Field(ge=1)
    geoName: str
    geoSlug: str = Field(description="The value for geo.")


class LocationsAnswer(_Strict):
    """All places, for get=locations."""

    locations: list[Location]
    appliedFilters: dict[Literal["get"], Literal["locations"]]


class IndustryRow(_Strict):
    """An industry to filter by."""

    industryID: int = Field(ge=1)
    industryName: str
    industrySlug: str = Field(description="The value for industry.")


class IndustriesAnswer(_Strict):
    """All industries, for get=industries."""

    industries: list[IndustryRow]
    appliedFilters: dict[Literal["get"], Literal["industries"]]


class JobStatus(_Strict):
    """Whether a job is open."""

    id: int = Field(ge=1, le=LARGEST_ID)
    status: Literal["active", "closed", "unknown"] = Field(
        description="active: people can apply. closed: it was open and isn't anymore. unknown: there is no such job, or our "
        "moderators are checking it; that doesn't mean that it's closed."
    )
    reason: Literal["filled", "gone", "employer", "staff", "refused", "expired"] | None = Field(
        None,
        description="Why it's closed. filled: the position is. gone: its source doesn't list it anymore. employer: withdrawn by "
        "the employer. staff: removed by us. refused: rejected by our moderators. expired: its end has passed.",
    )
    closedAt: str | None = Field(None, description="When, in UTC.", json_schema_extra={"format": "date-time"})


class StatusAnswer(_Strict):
    """One status for each id, in the order in which they were asked for first."""

    apiVersion: str = Field(examples=[VERSION])
    checkedAt: str = Field(json_schema_extra={"format": "date-time"})
    count: int = Field(ge=1, le=100)
    jobs: list[JobStatus] = Field(min_length=1, max_length=100)
    statusCode: Literal[200]
    success: Literal[True]


class Error(_Strict):
    """What is wrong with a request."""

    success: Literal[False]
    error: str = Field(description="For people. Its words may change.")


def feed_job(job: JobDocument) -> FeedJob:
    """Returns a job in the feed's terms."""
    given = {} if job.pay is None else _salary(job.pay)
    return FeedJob(
        id=job.id,
        url=job.url,
        jobSlug=f"{job.id}-{job.slug}",
        jobTitle=job.title,
        companyName=job.company.name,
        companyLogo=job.company.logo if job.company.has_logo else False,
        jobIndustry=[industry.name for industry in job.industries],
        jobType=type_names(job.types),
        jobGeo=",  ".join(names_of_places([place.name for place in job.places], job.parts)) or job.place_as_written,
        jobLevel=_LEVELS.get(job.level or "", "Any"),
        jobExcerpt=job.excerpt,
        jobDescription=job.description,
        pubDate="" if job.published_at is None else job.published_at.isoformat(timespec="seconds"),
        **given,
    )


def type_names(types: list[str]) -> list[str]:
    """Returns types of work as clients of such feeds know them."""
    return [_TYPES[one] for one in types if one in _TYPES]


def _salary(pay: PayRange) -> dict[str, object]:
    """Rounded down, because clients read whole numbers and no job may pay less than the feed says."""
    ends = {"salaryMin": pay.low, "salaryMax": pay.high}
    return {
        **{name: math.floor(amount) for name, amount in ends.items() if amount is not None},
        "salaryCurrency": pay.currency,
        "salaryPeriod": _PERIODS[pay.period],
    }
