"""CSRF protection for forms on shared pages, which can't contain a visitor's token.

Browsers state where a POST comes from, and a form sent from another site is refused. Use it only for actions that need
no sign-in and change no more than the form says: a theme, a vote, a report.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def is_same_origin(request: HttpRequest) -> bool:
    """Returns whether the browser says that the request was sent by a page of this site.

    ``Sec-Fetch-Site`` is set by the browser and can't be set by a page; browsers without it send ``Origin`` with every
    POST (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site).
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Origin", "").partition("://")[2] == request.get_host()


def same_origin_post(view: View) -> View:
    """Accepts a POST only from a page of this site; it needs no CSRF token."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not is_same_origin(request):
            return render(request, "403.html", status=403)
        return view(request, *args, **kwargs)

    return guarded
