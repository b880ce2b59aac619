"""Serves metrics in Prometheus' text format."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from operations.metrics.figures import Figures
from toolkit.metrics import host_registry


def is_allowed(authorization: str) -> bool:
    """Returns whether a request's header ``Authorization`` has the token."""
    token = settings.METRICS_TOKEN
    return bool(token) and constant_time_compare(authorization, f"Bearer {token}")


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Returns what the processes of this host counted, and the figures of the whole site; 404 without the token."""
    if not is_allowed(request.headers.get("Authorization", "")):
        raise Http404
    registry = host_registry()
    registry.register(Figures(timezone.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
