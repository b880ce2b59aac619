"""Public views of the market of our own jobs. GET changes nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from careers.caching import MARKET_LASTS, share_until_next_edition
from careers.machine_readers.market_data import structured_data_of
from careers.market import pages
from careers.market.salaries import SORTS, salaries
from jobs.vocabulary.regions import regions
from occupations.models import Occupation
from toolkit import text
from toolkit.member_pages import same_for_members

MAX_QUERY = 200


@require_safe
@same_for_members
def market(request: HttpRequest, slug: str, place: str = "") -> HttpResponse:
    """What our jobs of an occupation said week by week, everywhere or for the residents of a place."""
    if place and place not in regions():
        raise Http404
    occupation = Occupation.objects.filter(slug=slug, is_listed=True).first()
    if occupation is None:
        moved = get_object_or_404(Occupation.objects.listed(), former_slugs__contains=[slug])
        return redirect(pages.market_url(moved, place), permanent=True)
    page = pages.page_of(occupation, regions()[place] if place else None)
    if page is None:
        raise Http404
    context = {"page": page, "structured_data": structured_data_of(page), "canonical": page.url}
    response = render(request, "careers/market/market.html", context)
    return share_until_next_edition(response, timezone.now(), at_most=MARKET_LASTS)


@require_safe
@same_for_members
def salary_index(request: HttpRequest) -> HttpResponse:
    """Published pay beside advertised pay for all occupations, and a search by title."""
    query = text.one_line(request.GET.get("q", ""))[:MAX_QUERY]
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "jobs"
    after = request.GET.get("after", "")[:MAX_QUERY]
    context = {
        "salaries": salaries(query=query, sort=sort, after=after),
        "query": query,
        "sort": sort,
        "sorts": SORTS,
        "after": after,
        "canonical": reverse("salaries"),
    }
    response = render(request, "careers/market/salaries.html", context)
    return share_until_next_edition(response, timezone.now(), at_most=MARKET_LASTS)
