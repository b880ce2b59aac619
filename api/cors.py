"""Lets scripts of any site read what is open to all: CORS without credentials (https://fetch.spec.whatwg.org/#http-cors-protocol)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

METHODS = ("GET", "HEAD", "OPTIONS")
DAY = 24 * 60 * 60
# Headers that a script may send. Authorization is a token that the script itself holds; cookies are never sent.
SENT = "Accept, Authorization, Content-Type, If-Modified-Since, If-None-Match"
# Headers that a script may read beside those that the standard lets through.
READ = (
    "Deprecation, ETag, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, "
    "X-Jobicy-Deprecated-Industry, X-Jobicy-Replacement-Industry"
)

R = TypeVar("R", bound=HttpResponseBase)


def allow_any_origin(response: R) -> R:
    """Lets scripts of any site read the response. It must not depend on cookies."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = READ
    return response


def answer_preflight() -> HttpResponse:
    """Answers OPTIONS: which methods and headers scripts may use. Browsers may remember it for a day."""
    response = HttpResponse(status=204, headers={"Allow": ", ".join(METHODS)})
    response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Headers"] = SENT
    response.headers["Access-Control-Max-Age"] = str(DAY)
    return allow_any_origin(response)


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Opens a view that only reads to scripts of any site, errors included. The outermost decorator: it answers OPTIONS."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return answer_preflight()
        return allow_any_origin(view(request, *args, **kwargs))

    return answer
