"""Who may act on money: the member, in person."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import View, members_only


def in_person(view: View) -> View:
    """For a signed-in member; staff who act as somebody may not spend their money."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request.user, "is_hijacked", False):
            return render(request, "403.html", status=403)
        return view(request, *args, **kwargs)

    return members_only(guarded)
