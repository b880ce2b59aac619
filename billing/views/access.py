"""Who may act on money: the member, in person."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.models import User

View = Callable[..., HttpResponse]


def member(request: HttpRequest) -> User:
    return cast("User", request.user)


def in_person(view: View) -> View:
    """For a signed-in member; staff who act as somebody may not spend their money."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request.user, "is_hijacked", False):
            return render(request, "403.html", status=403)
        return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))
