"""View decorators for members: signed in, not impersonated, recently reauthenticated."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts import impersonation
from accounts.localization import zone_of
from accounts.models import User

View = Callable[..., HttpResponse]


def member(request: HttpRequest) -> User:
    return cast("User", request.user)


def members_only(view: View) -> View:
    """Requires a signed-in member; shows times in their zone and forbids caching."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with timezone.override(zone_of(member(request))):
            return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))


def in_person(view: View) -> View:
    """Requires a signed-in member who isn't impersonated: staff who act as a member can't spend their money, take or end
    their account, download the files they sent, or decide who sees their résumé."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if impersonation.acting_staff(request):
            return refused(request)
        return view(request, *args, **kwargs)

    return members_only(guarded)


def confirmed(view: View) -> View:
    """Requires a member in person who has reauthenticated within the last minutes, by password, code or passkey. Anyone
    who hasn't is asked to, and the POST is replayed afterwards."""
    return in_person(cast("View", reauthentication_required(view)))


def refused(request: HttpRequest) -> HttpResponse:
    return render(request, "403.html", status=403)
