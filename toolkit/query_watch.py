"""Counts the queries of each request and task, and logs slow ones without their values.

One wrapper for every connection (Django's ``execute_wrappers``): it sees the statement as it is written, with placeholders.
"""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from toolkit.request_ids import current_work

logger = logging.getLogger(__name__)
MOST = 1_000  # characters of a statement in the log
_TEXT = re.compile(r"'(?:[^']|'')*'?|\$(\w*)\$.*?(?:\$\1\$|\Z)", re.DOTALL)
_NUMBER = re.compile(r"(?<![\w%.\"])\d+(?:\.\d+)?\b")
_LIST = re.compile(r"\((?:%s|\?)(?:, ?(?:%s|\?))+\)")
_SPACE = re.compile(r"\s+")


def install() -> None:
    """Watches all connections that are opened from now on. Idempotent."""
    connection_created.connect(_watch, dispatch_uid="toolkit.query_watch")


def _watch(connection: BaseDatabaseWrapper, **_of_signal: Any) -> None:
    if watched not in connection.execute_wrappers:
        connection.execute_wrappers.append(watched)


def watched(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Runs a query and adds it to what the request or task has spent."""
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.perf_counter() - began
        work = current_work()
        if work:
            work.queries += 1
            work.seconds += seconds
        if 0 < settings.SLOW_QUERY_MS <= seconds * 1000:
            logger.warning("Slow query: %s", shape(sql), extra={"duration_ms": round(seconds * 1000, 1)})


def shape(sql: str) -> str:
    """Returns a statement on one line, with ``?`` in place of every value that is written into it."""
    text = _NUMBER.sub("?", _TEXT.sub("?", str(sql)[: 20 * MOST]))
    text = _SPACE.sub(" ", _LIST.sub("(…)", text)).strip()
    return text if len(text) <= MOST else f"{text[:MOST]}…"
