"""Names the request or task that runs now: for log lines, error pages, error reports, and the tasks that it starts.

Django's request is bound to a thread for its whole life, and a Celery task to a process, so one context variable holds for all
code below. A thread that a view starts has none.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

HEADER = "X-Request-ID"  # of responses
MESSAGE_HEADER = "request_id"  # of messages to Celery's workers
VALID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
# Names of routes for answers that no view gives.
STATIC, UNKNOWN = "static", "unknown"


@dataclass(slots=True)
class Work:
    """A request or a task, and what it has spent in the database so far. ``seconds``: of SQL."""

    request_id: str = ""
    request: HttpRequest | None = None
    task_id: str = ""
    task: str = ""
    queries: int = 0
    seconds: float = 0.0

    @property
    def route(self) -> str:
        """The name of the request's route; empty for a task."""
        return route_of(self.request) if self.request else ""


_current: ContextVar[Work | None] = ContextVar("current_work", default=None)


def current_work() -> Work | None:
    return _current.get()


def current_request_id() -> str:
    """Returns the id of the request that this code works for, in a task too; empty if there is none."""
    work = _current.get()
    return work.request_id if work else ""


@contextmanager
def working(work: Work) -> Iterator[Work]:
    token = _current.set(work)
    try:
        yield work
    finally:
        _current.reset(token)


def begin(work: Work) -> None:
    """Sets the work of this process until ``end``: for signals, which can't be a context."""
    _current.set(work)


def end() -> None:
    _current.set(None)


def request_id_of(request: HttpRequest) -> str:
    """Returns the id that our proxy gave the request (``REQUEST_ID_HEADER``), or a new one. Both are safe to print."""
    if settings.REQUEST_ID_HEADER:
        given = str(request.META.get(f"HTTP_{settings.REQUEST_ID_HEADER.upper()}", ""))
        if VALID.fullmatch(given):
            return given
    return secrets.token_hex(10)


def route_of(request: HttpRequest) -> str:
    """Returns the name of the route, such as ``jobs:detail``. It's one of a fixed set, never a part of the address."""
    match = request.resolver_match
    if match:
        return match.view_name or UNKNOWN
    kept: str = getattr(request, "kept_route", "")
    if kept:
        return kept
    return STATIC if request.path_info.startswith(settings.STATIC_URL) else UNKNOWN
