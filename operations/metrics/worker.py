"""Serves what the processes of a worker counted, on hosts without a web process that could.

A thread of the worker's main process answers. It reads files only: neither the database nor the broker can block it.
"""

import logging
import os
import threading
from collections.abc import Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from celery import signals
from django.conf import settings
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from operations.metrics.views import is_allowed
from toolkit.metrics import host_registry

logger = logging.getLogger(__name__)
READ_SECONDS = 5


class _Handler(WSGIRequestHandler):
    timeout = READ_SECONDS

    def log_message(self, *_arguments: Any) -> None:
        """A line every few seconds would say nothing."""


def install() -> None:
    """Serves once a worker is ready, if ``WORKER_METRICS`` is set. Idempotent."""
    if settings.WORKER_METRICS:
        signals.worker_ready.connect(_serve, dispatch_uid="operations.metrics.worker", weak=False)


def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if environ["PATH_INFO"] != "/metrics" or not is_allowed(environ.get("HTTP_AUTHORIZATION", "")):
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"Not found.\n"]
    body = generate_latest(host_registry())
    start_response("200 OK", [("Content-Type", CONTENT_TYPE_PLAIN_0_0_4), ("Content-Length", str(len(body)))])
    return [body]


def _serve(**_of_signal: Any) -> None:
    host, _, port = settings.WORKER_METRICS.rpartition(":")
    try:
        server: WSGIServer = make_server(host.strip("[]"), int(port), answer, handler_class=_Handler)
    except OSError as error:
        logger.error("WORKER_METRICS: can't listen at %s (%s)", settings.WORKER_METRICS, type(error).__name__)
        return
    os.register_at_fork(after_in_child=server.socket.close)  # else a child could keep the port
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
