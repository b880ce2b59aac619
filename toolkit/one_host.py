"""Redirects browsers to the one host name of a local site: a passkey made at ``localhost`` doesn't exist at 127.0.0.1.

Sessions and drafts belong to a host too, so every page redirects. Only browser navigations are redirected; programs,
forms and probes are answered at the requested host.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

ELSEWHERE = ("127.0.0.1", "[::1]")


class OneHostMiddleware:
    """For local mode, and for a ``SITE_URL`` at ``localhost``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.LOCAL or urlsplit(settings.SITE_URL).hostname != "localhost":
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST", "").rsplit(":", 1)[0]
        navigates = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
        if not navigates or host not in ELSEWHERE:
            return self.get_response(request)
        response = HttpResponseRedirect(f"{settings.SITE_URL}{request.get_full_path()}")
        response["Cache-Control"] = "no-store"
        return response
