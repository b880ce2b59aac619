"""Public page of data releases: which statistics the figures are from, under which license, with which credit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from occupations.models import DataRelease
from occupations.sources import SOURCES
from toolkit import page_cache
from toolkit.member_pages import same_for_members


@require_safe
@same_for_members
def releases(request: HttpRequest) -> HttpResponse:
    order = list(SOURCES)
    shown = sorted(DataRelease.objects.shown(), key=lambda release: order.index(release.publication.key))
    context = {
        "releases": [release for release in shown if release.is_current],
        "earlier": [release for release in shown if not release.is_current],
        "canonical": request.path,
    }
    return page_cache.share(render(request, "careers/data.html", context))
