"""Errors of the feed, in the one form that its clients read."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from api.cors import allow_any_origin

_SAID = {
    400: "The request can't be read.",
    404: "There is nothing at this address.",
    500: "Something went wrong on our side.",
    503: "The site is unavailable for a moment.",
}


def refusal(status: int, error: str) -> HttpResponse:
    """Returns an error. Caches don't keep it."""
    return JsonResponse({"success": False, "error": error}, status=status, headers={"Cache-Control": "no-store"})


def expects_refusal(request: HttpRequest) -> bool:
    """Returns whether an error of this request is answered as the feed's: it's for the feed."""
    return request.path_info.startswith("/api/v2/")


def failed(status: int, said: str = "", *, retry_after: int = 0) -> HttpResponse:
    """Returns the answer to a request that no view of the feed answered. ``retry_after``: seconds, if it's worth it."""
    response = allow_any_origin(refusal(status, said or _SAID[status]))
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response
