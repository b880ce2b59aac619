"""Views of career moves."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from advice.moves.page import page_of
from careers.caching import MARKET_LASTS, share_until_next_edition
from occupations.models import Occupation
from toolkit.member_pages import same_for_members


@require_safe
@same_for_members
def moves(request: HttpRequest, slug: str) -> HttpResponse:
    """Where people in an occupation can go next, by published figures. The same for everybody."""
    occupation = Occupation.objects.filter(slug=slug, is_listed=True).first()
    if occupation is None:
        moved = get_object_or_404(Occupation.objects.listed(), former_slugs__contains=[slug])
        return redirect("advice:moves", moved.slug, permanent=True)
    page = page_of(occupation)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "meta_description": page.description,
        "canonical": reverse("advice:moves", args=[occupation.slug]),
    }
    return share_until_next_edition(render(request, "advice/moves.html", context), timezone.now(), at_most=MARKET_LASTS)
