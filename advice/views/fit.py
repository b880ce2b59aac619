"""Views of the fit sheet, and of what to do before applying."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import member
from accounts.models import User
from advice.fit.preparation import questions_of_guide, questions_of_job, steps
from advice.fit.reading import Fit, fit_of
from advice.profiles import counting_for
from advice.sources.job import NOWHERE
from advice.views.plus import plus_only
from jobs.models import Job
from jobs.visitor_location import visitor_location_of
from resumes.models import Resume

FIRST_STEPS = 5  # beside the fit sheet


@require_safe
@plus_only
def fit(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what a job asks beside what the member's résumé says."""
    return _page(request, pk, "advice/fit.html")


@require_safe
@plus_only
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what to do before applying for a job, and what an interview may ask."""
    return _page(request, pk, "advice/prepare.html")


def _page(request: HttpRequest, pk: int, template: str) -> HttpResponse:
    user, now = member(request), timezone.now()
    jobs = Job.objects.was_public().with_origin().select_related("occupation")
    job = get_object_or_404(jobs, pk=pk)
    resumes = list(Resume.objects.of(user).kept())
    context: dict[str, Any] = {"job": job, "is_open": job.is_visible(now), "resumes": resumes}
    if not resumes:
        return render(request, "advice/no_resume.html", context)
    resume = _chosen(user, request.GET.get("resume", ""), resumes)
    found = fit_of(job=job, resume=resume, place=visitor_location_of(request), now=now)
    context |= {"fit": found, "sheet": found.sheet, "resume": resume, "is_shown": found.page != NOWHERE}
    context |= _preparation(found) if template == "advice/prepare.html" else {"steps": steps(found.sheet)[:FIRST_STEPS]}
    return render(request, template, context)


def _chosen(user: User, asked: str, resumes: list[Resume]) -> Resume:
    """Returns the résumé that the address names, else the one that counts; 404 for one that isn't the member's."""
    if not asked.isdecimal() or len(asked) > 18:
        return counting_for(user) or resumes[0]
    own = next((resume for resume in resumes if str(resume.pk) == asked), None)
    return own or get_object_or_404(Resume.objects.of(user).kept(), pk=int(asked))


def _preparation(found: Fit) -> dict[str, Any]:
    return {
        "steps": steps(found.sheet),
        "questions": questions_of_job(found.job, found.sheet, page=found.page),
        "guide_questions": questions_of_guide(found.guide_sources),
        "guide": found.guide,
    }
