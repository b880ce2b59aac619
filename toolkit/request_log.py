"""Gives each request its id, and counts and logs its answer. First in the list of middleware, so it sees kept pages too."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from toolkit import metrics
from toolkit.request_ids import HEADER, UNKNOWN, Work, current_work, request_id_of, working

logger = logging.getLogger("access")
# Programs ask for these every few seconds.
PROBES = {"health-live", "health-ready", "metrics"}


class RequestLogMiddleware:
    """Logs one line for each request if ``ACCESS_LOG`` is on: no address, no path, no member, only the route's name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.instruments = metrics.instruments()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        work = Work(request_id_of(request), request)
        found = self.instruments
        began = time.perf_counter()
        with working(work):
            if found:
                found.in_flight.inc()
            try:
                response = self.get_response(request)
            finally:
                if found:
                    found.in_flight.dec()
            response.headers[HEADER] = work.request_id
            seconds = time.perf_counter() - began
            if found or settings.ACCESS_LOG:
                self._record(work, request, response.status_code, seconds)
        return response

    def _record(self, work: Work, request: HttpRequest, status: int, seconds: float) -> None:
        route, kept = work.route, bool(getattr(request, "kept_route", ""))
        method = str(request.method)
        if self.instruments:
            self.instruments.count_request(route, method, status, kept, seconds)
            self.instruments.count_sql("route", route, work.queries, work.seconds)
            self.instruments.note_memory("web")
        if not settings.ACCESS_LOG:
            return
        method = method if method in metrics.METHODS else "other"
        level = logging.DEBUG if route in PROBES and status < 400 else logging.INFO
        if logger.isEnabledFor(level):
            logger.log(
                level, "%s %s %s %.1f ms", method, route, status, seconds * 1000,
                extra={
                    "method": method,
                    "status": status,
                    "duration_ms": round(seconds * 1000, 1),
                    "queries": work.queries,
                    "sql_ms": round(work.seconds * 1000, 1),
                    "page_cache": "hit" if kept else None,
                },
            )  # fmt: skip


@receiver(got_request_exception, dispatch_uid="toolkit.request_log")
def _count_exception(**_of_signal: Any) -> None:
    import sys

    work, error = current_work(), sys.exc_info()[1]
    if error:
        metrics.count_exception("request", work.route if work else UNKNOWN, error)
