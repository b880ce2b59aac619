"""Serves the operations of an address: method, caller, limit, parameters, then the operation, ETag and headers.

In this order, so a request that is refused costs nothing but a count.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from ninja.operation import Operation, PathView

from api import limits
from api.cors import open_to_all
from api.problems import ProblemError, parameter_errors, problem_response
from api.v1.auth import NOBODY, VARY, caller_of
from toolkit.negotiation import compressed, is_unchanged

View = Callable[..., HttpResponse]
KEPT = ("Cache-Control", "Content-Location", "ETag", "Link", "Vary")  # headers of a 304


def serve(path_view: PathView) -> View:
    """Returns the view of an address. Scripts of any site may read it if it's the same for everybody."""
    by_method = {method: operation for operation in path_view.operations for method in operation.methods}
    is_public = not any(operation.auth_callbacks for operation in path_view.operations)

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowance = None
        try:
            operation = _operation(request, by_method)
            try:
                caller, refused = caller_of(request), None
            except ProblemError as problem:  # counted by network
                caller, refused = NOBODY, problem
            allowance = limits.spend(request, token=caller.key)
            if allowance.is_over:
                raise ProblemError(429, "too-many-requests")
            if refused:
                raise refused
            _check_parameters(request, operation)
            response = cast("HttpResponse", operation.run(request, *args, **kwargs))
            if caller != NOBODY:
                response.headers["Cache-Control"] = response.get("Cache-Control", "").replace("public", "private")
        except ProblemError as problem:
            response = problem_response(problem)
        patch_vary_headers(response, VARY)
        response = _or_unchanged(request, response)
        return limits.tell_limit(response, allowance) if allowance else response

    answer = compressed(wraps(path_view.operations[0].view_func)(view))
    return csrf_exempt(open_to_all(answer) if is_public else answer)


def _operation(request: HttpRequest, by_method: dict[str, Operation]) -> Operation:
    """Returns the operation for the method; HEAD is a GET whose body the server drops."""
    method = "GET" if request.method == "HEAD" else request.method
    if operation := by_method.get(method or ""):
        return operation
    allowed = sorted({*by_method, *(["HEAD"] if "GET" in by_method else [])})
    raise ProblemError(405, "method-not-allowed", headers={"Allow": ", ".join(allowed)})


def _check_parameters(request: HttpRequest, operation: Operation) -> None:
    """Refuses query parameters that the operation doesn't read: a mistyped filter, or the second value of one that takes a single
    value, would be a broader answer."""
    if errors := parameter_errors(request.GET, _query_parameters(operation)):
        raise ProblemError(400, "invalid-parameter", errors=errors)


def _query_parameters(operation: Operation) -> dict[str, bool]:
    """Returns the names of the parameters, each with whether it takes several values."""
    return {
        name: name in model.__ninja_collection_fields__
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }


def _or_unchanged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Returns a 304 if the client has this answer already."""
    if response.status_code != 200 or request.method not in ("GET", "HEAD"):
        return response
    if not is_unchanged(request.META, response.headers):
        return response
    unchanged = HttpResponse(status=304)
    del unchanged.headers["Content-Type"]
    for name in KEPT:
        if name in response.headers:
            unchanged.headers[name] = response.headers[name]
    return unchanged
