"""Views for the job search and its landing pages. Every state has a URL."""

from difflib import get_close_matches

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobs.landing_pages import Landing
from jobs.search import criteria as searches
from jobs.search.criteria import Asked
from jobs.views import search_page
from jobs.vocabulary import industries
from jobs.vocabulary.industries import INDUSTRIES, Industry
from jobs.vocabulary.regions import Region, regions
from toolkit.negotiation import compressed


@require_safe
@compressed
def index(request: HttpRequest) -> HttpResponse:
    return search_page.answer(request, searches.parse(request.GET), None, timezone.now())


# --- Landing pages ------------------------------------------------------------------------------------------------------


@require_safe
@compressed
def industry(request: HttpRequest, industry: str) -> HttpResponse:
    return _landing(request, industry, "")


@require_safe
@compressed
def region(request: HttpRequest, region: str) -> HttpResponse:
    return _landing(request, "", region)


@require_safe
@compressed
def industry_in_region(request: HttpRequest, industry: str, region: str) -> HttpResponse:
    return _landing(request, industry, region)


def _landing(request: HttpRequest, industry_slug: str, region_slug: str) -> HttpResponse:
    """Shows the search with industry and region fixed by the path. Aliases of either redirect to the canonical URL."""
    found_industry = industries.find(industry_slug) if industry_slug else None
    found_region = _region(region_slug) if region_slug else None
    if (industry_slug and not found_industry) or (region_slug and not found_region):
        return _unknown(request, industry_slug, found_industry, region_slug, found_region)
    landing = Landing(found_industry, found_region)
    if request.path != landing.url:
        return redirect(landing.url, permanent=True)
    asked = searches.parse(request.GET)
    fixed = asked.criteria.replace(
        industry=(found_industry.slug,) if found_industry else asked.criteria.industry,
        geo=found_region.slug if found_region else asked.criteria.geo,
    )
    return search_page.answer(request, Asked(fixed, asked.problems, asked.unknown), landing, timezone.now())


def _region(slug: str) -> Region | None:
    """Returns the region of a slug, or of another name that searches recognize."""
    return regions().get(searches.parse({"geo": slug}).criteria.geo)


def _unknown(
    request: HttpRequest, industry_slug: str, industry: Industry | None, region_slug: str, region: Region | None
) -> HttpResponse:
    """Returns a 404 that suggests industries and regions with similar URLs."""
    near: list[Landing] = []
    if not industry and industry_slug:
        near += [Landing(INDUSTRIES[slug], region) for slug in get_close_matches(industry_slug, INDUSTRIES, n=4)]
    if not region and region_slug:
        known = industry if industry_slug else None
        near += [Landing(known, regions()[slug]) for slug in get_close_matches(region_slug, regions(), n=4)]
    context = {"suggestions": [(one.url, one.heading) for one in near]}
    return render(request, "jobs/unknown.html", context, status=404)
