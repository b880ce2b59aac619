"""Serves what the processes of a host counted, on hosts without a web process that could.

A thread of the worker's main process answers. It reads files only: neither the database nor the broker can block it. Of several
workers with the same address, one has the port and answers for all, as they count in one folder. The others wait for it.
"""

import errno
import logging
import os
import socket
import threading
import time
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
AGAIN_SECONDS = 10.0  # until a worker tries to get a port that another one has


class _Handler(WSGIRequestHandler):
    timeout = READ_SECONDS

    def log_message(self, *_arguments: Any) -> None:
        """A line every few seconds would say nothing."""


class _Version6(WSGIServer):
    address_family = socket.AF_INET6


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
    threading.Thread(target=_listen, name="metrics", daemon=True).start()


def _listen() -> None:
    has_said = False
    while (server := _server(has_said)) is None:
        has_said = True
        time.sleep(AGAIN_SECONDS)
    os.register_at_fork(after_in_child=server.socket.close)  # else a child could keep the port
    if has_said:
        logger.warning("WORKER_METRICS: this worker answers at %s now.", settings.WORKER_METRICS)
    server.serve_forever()


def _server(has_said: bool) -> WSGIServer | None:
    """Returns None if the port can't be had now; the log says why, once."""
    host, _, port = settings.WORKER_METRICS.rpartition(":")
    is_bracketed = host.startswith("[")
    try:
        return make_server(host.strip("[]"), int(port), answer, _Version6 if is_bracketed else WSGIServer, _Handler)
    except OSError as error:
        if has_said:
            return None
        if error.errno == errno.EADDRINUSE:
            logger.warning(
                "WORKER_METRICS: %s is in use. If another worker of this host has it, that one answers for all of them, and this "
                "one will when it ends. If another program has it, choose another port.",
                settings.WORKER_METRICS,
            )
        else:
            logger.error("WORKER_METRICS: can't listen at %s (%s)", settings.WORKER_METRICS, error.strerror)
        return None
