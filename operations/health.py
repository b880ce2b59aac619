"""Health checks for balancers, service managers and releases."""

from typing import cast

from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from operations.draining import is_draining
from toolkit.cache import Cache


@require_safe
def health_live(request: HttpRequest) -> HttpResponse:
    """Liveness: the process responds."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def health_ready(request: HttpRequest) -> HttpResponse:
    """Readiness: the server isn't about to stop, database and cache respond. A 503 names what is wrong."""
    if is_draining():
        return JsonResponse({"ready": False, "draining": True}, status=503)
    problems = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Exception as error:
        problems["database"] = type(error).__name__
    try:
        cast("Cache", caches["default"]).ping()
    except Exception as error:
        problems["cache"] = type(error).__name__
    return JsonResponse({"ready": not problems, **problems}, status=503 if problems else 200)
