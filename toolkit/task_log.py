"""Tells tasks which request they work for, and counts and logs each of them, by signals of Celery."""

import logging
import logging.config
import time
from typing import Any

from celery import signals
from django.conf import settings

from toolkit import metrics
from toolkit.request_ids import MESSAGE_HEADER, VALID, Work, begin, current_request_id, current_work, end

logger = logging.getLogger("tasks")
SENT_AT = "sent_at"  # of a message: seconds since 1970, by the sender's clock
_began = 0.0  # of the task that this process runs; it runs one at a time


def install() -> None:
    """Connects to the signals. Idempotent."""
    signals.setup_logging.connect(_keep_our_logging, dispatch_uid="toolkit.task_log.logging", weak=False)
    signals.before_task_publish.connect(_send_id, dispatch_uid="toolkit.task_log.publish", weak=False)
    signals.task_prerun.connect(_begin, dispatch_uid="toolkit.task_log.begin", weak=False)
    signals.task_postrun.connect(_end, dispatch_uid="toolkit.task_log.end", weak=False)
    signals.task_failure.connect(_count_failure, dispatch_uid="toolkit.task_log.failure", weak=False)


def _keep_our_logging(loglevel: Any = None, **_of_signal: Any) -> None:
    """Celery would print lines of its own form. ``--loglevel`` can only make workers say more than ``LOG_LEVEL``."""
    logging.config.dictConfig(settings.LOGGING)
    root = logging.getLogger()
    if isinstance(loglevel, int) and loglevel:
        root.setLevel(min(root.level, loglevel))


def _send_id(headers: dict[str, Any] | None = None, **_of_signal: Any) -> None:
    if headers is None:
        return
    headers[SENT_AT] = time.time()
    request_id = current_request_id()
    if request_id:
        headers[MESSAGE_HEADER] = request_id


def _begin(task_id: str, task: Any, **_of_signal: Any) -> None:
    global _began
    given = getattr(task.request, MESSAGE_HEADER, None) or current_request_id()
    work = Work(str(given) if VALID.fullmatch(str(given)) else "", task_id=str(task_id), task=str(task.name))
    if current_work() is None:  # else the task runs inside a request or another task
        begin(work)
    _began = time.monotonic()
    waited = _waited(task)
    found = metrics.instruments()
    if found and waited is not None:
        found.task_waits.labels(work.task).observe(waited)
    logger.info("%s began", work.task, extra={} if waited is None else {"wait_ms": round(waited * 1000)})


def _end(task: Any, state: str | None = None, **_of_signal: Any) -> None:
    seconds, work = time.monotonic() - _began, current_work()
    if work and work.task_id != str(
        task.request.id
    ):  # a task inside a request or another task, which count its queries
        work = None
    found = metrics.instruments()
    if found:
        found.tasks.labels(task.name, state or "UNKNOWN").observe(seconds)
        if work:
            found.count_sql("task", task.name, work.queries, work.seconds)
        found.note_memory("worker")
    spent = {"queries": work.queries, "sql_ms": round(work.seconds * 1000, 1)} if work else {}
    logger.info(
        "%s ended: %s, %.1f ms", task.name, state, seconds * 1000,
        extra={"state": state, "duration_ms": round(seconds * 1000, 1), **spent},
    )  # fmt: skip
    if work:
        end()


def _count_failure(sender: Any = None, exception: BaseException | None = None, **_of_signal: Any) -> None:
    if exception is not None:
        metrics.count_exception("task", str(getattr(sender, "name", "")), exception)


def _waited(task: Any) -> float | None:
    """Returns seconds since the message was sent; ``None`` for one that wasn't sent now, such as a retry or one with a
    countdown."""
    request = task.request
    sent_at = getattr(request, SENT_AT, None)
    if not isinstance(sent_at, int | float) or getattr(request, "eta", None) or getattr(request, "retries", 0):
        return None
    return max(0.0, time.time() - sent_at)
