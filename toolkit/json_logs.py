"""Formats log lines as JSON, one object a line, redacted.

Fields that every line has: ``time`` (UTC), ``level``, ``logger``, ``message``; while a request or task runs also
``request_id``, ``route``, ``task_id`` and ``task``; after an error ``error``, with type, place and traceback. What a call adds
with ``extra`` is taken if it is a number, a text or a switch: nobody knows what the text of an object holds. Numbers that JSON
doesn't have (NaN, infinity) are texts.
"""

import datetime as dt
import json
import logging
import math
from typing import Any

from toolkit.redaction import SECRET_NAME, message_of, origin, redacted
from toolkit.request_ids import current_work

_OF_PYTHON = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}
MOST = 16_000  # characters of a message or traceback
MOST_NUMBER = 2**63  # larger ones are left out: programs that read the lines, and Python itself, don't take them all


class JsonFormatter(logging.Formatter):
    """``formatter`` of the setting ``LOGGING`` with ``LOG_FORMAT=json``."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _shortened(redacted(message_of(record))),
        }
        line |= _work()
        for name, value in vars(record).items():
            if name not in _OF_PYTHON and name not in line and value is not None:
                self._add(line, name, value)
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            line["error"] = {
                "type": type(error).__name__,
                "place": origin(error),
                "traceback": _shortened(redacted(self.formatException(record.exc_info))),
            }
        elif record.stack_info:
            line["stack"] = _shortened(redacted(record.stack_info))
        return json.dumps(line, ensure_ascii=False, allow_nan=False)

    @staticmethod
    def _add(line: dict[str, Any], name: str, value: object) -> None:
        if isinstance(value, str):
            line[name] = "…" if SECRET_NAME.search(name) else _shortened(redacted(value))
        elif isinstance(value, float) and not math.isfinite(value):
            line[name] = str(value)
        elif isinstance(value, int | float) and abs(value) < MOST_NUMBER and not SECRET_NAME.search(name):
            line[name] = value


def _work() -> dict[str, str]:
    """Returns what runs now. Ids and names of routes are of our making, so they stay whole."""
    work = current_work()
    if work is None:
        return {}
    found = {"request_id": work.request_id, "route": work.route, "task_id": work.task_id, "task": work.task}
    return {name: value for name, value in found.items() if value}


def _shortened(text: str) -> str:
    return text if len(text) <= MOST else f"{text[:MOST]}…"
