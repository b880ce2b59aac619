"""Sends errors to a server that speaks Sentry's protocol, by the official SDK; nothing about people.

The SDK's parts that look at requests, tasks and queries aren't loaded: Django and Celery log each error that no code
expected, and the log is what is read here. So a request without an error costs nothing. Of what the SDK makes, `_cleaned`
takes what it knows and leaves the rest out. Traces need the parts for Django and Celery; they are cleaned in the same way.

Imported only if ``SENTRY_DSN`` is set.
"""

import logging
import time
from collections.abc import Callable
from multiprocessing.util import Finalize
from typing import Any

import sentry_sdk
from celery import signals
from sentry_sdk.integrations import Integration
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.integrations.threading import ThreadingIntegration
from sentry_sdk.transport import HttpTransport

from toolkit.redaction import redacted
from toolkit.request_ids import current_work

SECONDS = 5  # that the server may take; it is waited for in a thread of its own
WAITING = 50  # reports; more are dropped
END_SECONDS = 2.0  # that a process waits at its end
MOST_A_MINUTE = 60  # reports of a process: an outage makes the same one for every request
PLAIN = (
    "event_id", "timestamp", "start_timestamp", "platform", "level", "logger", "release", "environment", "server_name",
    "type", "sdk",
)  # fmt: skip
FRAME = (
    "filename",
    "abs_path",
    "function",
    "module",
    "lineno",
    "in_app",
    "pre_context",
    "context_line",
    "post_context",
)
SPAN = ("span_id", "parent_span_id", "trace_id", "op", "status", "start_timestamp", "timestamp")

Event = dict[str, Any]


class Transport(HttpTransport):
    TIMEOUT = SECONDS


class RateLimit:
    """Lets ``most`` pass a minute."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self._clock = clock
        self._since = clock()
        self._passed = 0

    def passes(self) -> bool:
        now = self._clock()
        if now - self._since >= 60:
            self._since, self._passed = now, 0
        self._passed += 1
        return self._passed <= self.most


def start(*, dsn: str, environment: str, release: str, traces_percent: int) -> None:
    """Reports errors of this process and of those it forks."""
    limit = RateLimit(MOST_A_MINUTE)

    def before_send(event: Any, _hint: Any) -> Any:
        return _cleaned(event) if limit.passes() else None

    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        release=release,
        transport=Transport,
        transport_queue_size=WAITING,
        shutdown_timeout=END_SECONDS,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=_integrations(traces=traces_percent > 0),
        before_send=before_send,
        before_send_transaction=lambda event, _hint: _cleaned(event),  # type: ignore[arg-type, return-value]
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        max_value_length=8_000,
        traces_sample_rate=traces_percent / 100 if traces_percent else None,
        trace_propagation_targets=[],
        propagate_traces=False,
        auto_session_tracking=False,
        send_client_reports=False,
        enable_backpressure_handling=False,
    )
    Finalize(None, _flush, exitpriority=0)  # a worker of the web server ends without atexit
    signals.worker_process_shutdown.connect(_flush, dispatch_uid="toolkit.error_reports", weak=False)


def _integrations(*, traces: bool) -> list[Integration]:
    found: list[Integration] = [
        LoggingIntegration(level=None, event_level=logging.ERROR, sentry_logs_level=None),
        ExcepthookIntegration(),
        ThreadingIntegration(propagate_scope=False),
        DedupeIntegration(),
        AtexitIntegration(callback=lambda _pending, _timeout: None),
    ]
    if traces:
        from sentry_sdk.integrations.celery import CeleryIntegration
        from sentry_sdk.integrations.django import DjangoIntegration

        # Without them, errors come from the log; with them, the SDK leaves those loggers out and reports them itself.
        found += [
            DjangoIntegration(signals_spans=False, cache_spans=False),
            CeleryIntegration(propagate_traces=False),
        ]
    return found


def _flush(**_of_signal: Any) -> None:
    sentry_sdk.flush(END_SECONDS)


def _cleaned(event: Event) -> Event:
    """Returns a report with only what is known to be about code: no request, user, variables, parameters or breadcrumbs."""
    found: Event = {name: event[name] for name in PLAIN if name in event}
    if "exception" in event:
        found["exception"] = {"values": [_exception(value) for value in event["exception"].get("values", [])]}
    entry = event.get("logentry") or {}
    message = entry.get("formatted") or entry.get("message") or event.get("message") or ""
    if message:
        found["logentry"] = {"formatted": redacted(str(message))}
    if "spans" in event:
        found["spans"] = [_span(span) for span in event["spans"]]
    trace = (event.get("contexts") or {}).get("trace")
    if trace:
        found["contexts"] = {"trace": {name: trace[name] for name in SPAN if name in trace}}
    return found | _work()


def _work() -> Event:
    """Returns what ran: the name of its route or task, and the ids by which the log finds it."""
    work = current_work()
    if work is None:
        return {}
    tags = {"request_id": work.request_id, "route": work.route, "task": work.task, "task_id": work.task_id}
    found: Event = {"tags": {name: value for name, value in tags.items() if value}}
    name = work.route or work.task
    return found | ({"transaction": name} if name else {})


def _exception(value: Event) -> Event:
    found: Event = {name: value.get(name) for name in ("type", "module", "thread_id")}
    found["value"] = redacted(str(value.get("value") or ""))
    mechanism = value.get("mechanism") or {}
    found["mechanism"] = {name: mechanism[name] for name in ("type", "handled") if name in mechanism}
    frames = (value.get("stacktrace") or {}).get("frames") or []
    found["stacktrace"] = {"frames": [{name: frame[name] for name in FRAME if name in frame} for frame in frames]}
    return found


def _span(span: Event) -> Event:
    found: Event = {name: span[name] for name in SPAN if name in span}
    if str(span.get("op", "")).startswith("db"):
        from toolkit.query_watch import shape

        found["description"] = shape(str(span.get("description", "")))
    return found
