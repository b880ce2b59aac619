"""Views for saved jobs: in the account for members, in a cookie for others."""

import datetime as dt
import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import member, members_only
from accounts.models import User
from jobs import visitor_location
from jobs.cards import Card, cards
from jobs.models import Job
from jobs.tracker import bookmarks, services
from jobs.tracker.models import Application
from jobs.tracker.views.access import job_state, page_of, redirect_back
from jobs.visitor_location import Viewer

Stage = Application.Stage


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Saves or unsaves a job. Idempotent: the parameter (``save`` or ``unsave``) names the job and its new state, so a
    second click or another tab makes no difference. htmx gets the button for the resulting state; others are redirected
    back."""
    now = timezone.now()
    keep = "unsave" not in request.POST
    asked = next((request.POST[name] for name in ("unsave", "save", "job") if name in request.POST), "")
    known = (
        services.keepable() if keep else Job.objects.was_public().with_origin()
    )  # to let go of one that staff removed
    job = known.filter(pk=asked).first() if re.fullmatch("[0-9]{1,18}", asked) else None
    if job is None:
        raise Http404
    if isinstance(request.user, User):
        return _save_for_member(request, request.user, job, now) if keep else _unsave(request, request.user, job, now)
    return _save_in_cookie(request, job, keep=keep, now=now)


def _save_for_member(request: HttpRequest, user: User, job: Job, now: dt.datetime) -> HttpResponse:
    try:
        application = services.save(user=user, job=job, now=now)
    except services.TooMany as refused:
        return _refused(request, str(refused))
    if application.stage != Stage.INTERESTED:
        return _go(request, application.get_absolute_url())
    return _saved(request, job, Stage.INTERESTED, _("Job saved, with a copy."), now)


def _unsave(request: HttpRequest, user: User, job: Job, now: dt.datetime) -> HttpResponse:
    application = Application.objects.of(user).filter(job=job).first()
    if application is None or services.unsave(application=application):
        return _saved(request, job, "", _("Removed from saved jobs."), now)
    # The member has added something, so a click must not delete it: show it, or ask for confirmation.
    name = "tracker:remove" if application.stage == Stage.INTERESTED else "tracker:application"
    return _go(request, reverse(name, args=[application.pk]))


def _save_in_cookie(request: HttpRequest, job: Job, *, keep: bool, now: dt.datetime) -> HttpResponse:
    ids = [pk for pk in bookmarks.in_cookie(request) if keep or pk != job.pk]
    if keep and job.pk not in ids:
        ids.append(job.pk)
    if len(ids) > bookmarks.MOST:
        full = _("You can save up to %d jobs without an account. Sign in, or remove some first.")
        return _refused(request, full % bookmarks.MOST)
    stage, told = (
        (Stage.INTERESTED.value, _("Job saved in this browser.")) if keep else ("", _("Removed from saved jobs."))
    )
    response = _saved(request, job, stage, told, now)
    bookmarks.keep(response, ids)
    return response


def _saved(request: HttpRequest, job: Job, stage: str, told: str, now: dt.datetime) -> HttpResponse:
    if _by_htmx(request):
        [card] = cards([job], Viewer(visitor_location.visitor_location_of(request), {job.pk: stage}), now=now)
        return render(request, "jobs/_save.html", {"card": card})
    messages.success(request, told)
    return redirect_back(request, reverse("tracker:bookmarks"))


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    messages.error(request, why)
    return _go(request, redirect_back(request, reverse("tracker:bookmarks")).url)


def _go(request: HttpRequest, target: str) -> HttpResponse:
    """Redirects to another page. htmx gets a header instead, so that it doesn't replace the button with that page."""
    return HttpResponse(headers={"HX-Redirect": target}) if _by_htmx(request) else redirect(target)


def _by_htmx(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


@require_safe
def saved_jobs(request: HttpRequest) -> HttpResponse:
    """Shows a visitor's saved jobs: a member's from the account, others' from the cookie."""
    now = timezone.now()
    if not isinstance(request.user, User):
        ids = bookmarks.in_cookie(request)[::-1]
        by_id = Job.objects.was_public().for_cards().in_bulk(ids)
        jobs = [by_id[pk] for pk in ids if pk in by_id]
        rows = [(None, card) for card in cards(jobs, bookmarks.viewer(request, jobs), now=now)]
        response = render(
            request, "tracker/bookmarks.html", {"rows": [_row(*row, now) for row in rows], "total": len(rows)}
        )
        add_never_cache_headers(response)
        return response
    return _members_bookmarks(request, now)


@members_only
def _members_bookmarks(request: HttpRequest, now: dt.datetime) -> HttpResponse:
    kept = Application.objects.of(member(request)).filter(stage=Stage.INTERESTED).defer("notes")
    page = page_of(request, kept.order_by("-created_at", "-pk"))
    jobs = Job.objects.for_cards().in_bulk([one.job_id for one in page if one.job_id])
    viewer = Viewer(visitor_location.visitor_location_of(request), dict.fromkeys(jobs, Stage.INTERESTED.value))
    by_job = {card.job.pk: card for card in cards(jobs.values(), viewer, now=now)}
    rows = [(one, by_job.get(one.job_id or 0)) for one in page]
    context = {"rows": [_row(*row, now) for row in rows], "total": page.paginator.count, "page": page}
    return render(request, "tracker/bookmarks.html", context)


BADGES: dict[str, Promise] = {"held": _lazy("Under review"), "closed": _lazy("Closed")}


def _row(application: Application | None, card: Card | None, now: dt.datetime) -> dict[str, Any]:
    """Returns a saved job for the page: the job while it is open, the member's own copy afterwards."""
    state = job_state(card.job if card else None, now)
    job = card.job if card else None
    names = (application.title, application.company) if application else ("", "")
    if job and (state == "open" or not application):
        names = (job.title, application.company if application else job.company.name)
    url = card.url if card and state == "open" else application.get_absolute_url() if application else ""
    return {
        "application": application,
        "card": card,
        "is_open": state == "open",
        "title": names[0],
        "company": names[1],
        "url": url,
        "badge": BADGES.get(state, "") if card else "",
    }
