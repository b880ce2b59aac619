"""Vocabularies: the values of the search's filters, with their names."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from api.documents.jobs import Named
from api.documents.pages import Region, Regions, Vocabulary
from api.v1.answers import json_answer
from careers.models import CareerField, Edition
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, WorkType
from jobs.vocabulary.regions import regions as all_regions

router = Router(tags=["Vocabularies"])
KEPT = 60 * 60  # seconds


def _answer(values: Iterable[tuple[str, object]]) -> HttpResponse:
    items = [Named(slug=slug, name=str(name)) for slug, name in values]
    return json_answer(Vocabulary(items=items), seconds=KEPT)


@router.get(
    "/industries",
    operation_id="listIndustries",
    summary="List industries",
    response={200: Vocabulary},
    url_name="industries",
)
def industries(request: HttpRequest) -> HttpResponse:
    """The values of `industry`."""
    return _answer((industry.slug, industry.name) for industry in INDUSTRIES.values())


@router.get(
    "/types", operation_id="listJobTypes", summary="List types of jobs", response={200: Vocabulary}, url_name="types"
)
def types(request: HttpRequest) -> HttpResponse:
    """The values of `type`."""
    return _answer(WorkType.choices)


@router.get("/levels", operation_id="listLevels", summary="List levels", response={200: Vocabulary}, url_name="levels")
def levels(request: HttpRequest) -> HttpResponse:
    """The values of `level`."""
    return _answer(Level.choices)


@router.get("/regions", operation_id="listRegions", summary="List regions", response={200: Regions}, url_name="regions")
def regions(request: HttpRequest) -> HttpResponse:
    """The values of `geo`: countries, and groups of countries. A job open to a group is open to each country in it."""
    items = [
        Region(slug=one.slug, name=one.name, code=one.code or None, parent=one.parent or None)
        for one in all_regions().values()
    ]
    return json_answer(Regions(items=items), seconds=KEPT)


@router.get(
    "/fields", operation_id="listFields", summary="List career fields", response={200: Vocabulary}, url_name="fields"
)
def fields(request: HttpRequest) -> HttpResponse:
    """The values of `field`: the fields that have career guides."""
    covered = CareerField.objects.covered_by(Edition.objects.live(timezone.now()))
    return _answer(covered.values_list("slug", "name"))
