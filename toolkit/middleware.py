"""Small middlewares: default Cache-Control, one host name for a local site, content negotiation for static files."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from whitenoise.middleware import WhiteNoiseMiddleware

from toolkit.negotiation import content_coding, is_unchanged

# Paths of personal pages: allauth's and the account's pages, links in emails, the staff site.
PERSONAL = ("/account/", "/accounts/", "/admin/", "/alerts/", "/billing/", "/health/")
MOVED = "public, max-age=3600"
# For files that load nothing themselves. The policy of pages is ten times as long, and a page has two dozen files.
FILE_POLICY = "default-src 'none'"
NOT_LOCALHOST = ("127.0.0.1", "[::1]")


class CacheControlMiddleware:
    """Sets a default on responses without the header, so browsers and proxies don't guess: pages are revalidated each
    time, errors aren't stored, redirects are kept for an hour, and personal pages aren't stored anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(PERSONAL):
            add_never_cache_headers(response)
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = _said_of(response)
        return response


def _said_of(response: HttpResponse) -> str:
    if response.status_code >= 400:
        return "no-store"
    return MOVED if response.status_code in (301, 308) else "private, no-cache"


class OneHostMiddleware:
    """Redirects browsers to the one host name of a local site (local mode, and ``SITE_URL`` at ``localhost``): a passkey
    made at ``localhost`` doesn't exist at 127.0.0.1.

    Sessions and drafts belong to a host too, so every page redirects. Only browser navigations are redirected;
    programs, forms and probes are answered at the requested host.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.LOCAL or urlsplit(settings.SITE_URL).hostname != "localhost":
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST", "").rsplit(":", 1)[0]
        navigates = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
        if not navigates or host not in NOT_LOCALHOST:
            return self.get_response(request)
        response = HttpResponseRedirect(f"{settings.SITE_URL}{request.get_full_path()}")
        response["Cache-Control"] = "no-store"
        return response


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc] # WhiteNoise has no type hints
    """Passes WhiteNoise the negotiated headers in a form that it understands. WhiteNoise searches for the name of a
    coding anywhere in Accept-Encoding, and compares only a single ETag, literally."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        known, tag = request.META.get("HTTP_IF_NONE_MATCH"), getattr(static_file, "etag", None)
        if known is not None and tag and is_unchanged(request.META, {"ETag": tag}):
            request.META["HTTP_IF_NONE_MATCH"] = tag
        request.META["HTTP_ACCEPT_ENCODING"] = content_coding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        response: HttpResponseBase = WhiteNoiseMiddleware.serve(static_file, request)
        response.headers["Content-Security-Policy"] = FILE_POLICY
        return response
