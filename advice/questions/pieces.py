"""Pieces of an answer while it is written: kept in Valkey for a short time, for the page that shows it.

What is here may be lost without harm: the finished answer is in PostgreSQL. While Valkey is unavailable, the page shows the
answer when it is done.
"""

import json
from typing import Any, cast

import redis

from toolkit import valkey

KEPT = 15 * 60  # seconds


def add(key: str, claim: dict[str, Any]) -> None:
    """Adds a claim that passed."""
    _write(lambda pipe: (pipe.rpush(key, json.dumps(claim)), pipe.expire(key, KEPT)))


def clear(key: str) -> None:
    _write(lambda pipe: pipe.delete(key))


def read(key: str) -> list[dict[str, Any]]:
    """Returns the claims so far, in order."""
    try:
        found = cast("list[bytes]", valkey.client().lrange(key, 0, -1))
    except redis.RedisError as error:
        valkey.report_failure(error)
        return []
    return [json.loads(piece) for piece in found]


def key_of(question_id: int) -> str:
    return f"advice:pieces:{question_id}"


def _write(act: Any) -> None:
    try:
        with valkey.client().pipeline() as pipe:
            act(pipe)
            pipe.execute()
    except redis.RedisError as error:
        valkey.report_failure(error)
