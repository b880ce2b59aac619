"""Cache-Control middleware: sets a default on responses without one, so browsers and proxies don't guess."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

# Paths of personal pages: allauth's and the account's pages, links in emails, the staff site.
PERSONAL = ("/account/", "/accounts/", "/admin/", "/alerts/", "/billing/", "/health/")
MOVED = "public, max-age=3600"


class CacheControlMiddleware:
    """Pages are revalidated each time, errors aren't stored, redirects are kept for an hour, and personal pages aren't
    stored anywhere."""

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
