"""Public views of occupations, and of the data their figures are from. GET changes nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from careers.caching import MARKET_LASTS, share_until_next_edition
from careers.machine_readers import occupation_data, occupation_markdown
from careers.machine_readers.social_image import png_for_occupation
from careers.occupations import finding
from careers.occupations.page import page_of_occupation
from occupations.models import DataRelease, Occupation
from occupations.sources import SOURCES
from toolkit import page_cache, text
from toolkit.member_pages import same_for_members

MAX_QUERY = 200


def listed_occupation(slug: str) -> Occupation:
    """The occupation at an address, or a 404."""
    return get_object_or_404(Occupation, slug=slug, is_listed=True)


@require_safe
@same_for_members
def index(request: HttpRequest) -> HttpResponse:
    """All occupations, by group or A–Z, and the typo-tolerant search."""
    query = text.one_line(request.GET.get("q", ""))[:MAX_QUERY]
    order = "az" if request.GET.get("order") == "az" else "group"
    context: dict[str, Any] = {"query": query, "order": order, "canonical": reverse("careers:occupations")}
    if query:
        found = finding.matching(query)
        context["results"] = results = found[: finding.MOST]
        context["is_capped"] = len(found) > finding.MOST
        context["near"] = bool(results) and not any(one.exact for one in results)  # type: ignore[attr-defined]
    else:
        occupations = list(Occupation.objects.listed().only("title", "slug", "major_group"))
        context["total"] = len(occupations)
        if order == "az":
            context["letters"] = finding.by_letter(occupations)
        else:
            context["groups"] = finding.by_group(occupations)
    return page_cache.share(render(request, "careers/occupations/index.html", context))


@require_safe
@same_for_members
def occupation(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything published about an occupation, and our jobs in it."""
    now = timezone.now()
    found = Occupation.objects.filter(slug=slug, is_listed=True).first()
    if found is None:
        moved = get_object_or_404(Occupation.objects.listed(), former_slugs__contains=[slug])
        return redirect(moved, permanent=True)
    page = page_of_occupation(found, now=now)
    context = {
        "page": page,
        "structured_data": occupation_data.structured_data_of(page),
        "meta_description": page.description,
        "canonical": found.get_absolute_url(),
        "social_image": reverse("careers:occupation-image", args=[found.slug]),
    }
    return share_until_next_edition(
        render(request, "careers/occupations/occupation.html", context), now, at_most=MARKET_LASTS
    )


@require_safe
@same_for_members
def data_releases(request: HttpRequest) -> HttpResponse:
    """Which statistics the figures are from, under which license, with which credit."""
    order = list(SOURCES)
    shown = sorted(DataRelease.objects.shown(), key=lambda release: order.index(release.publication.key))
    context = {
        "releases": [release for release in shown if release.is_current],
        "earlier": [release for release in shown if not release.is_current],
        "canonical": request.path,
    }
    return page_cache.share(render(request, "careers/data.html", context))


# --- Machine readers ----------------------------------------------------------------------------------------------------


@require_safe
def as_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The facts as data, with their credits."""
    found = listed_occupation(slug)
    data = occupation_data.as_data(found)
    return page_cache.share(JsonResponse(data, json_dumps_params={"ensure_ascii": False}))


@require_safe
def as_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as Markdown, without our own jobs."""
    body = occupation_markdown.dumps(listed_occupation(slug))
    return page_cache.share(HttpResponse(body, content_type="text/markdown; charset=utf-8"))


@require_safe
def social_image(request: HttpRequest, slug: str) -> HttpResponse:
    """The Open Graph image of the occupation."""
    picture = png_for_occupation(listed_occupation(slug).document)
    return page_cache.share(HttpResponse(picture, content_type="image/png"))
