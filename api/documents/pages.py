"""Pages of lists as programs read them. ``next_cursor`` asks for the page that follows; null on the last one."""

from typing import Literal

from pydantic import BaseModel, Field

from api.documents.companies import CompanySummary
from api.documents.guides import GuideSummary
from api.documents.jobs import JobSummary, Named, Place
from api.documents.occupations import OccupationSummary


class Page(BaseModel):
    """Part of a list."""

    next_cursor: str | None = Field(
        description="Send it as `cursor`, with the same other parameters, for the next page. Null on the last page."
    )


class Total(BaseModel):
    """A number of jobs. On a large board a number that isn't exact is an estimate."""

    number: int
    is_exact: bool


class FacetChoice(Named):
    """A value of a filter, and how many jobs it would show."""

    jobs: Total


class Facets(BaseModel):
    """For each of these filters, the values that show jobs. Each is counted without the filter's own values."""

    industry: list[FacetChoice]
    type: list[FacetChoice]
    level: list[FacetChoice]


class FoundJob(JobSummary):
    """A job that a search found."""

    found_in: Literal["job", "description"] = Field(
        description="`job`, or `description` if only its description mentions the keywords. Those come last."
    )


class FoundJobs(Page):
    """A page of a search."""

    items: list[FoundJob]
    total: Total
    mentioned: Total = Field(
        description="Jobs that only mention the keywords in their descriptions, on top of `total`."
    )
    corrected: str | None = Field(
        description="The keywords that we searched for, if yours found nothing and looked mistyped. "
        "Send `as_typed=true` to search for yours."
    )
    facets: Facets


class JobsPage(Page):
    """A page of jobs, newest first."""

    items: list[JobSummary]


class CompaniesPage(Page):
    """A page of companies, by name."""

    items: list[CompanySummary]


class GuidesPage(Page):
    """A page of career guides."""

    items: list[GuideSummary]


class OccupationsPage(Page):
    """A page of occupations."""

    items: list[OccupationSummary]


class Region(Place):
    """A country or a group of countries. ``parent`` is the smallest group that it's in, null for `anywhere`."""

    parent: str | None


class Vocabulary(BaseModel):
    """The values of a filter."""

    items: list[Named]


class Regions(BaseModel):
    """The values of `geo`, groups before the countries in them."""

    items: list[Region]
