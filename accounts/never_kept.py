"""Pages of signing in, codes, factors and sessions are kept by no browser and no cache; the library says so of some only."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

PAGES = "/accounts/"


class NeverKeptMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(PAGES):
            add_never_cache_headers(response)
        return response
