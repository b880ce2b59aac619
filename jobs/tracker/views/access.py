"""Helpers for tracker views: access for owners only (else 404), paging, redirects."""

import datetime as dt
import re
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from accounts.models import User
from jobs.lifecycle import Status
from jobs.models import Job
from jobs.tracker.models import Application, SentFile
from toolkit.web_addresses import safe_return

PAGE = 50


def get_application_for(user: User, pk: int) -> Application:
    """Returns the member's application, or raises a 404."""
    found: Application = get_object_or_404(
        Application.objects.of(user)
        .select_related("snapshot", "job__company", "job__source")
        .defer("job__company__logo", "job__company__about"),
        pk=pk,
    )
    return found


def get_sent_file_for(user: User, pk: int, number: int) -> SentFile:
    """Returns a file that was sent with the member's application, or raises a 404."""
    own = SentFile.objects.filter(application__in=Application.objects.of(user)).select_related("application")
    return get_object_or_404(own, application=pk, pk=number)


def job_state(job: Job | None, now: dt.datetime) -> str:
    """Returns the state of a job in the tracker: ``open``, ``held`` by our moderators, or ``closed``."""
    if job is None:
        return "closed"
    if job.is_visible(now):
        return "open"
    return "held" if job.status == Status.PENDING else "closed"


def redirect_back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """Redirects to the form's ``next`` URL, or to the page the form was on; never off the site."""
    return HttpResponseRedirect(safe_return(request, fallback=otherwise, use_referer=True))


def page_of(request: HttpRequest, rows: Any) -> Any:
    """Returns the page of a list that ``?page=`` names; raises a 404 if it doesn't exist."""
    asked = request.GET.get("page", "1")
    try:
        return Paginator(rows, PAGE).page(int(asked) if re.fullmatch("[0-9]{1,6}", asked) else 0)
    except EmptyPage:
        raise Http404 from None
