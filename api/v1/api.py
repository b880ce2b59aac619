"""The API itself: its routers, its addresses, and how errors of operations become problems."""

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from api.problems import FieldError, ProblemError, field_error, problem_response
from api.v1 import companies, guides, jobs, member, occupations, vocabularies
from api.v1.serving import serve

KIND_OF_STATUS = {
    400: "bad-request", 401: "unauthorized", 403: "forbidden", 404: "not-found", 409: "conflict", 410: "gone",
    422: "invalid-body", 429: "too-many-requests",
}  # fmt: skip

PREFIX = "/api/v1"


class _StrictParser(Parser):
    """Refuses numbers that JSON doesn't have. Python reads them, and they would be stored as null."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(request.body, parse_float=_finite, parse_constant=_finite)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


api = NinjaAPI(
    title=f"{settings.SITE_NAME} API",
    version="1",
    openapi_url=None,
    docs_url=None,
    parser=_StrictParser(),
    urls_namespace="api",
)
ROUTERS = (
    ("/jobs", jobs.router),
    ("/companies", companies.router),
    ("/guides", guides.router),
    ("/occupations", occupations.router),
    ("/vocabularies", vocabularies.router),
    *member.ROUTERS,
)
for prefix, router in ROUTERS:
    api.add_router(prefix, router)


def patterns() -> Iterable[URLPattern]:
    """Yields a URL pattern for each address, named after its first operation."""
    for bound in api._get_bound_routers():
        for route, path_view in bound.path_operations.items():
            name = getattr(path_view.operations[0], "url_name", None) or path_view.operations[0].view_func.__name__
            yield path(_django_route(bound.prefix + route), serve(path_view), name=name.replace("_", "-"))


def _django_route(route: str) -> str:
    return re.sub(r"{([^}]*)}", r"<\1>", route).strip("/")


# --- Errors -------------------------------------------------------------------------------------------------------------


@api.exception_handler(Exception)
def raise_on(request: HttpRequest, error: Exception) -> HttpResponse:
    """Django reports it and answers it (jobboard.views.server_error)."""
    raise error


@api.exception_handler(ProblemError)
def answer_problem(request: HttpRequest, problem: ProblemError) -> HttpResponse:
    return problem_response(problem)


@api.exception_handler(Http404)
def answer_not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(ProblemError(404, "not-found"))


@api.exception_handler(HttpError)
def answer_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    kind = KIND_OF_STATUS.get(error.status_code, "bad-request")
    detail = "The body isn't JSON." if error.status_code == 400 else ""  # Ninja's only 400
    return problem_response(ProblemError(error.status_code, kind, detail))


@api.exception_handler(ValidationError)
def answer_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Names the parameters (400) or the fields of the body (422)."""
    errors = [_error(one) for one in error.errors]
    if any(one.place == "body" for one in errors):
        return problem_response(ProblemError(422, "invalid-body", errors=errors))
    return problem_response(ProblemError(400, "invalid-parameter", errors=errors))


def _error(error: dict[str, Any]) -> FieldError:
    place, *names = error["loc"]
    if place == "body":
        names = names[1:]  # the name of the argument of our function
    return field_error(place, ".".join(str(name) for name in names), error["msg"])
