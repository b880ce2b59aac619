"""Views of career moves: the public page of an occupation, and a member's own."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import member
from accounts.models import User
from advice.fit.evidence import Evidence
from advice.moves.own import Start, beside_resume, offered_for, start_of
from advice.moves.page import page_of
from advice.profiles import counting_for
from advice.views.plus import plus_only
from careers.caching import MARKET_LASTS, share_until_next_edition
from occupations.models import Occupation
from resumes.models import Resume
from toolkit import text
from toolkit.member_pages import same_for_members

MAX_TITLE = 200


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


@require_safe
@plus_only
def own_moves(request: HttpRequest) -> HttpResponse:
    """Where a member could go next: from the occupation of their current position, or one that they choose."""
    user, now = member(request), timezone.now()
    resume = _resume_of(user, request.GET.get("resume", ""))
    if resume is None:
        return render(request, "advice/own_moves_no_resume.html")
    asked = text.one_line(request.GET.get("title", ""))[:MAX_TITLE]
    start = _start(request.GET.get("occupation", ""), asked, resume, now)
    page = page_of(start.occupation) if start.occupation else None
    context: dict[str, Any] = {"start": start, "asked": asked, "resume": resume, "page": page}
    if page:
        context["moves"] = beside_resume(page, Evidence(resume.document, resume.get_absolute_url(), now.date()))
    return render(request, "advice/own_moves.html", context)


def _resume_of(user: User, asked: str) -> Resume | None:
    """Returns the résumé that the address names, 404 if it isn't the member's; else the one that counts, if any."""
    if not asked:
        return counting_for(user)
    if not asked.isdecimal() or len(asked) > 18:
        raise Http404
    resume: Resume = get_object_or_404(Resume.objects.of(user).kept(), pk=int(asked))
    return resume


def _start(slug: str, asked: str, resume: Resume, now: dt.datetime) -> Start:
    if slug:
        return Start("", get_object_or_404(Occupation, slug=slug, is_listed=True))
    if asked:
        return Start(asked, None, offered_for(asked))
    return start_of(resume.document, today=now.date())
