"""HTTP responses with messages of MCP, also for failures that happen before or after its view."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from api.mcp.protocol import INTERNAL_ERROR, INVALID_REQUEST, Failure

BROKEN = "Something went wrong on our side."
AWAY = "The site is unavailable for a moment."


def respond(said: dict[str, Any], *, status: int = HTTPStatus.OK) -> HttpResponse:
    """Returns a message as compact JSON that nothing keeps."""
    response = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    response.headers["Cache-Control"] = "no-store"
    return response


def respond_failed(failure: Failure, id: str | int | None) -> HttpResponse:
    """Returns the answer to a request that failed."""
    return respond(failure.as_json(id), status=failure.status)


def expects_message(request: HttpRequest) -> bool:
    """Returns whether a request is one to MCP, whose client reads no pages."""
    return request.path.removesuffix("/") == reverse("mcp:endpoint")


def failed(status: int, said: str = "", *, retry_after: int | None = None) -> HttpResponse:
    """Returns the answer to a request that no view answers. ``retry_after`` in seconds: the site is unavailable until then."""
    code = INVALID_REQUEST if status < HTTPStatus.INTERNAL_SERVER_ERROR else INTERNAL_ERROR
    message = said or (BROKEN if retry_after is None else AWAY)
    response = respond_failed(Failure(code, message, status=status), None)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response
