"""Views for the service worker: the copy of a reader's lists, and changes that were made without a network."""

import datetime as dt
import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.reader_header import reader_id
from jobs.models import Job
from jobs.tracker import bookmarks, device_copy, services
from jobs.tracker.models import Application
from toolkit.forms import Stale

_ID = re.compile("[1-9][0-9]{0,17}")


@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest) -> HttpResponse:
    """GET: who reads, a CSRF token, and their lists unless ``?lists=no``. POST: one change, answered with ``state``
    (``done``, or why not), ``said`` for the reader, and ``stage`` where the application is.

    A change may arrive twice, since an answer can be lost: it names the state it wants, so the second time does nothing.
    """
    if request.method == "POST":
        return _change(request, timezone.now())
    said: dict[str, Any] = {"reader": reader_id(request), "token": get_token(request)}
    if request.GET.get("lists") != "no":
        said["lists"] = _lists(request, timezone.now())
    return JsonResponse(said)


def _lists(request: HttpRequest, now: dt.datetime) -> list[dict[str, Any]]:
    if isinstance(request.user, User):  # staff who act as a member leave no trace on their device
        return device_copy.of_member(request.user, now=now) if reader_id(request) else []
    return device_copy.of_visitor(bookmarks.in_cookie(request), now=now)


def _change(request: HttpRequest, now: dt.datetime) -> HttpResponse:
    """``do``: ``save``, ``unsave`` or ``move``; ``reader``: who made it, empty if they weren't signed in then."""
    asked = request.POST.get("reader", "")
    if asked and asked != reader_id(request):
        return _said("signed-out", _("Sign in again to send this change."), status=401)
    act = {"save": _save, "unsave": _unsave, "move": _move}.get(request.POST.get("do", ""))
    if act is None:
        return _said("refused", _("We can't do this."), status=400)
    return act(request, now)


def _said(state: str, said: str, *, status: int = 200, stage: str = "") -> HttpResponse:
    return JsonResponse({"state": state, "said": said, "stage": stage}, status=status)


def _done(said: str, application: Application | None = None) -> HttpResponse:
    return _said("done", said, stage=device_copy.stage_key(application) if application else "")


def _gone() -> HttpResponse:
    return _said("gone", _("This job is no longer here."), status=404)


def _number(request: HttpRequest, name: str) -> int:
    """Returns the id in a field; 0 if there is none."""
    value = request.POST.get(name, "")
    return int(value) if _ID.fullmatch(value) else 0


def _job(request: HttpRequest) -> Job | None:
    return services.keepable().filter(pk=_number(request, "job")).first()


def _save(request: HttpRequest, now: dt.datetime) -> HttpResponse:
    job = _job(request)
    if job is None:
        return _gone()
    said = _("Saved %s.") % job.title
    if isinstance(request.user, User):
        try:
            return _done(said, services.save(user=request.user, job=job, now=now))
        except services.TooMany as refused:
            return _said("refused", str(refused), status=409)
    kept = bookmarks.in_cookie(request)
    ids = list(dict.fromkeys([*kept, job.pk]))
    if len(ids) > bookmarks.MOST:
        full = _("You can save up to %d jobs without an account. Sign in, or remove some first.")
        return _said("refused", full % bookmarks.MOST, status=409)
    response = _done(said)
    bookmarks.keep(response, ids)
    return response


def _unsave(request: HttpRequest, now: dt.datetime) -> HttpResponse:
    number = _number(request, "job")
    if not isinstance(request.user, User):
        response = _done(_("Removed from saved jobs."))
        bookmarks.keep(response, [one for one in bookmarks.in_cookie(request) if one != number])
        return response
    application = Application.objects.of(request.user).filter(job=number).first()
    if application is None or services.unsave(application=application):
        return _done(_("Removed from saved jobs."))
    said = _("You've added to “%s” since, so it wasn't removed. Open it to remove it.") % application.title
    return _said("conflict", said, status=409, stage=device_copy.stage_key(application))


def _move(request: HttpRequest, now: dt.datetime) -> HttpResponse:
    """``to``: the new stage; ``from``: the one that the reader saw."""
    to, seen = request.POST.get("to", ""), request.POST.get("from", "")
    if to not in services.MOVES:
        return _said("refused", _("We can't do this."), status=400)
    if not isinstance(request.user, User):
        return _said("signed-out", _("Sign in again to send this change."), status=401)
    found = Application.objects.of(request.user).filter(pk=_number(request, "application")).first()
    if found is None:
        return _said("gone", _("This application is no longer in your list."), status=404)
    try:
        services.move(application=found, to=to, seen=seen, now=now)
    except Stale:
        said, state, status = _("%(title)s was moved to “%(stage)s” elsewhere."), "conflict", 409
    else:
        said, state, status = _("Moved %(title)s to “%(stage)s”."), "done", 200
    stage = found.get_outcome_display() or found.get_stage_display()
    said %= {"title": found.title, "stage": stage}
    return _said(state, said, status=status, stage=device_copy.stage_key(found))
