"""Career guides: list and search, and one guide."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router

from api.documents.guides import GuideText, describe_guide, summarize_guide
from api.documents.pages import GuidesPage
from api.problems import Problem
from api.v1.answers import json_answer
from api.v1.cursors import read_cursor, write_cursor
from api.v1.paging import KEPT, MOST, PAGE, Cursor, Limit, Slug, by_title, page_answer
from careers import pages
from careers.models import Edition, Guide
from toolkit import text

router = Router(tags=["Career guides"])
MOST_WORDS = 200

Words = Annotated[
    str, Query("", max_length=MOST_WORDS, description="Words, which may be mistyped. The best matches come first, on one page.")
]  # fmt: skip


@router.get("", operation_id="listGuides", summary="List career guides", response={200: GuidesPage}, url_name="guides")
def guides(
    request: HttpRequest,
    q: Words = "",
    field: Annotated[
        str, Query("", max_length=60, description="A career field's slug, from `/vocabularies/fields`.")
    ] = "",
    limit: Limit = PAGE,
    cursor: Cursor = "",
) -> HttpResponse:
    """Career guides by title, or those that a search finds."""
    query = text.one_line(q)
    asked = f"guides?{query}&{field}"
    after = read_cursor(cursor, asked=asked)
    editions = Edition.objects.live(timezone.now()).for_cards()
    if field:
        editions = editions.filter(field__slug=field)
    if query:
        found, following = list(editions.matching(query)[: min(limit, MOST)]), None
    else:
        found, following = by_title(editions, after, limit)
    page = GuidesPage(
        items=[summarize_guide(edition) for edition in found],
        next_cursor=write_cursor(following, asked=asked) if following else None,
    )
    return page_answer(request, page)


@router.get(
    "/{slug:slug}",
    operation_id="getGuide",
    summary="Get a career guide",
    response={200: GuideText, 404: Problem},
    url_name="guide",
)
def guide(request: HttpRequest, slug: Slug) -> HttpResponse:
    """A guide's figures, each with its source, and its sections as Markdown. A guide that was renamed is found by its former
    slug too, and `Content-Location` is its address now."""
    now = timezone.now()
    editions = Edition.objects.live(now)
    found, headers = editions.filter(guide__slug=slug).first(), {}
    if found is None:
        moved = get_object_or_404(Guide.objects.visible(now).only("slug"), former_slugs__contains=[slug])
        found = editions.filter(guide=moved).first()
        headers = {"Content-Location": reverse("api:guide", args=[moved.slug])}
    if found is None:
        raise Http404
    [page] = pages.pages_of_editions([found])
    return json_answer(describe_guide(page, found), seconds=KEPT, headers=headers)
