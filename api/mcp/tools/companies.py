"""Tools that find and read companies."""

import datetime as dt
from typing import Any

from pydantic import BaseModel, Field

from api.documents.companies import CompanyDocument, CompanySummary, describe_company, summarize_company
from api.documents.jobs import JobSummary, summarize_job
from api.mcp.tool import Input, Named, Refused, Words, tool
from api.mcp.tools.jobs import NOTICE
from api.mcp.tools.lookups import find_company
from jobs import company_stats

PAGE = 20


class SearchCompanies(Input):
    q: Words = Field("", description="A part of the name; empty for all companies.")
    after: Words = Field("", description="The next_after of the page before.")


class FoundCompanies(BaseModel):
    """Companies from A to Z; ``next_after`` is empty on the last page."""

    companies: list[CompanySummary]
    next_after: str


@tool("Search companies")
def search_companies(asked: SearchCompanies, *, now: dt.datetime) -> FoundCompanies:
    """Finds companies with open remote jobs by a part of their name, with how many jobs each has open."""
    found = company_stats.companies_page(query=asked.q, after=asked.after, size=company_stats.PAGE, now=now)
    rows: list[Any] = found.companies
    return FoundCompanies(
        companies=[summarize_company(one, open_jobs=one.open) for one in rows], next_after=found.following
    )


class AskedCompany(Input):
    company: Named = Field(description="The slug or the name of a company.")


@tool("Read a company")
def get_company(asked: AskedCompany, *, now: dt.datetime) -> CompanyDocument:
    """Reads a company: what it says of itself, how many jobs it has open, and how its jobs of the last 90 days ended (filled,
    gone, withdrawn, expired) and how long they were open."""
    company = find_company(asked.company)
    return describe_company(company, company_stats.track_record_of(company, now=now))


class AskedCompanyJobs(AskedCompany):
    page: int = Field(1, ge=1, le=500)


class CompanyJobs(BaseModel):
    """A page of a company's open jobs, newest first."""

    notice: str
    company: str
    count: int
    page: int
    pages: int
    jobs: list[JobSummary]


@tool("List a company's jobs")
def get_company_jobs(asked: AskedCompanyJobs, *, now: dt.datetime) -> CompanyJobs:
    """Lists the open remote jobs of a company, newest first, 20 a page."""
    company = find_company(asked.company)
    jobs = company_stats.open_jobs_of(company, now=now)
    count = jobs.count()
    pages = -(-count // PAGE)
    if asked.page > max(pages, 1):
        raise Refused(f"page: There's no page {asked.page}. The last one is {max(pages, 1)}.")
    first = (asked.page - 1) * PAGE
    return CompanyJobs(
        notice=NOTICE,
        company=company.name,
        count=count,
        page=asked.page,
        pages=pages,
        jobs=[summarize_job(job, now=now) for job in jobs.for_cards()[first : first + PAGE]],
    )


TOOLS = (search_companies, get_company, get_company_jobs)
