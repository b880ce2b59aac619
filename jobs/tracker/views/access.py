"""Shared helpers of tracker views: an application only of its owner (else 404), paging, redirects."""

import datetime as dt
import re
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from accounts.models import User
from jobs.lifecycle import Status
from jobs.models import Job
from jobs.tracker.models import Application
from toolkit.safe_return import safe_return

PAGE = 50


def get_application_for(user: User, pk: int) -> Application:
    """The member's application, or a 404."""
    found: Application = get_object_or_404(
        Application.objects.of(user)
        .select_related("snapshot", "job__company", "job__source")
        .defer("job__company__logo", "job__company__about"),
        pk=pk,
    )
    return found


def job_state(job: Job | None, now: dt.datetime) -> str:
    """How a job of the tracker stands: ``open``, ``held`` by our moderators, or ``closed``."""
    if job is None:
        return "closed"
    if job.is_visible(now):
        return "open"
    return "held" if job.status == Status.PENDING else "closed"


def redirect_back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """To the address the form names as ``next``, or the page it was on; never off the site."""
    return HttpResponseRedirect(safe_return(request, fallback=otherwise, use_referer=True))


def page_of(request: HttpRequest, rows: Any) -> Any:
    """The page of a list that ``?page=`` asks for; one that is not there is a 404."""
    asked = request.GET.get("page", "1")
    try:
        return Paginator(rows, PAGE).page(int(asked) if re.fullmatch("[0-9]{1,6}", asked) else 0)
    except EmptyPage:
        raise Http404 from None
