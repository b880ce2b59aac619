"""Which jobs a visitor has saved: members in their tracker, everybody else in a cookie of ids.

Signing in takes what the cookie names into the account, and the same answer that carries the new session takes the cookie
away. So what a member removes later never comes back, and the next person at the same browser does not get it.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts import impersonation
from accounts.models import User
from jobs.models import Application
from jobs.tracker import services

COOKIE = "saved"
MOST = 50
YEAR = 365 * 24 * 60 * 60


def stages(request: HttpRequest, job_ids: Iterable[int]) -> dict[int, str]:
    """Where those of the jobs stand that the visitor keeps. One query for members, none for anybody else."""
    if isinstance(request.user, User):
        found = Application.objects.of(request.user).filter(job__in=list(job_ids))
        return dict(found.values_list("job_id", "stage"))
    return dict.fromkeys(set(job_ids).intersection(in_cookie(request)), Application.Stage.INTERESTED.value)


# --- The cookie ---------------------------------------------------------------------------------------------------------


def in_cookie(request: HttpRequest) -> list[int]:
    """Ids of the jobs saved without an account, oldest first. The cookie is the visitor's to write: what is no id is left
    out."""
    ids = re.findall(r"(?<![^-])[1-9][0-9]{0,17}(?![^-])", request.COOKIES.get(COOKIE, "")[:1000])
    return list(dict.fromkeys(int(one) for one in ids))[:MOST]


def keep(response: HttpResponse, job_ids: Iterable[int]) -> None:
    """Writes the cookie, or takes it away when there is nothing to keep."""
    ids = "-".join(str(pk) for pk in job_ids)
    if ids:
        response.set_cookie(
            COOKIE, ids, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")


# --- Signing in ---------------------------------------------------------------------------------------------------------


def take_over(sender: Any, request: HttpRequest, user: User, **_options: Any) -> None:
    """Receives Django's ``user_logged_in``, which every way of signing in and up sends."""
    ids = in_cookie(request)
    if not ids or impersonation.is_beginning(request):
        return
    try:
        taken = services.save_all(user=user, job_ids=ids, now=timezone.now())
    except services.TooMany as refused:
        messages.error(request, str(refused), fail_silently=True)
        return
    request.saved_were_taken_over = True  # type: ignore[attr-defined]
    if taken:
        words = ngettext("Your saved job is now in your account.", "Your %d saved jobs are now in your account.", taken)
        messages.success(request, words % taken if "%d" in words else words, fail_silently=True)


class SavedCookieMiddleware:
    """Takes the cookie away with the answer to the request that signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(request, "saved_were_taken_over"):
            keep(response, ())
        return response
