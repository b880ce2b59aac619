"""Stores a visitor's saved jobs: in the tracker for members, in a cookie for others.

Signing in moves the cookie's jobs into the account, and the response that starts the session deletes the cookie. So a
job that the member removes later doesn't come back, and the next person in the same browser doesn't get it.
"""

import re
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from jobs import visitor_location
from jobs.models import Job
from jobs.tracker import flags
from jobs.tracker.models import Application
from jobs.visitor_location import Viewer

COOKIE = "saved"
MOST = 50
YEAR = 365 * 24 * 60 * 60


def viewer(request: HttpRequest, jobs: Iterable[Job]) -> Viewer:
    """Returns the viewer of these jobs. One query for members, none for other visitors."""
    job_ids = [job.pk for job in jobs]
    place, user = visitor_location.visitor_location_of(request), request.user
    if not isinstance(user, User):
        saved = set(job_ids).intersection(in_cookie(request))
        return Viewer(place, dict.fromkeys(saved, Application.Stage.INTERESTED.value))
    if not job_ids:
        return Viewer(place, is_member=True)
    rows = flags.states_among(user, job_ids)
    stages = {pk: stage for pk, stage in rows if stage not in flags.Kind.values}
    viewed, hidden = ({pk for pk, kind in rows if kind == flag} for flag in (flags.Kind.VIEWED, flags.Kind.HIDDEN))
    return Viewer(place, stages, viewed, hidden, is_member=True)


# --- The cookie ---------------------------------------------------------------------------------------------------------


def in_cookie(request: HttpRequest) -> list[int]:
    """Returns the ids of jobs saved without an account, oldest first. Visitors can edit the cookie, so anything that
    isn't an id is ignored."""
    ids = re.findall(r"(?<![^-])[1-9][0-9]{0,17}(?![^-])", request.COOKIES.get(COOKIE, "")[:1000])
    return list(dict.fromkeys(int(one) for one in ids))[:MOST]


def keep(response: HttpResponse, job_ids: Iterable[int]) -> None:
    """Sets the cookie, or deletes it if there are no jobs."""
    ids = "-".join(str(pk) for pk in job_ids)
    if ids:
        response.set_cookie(
            COOKIE, ids, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")


# --- Signing in ---------------------------------------------------------------------------------------------------------


class SavedCookieMiddleware:
    """Deletes the cookie in the response to the request that signed the visitor in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(request, "saved_were_taken_over"):
            keep(response, ())
        return response
