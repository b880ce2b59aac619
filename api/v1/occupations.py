"""Occupations: list and search, and one occupation."""

from typing import TYPE_CHECKING, Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router

from api.documents.occupations import OccupationDocument, describe_occupation, summarize_occupation
from api.documents.pages import OccupationsPage
from api.problems import Problem
from api.v1.answers import json_answer
from api.v1.cursors import read_cursor, write_cursor
from api.v1.guides import Words
from api.v1.paging import KEPT, PAGE, Cursor, Limit, Slug, by_title, page_answer
from careers.occupations import finding
from careers.occupations.labels import MAJOR_GROUPS
from occupations.models import Occupation
from toolkit import text

router = Router(tags=["Occupations"])

if TYPE_CHECKING:
    Group = str
else:
    Group = Literal[tuple(MAJOR_GROUPS)]  # the codes of the classification


@router.get(
    "",
    operation_id="listOccupations",
    summary="List occupations",
    response={200: OccupationsPage},
    url_name="occupations",
)
def occupations(
    request: HttpRequest,
    q: Words = "",
    group: Annotated[
        Group | None, Query(None, description="A major group of the classification, such as `15-0000`.")
    ] = None,
    limit: Limit = PAGE,
    cursor: Cursor = "",
) -> HttpResponse:
    """Occupations of the United States' classification (O*NET-SOC) by title, or those that a search finds, at most 50."""
    query = text.one_line(q)
    asked = f"occupations?{query}&{group}"
    after = read_cursor(cursor, asked=asked)
    following = None
    if query:
        found = [one for one in finding.matching(query)[: finding.MOST] if group in (None, one.major_group)][:limit]
    else:
        listed = Occupation.objects.listed()
        if group:
            listed = listed.filter(major_group=group)
        found, following = by_title(listed, after, limit)
    page = OccupationsPage(
        items=[summarize_occupation(one) for one in found],
        next_cursor=write_cursor(following, asked=asked) if following else None,
    )
    return page_answer(request, page)


@router.get(
    "/{slug:slug}",
    operation_id="getOccupation",
    summary="Get an occupation",
    response={200: OccupationDocument, 404: Problem},
    url_name="occupation",
)
def occupation(request: HttpRequest, slug: Slug) -> HttpResponse:
    """What statistical offices publish about an occupation: pay, outlook, tasks, skills. Show the `credits` with what you use.

    An occupation that was renamed is found by its former slug too, and `Content-Location` is its address now.
    """
    found, headers = Occupation.objects.filter(slug=slug, is_listed=True).first(), {}
    if found is None:
        found = get_object_or_404(Occupation, is_listed=True, former_slugs__contains=[slug])
        headers = {"Content-Location": reverse("api:occupation", args=[found.slug])}
    return json_answer(describe_occupation(found), seconds=KEPT, headers=headers)
