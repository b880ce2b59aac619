"""Views of the jobs that fit a member's résumé, and of which résumé counts."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import member
from accounts.models import User
from advice import profiles as writing
from advice import tasks
from advice.views.plus import plus_only
from jobs import visitor_location
from jobs.cards import cards
from jobs.fit import profiles
from jobs.fit.ranking import Ranked, Wanted
from jobs.fit.ranking import fitting_jobs as ranked_jobs
from jobs.fit.reasons import Reasons
from jobs.models import FitProfile
from jobs.search.criteria import Criteria
from jobs.search.links import search_url, with_query
from jobs.search.paging import page_numbers, whole_number
from jobs.tracker import bookmarks, flags
from jobs.vocabulary.kinds import Level
from resumes.models import Resume
from toolkit.request_text import BadInput

USUAL = "usual"  # the value that stands for the résumé that we choose


@require_safe
@plus_only
def fitting_jobs(request: HttpRequest) -> HttpResponse:
    """Lists the open jobs that fit best, with the reason for each."""
    user, now = member(request), timezone.now()
    profile = profiles.profile_for(user)
    resumes = list(Resume.objects.of(user).kept().only("pk", "name", "updated_at"))
    if profile is None:
        if resumes:
            tasks.follow_resumes.delay_on_commit(user.pk)  # type: ignore[attr-defined]  # missing in the stubs
        return render(request, "advice/fitting_jobs_start.html", {"has_resume": bool(resumes)})
    return render(request, "advice/fitting_jobs.html", _listed(request, profile, now) | _known(profile, resumes))


@require_POST
@plus_only
def choose_resume(request: HttpRequest) -> HttpResponse:
    """Makes a résumé count from now on, or the one that we choose."""
    user, now = member(request), timezone.now()
    value = request.POST.get("resume", "")
    if (value != USUAL and not value.isascii()) or not (value == USUAL or value.isdigit()):
        raise BadInput(_("Choose a résumé from the list."))
    resume = None if value == USUAL else _resume_for(user, int(value))
    profile = writing.choose(user=user, resume=resume, now=now)
    if profile:
        messages.success(request, _("Jobs are now ranked by “%s”.") % profile.resume_name)
    return redirect("advice:jobs")


def _resume_for(user: User, pk: int) -> Resume:
    """Returns the member's résumé, or raises a 404."""
    resume: Resume | None = Resume.objects.of(user).kept().filter(pk=pk).first() if pk < 1 << 62 else None
    if resume is None:
        raise Http404
    return resume


# --- Parts of the page --------------------------------------------------------------------------------------------------


def _listed(request: HttpRequest, profile: FitProfile, now: dt.datetime) -> dict[str, Any]:
    place = visitor_location.visitor_location_of(request)
    personal = flags.personal(request.user, people=place.slug if place else "", unviewed=False)
    page = max(whole_number(request.GET.get("page", "1")), 1)
    found = ranked_jobs(profiles.compared(profile), page=min(page, 10_000), personal=personal, now=now)
    if page > max(found.pages, 1):
        raise Http404
    viewer = bookmarks.viewer(request, found.jobs)
    return {
        "cards": cards(found.jobs, viewer, now=now, fit=Reasons(profile).of),
        "found": found,
        "place": place,
        "pages": [(number, _page_url(number), number == page) for number in page_numbers(page, found.pages)],
        "next_url": _page_url(page + 1) if page < found.pages else "",
        "wanted": [(one, _skill_url(one), _share(one, found)) for one in found.wanted],
    }


def _page_url(number: int) -> str:
    return with_query(reverse("advice:jobs"), f"page={number}" if number > 1 else "")


def _skill_url(skill: Wanted) -> str:
    return search_url(Criteria(q=skill.name, sort="fit"))


def _share(skill: Wanted, found: Ranked) -> int:
    """Returns the length of a skill's bar, in percent of the longest."""
    return round(100 * skill.jobs / found.wanted[0].jobs)


def _known(profile: FitProfile, resumes: list[Resume]) -> dict[str, Any]:
    """Returns what we know from the résumé, and the résumés to choose from."""
    chosen = str(profile.resume_id) if profile.is_chosen else USUAL
    choices = [(USUAL, _("Published, or newest")), *((str(one.pk), one.name) for one in resumes)]
    return {
        "profile": profile,
        "level": "" if profile.level == Level.ANY else Level(profile.level).label,
        "choices": [(value, label, value == chosen) for value, label in choices],
    }
