"""Companies: who is hiring, one company, and its jobs."""

from typing import Annotated, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from api.documents.companies import CompanyDocument, describe_company, summarize_company
from api.documents.jobs import summarize_job
from api.documents.pages import CompaniesPage, JobsPage
from api.problems import Problem
from api.v1.answers import json_answer
from api.v1.cursors import read_cursor, write_cursor
from api.v1.paging import KEPT, PAGE, Cursor, Limit, Slug, page_answer, position_of
from jobs import company_stats
from jobs.models import Company
from toolkit import text

router = Router(tags=["Companies"])
MOST_WORDS = 80

Letter = Literal[(*company_stats.LETTERS, company_stats.OTHER)]  # type: ignore[valid-type]  # a to z, and the rest


@router.get(
    "", operation_id="listCompanies", summary="List companies", response={200: CompaniesPage}, url_name="companies"
)
def companies(
    request: HttpRequest,
    q: Annotated[str, Query("", max_length=MOST_WORDS, description="Part of the name.")] = "",
    letter: Annotated[Letter | None, Query(None, description="First letter of the name; `other` for the rest.")] = None,
    limit: Limit = PAGE,
    cursor: Cursor = "",
) -> HttpResponse:
    """Companies that have open jobs, by name."""
    query = text.one_line(q)
    asked = f"companies?{query}&{letter}"
    after = read_cursor(cursor, asked=asked) or ""
    found = company_stats.companies_page(query=query, letter=letter or "", after=after, size=limit, now=timezone.now())
    page = CompaniesPage(
        items=[summarize_company(one, open_jobs=one.open) for one in found.companies],  # type: ignore[attr-defined]
        next_cursor=write_cursor(found.following, asked=asked) if found.following else None,
    )
    return page_answer(request, page)


@router.get(
    "/{slug:slug}",
    operation_id="getCompany",
    summary="Get a company",
    response={200: CompanyDocument, 404: Problem},
    url_name="company",
)
def company(request: HttpRequest, slug: Slug) -> HttpResponse:
    """What a company says of itself, how many jobs it has open, and how those of the last 90 days ended."""
    found = _known(slug)
    record = company_stats.track_record_of(found, now=timezone.now())
    return json_answer(describe_company(found, record), seconds=KEPT)


@router.get(
    "/{slug:slug}/jobs",
    operation_id="listCompanyJobs",
    summary="List a company's jobs",
    response={200: JobsPage, 404: Problem},
    url_name="company-jobs",
)
def company_jobs(request: HttpRequest, slug: Slug, limit: Limit = PAGE, cursor: Cursor = "") -> HttpResponse:
    """The company's open jobs, newest first."""
    now = timezone.now()
    found = _known(slug)
    asked = f"companies/{found.slug}/jobs"
    after = position_of(read_cursor(cursor, asked=asked))
    rows = company_stats.open_cards_of(found, size=limit + 1, after=after, now=now)
    shown = rows[:limit]
    at = shown[-1].published_at if len(rows) > limit else None
    following = [at.isoformat(), shown[-1].pk] if at else None
    page = JobsPage(
        items=[summarize_job(job, now=now) for job in shown],
        next_cursor=write_cursor(following, asked=asked) if following else None,
    )
    return page_answer(request, page)


def _known(slug: str) -> Company:
    found = company_stats.company_with_slug(slug)
    if found is None:
        raise Http404
    return found
