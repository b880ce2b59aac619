"""Counts reads of pages and of their parts in the process, and sends them to Valkey about once a second.

Reads of pages are taken once, by a task that adds them to the database; what it took is lost if it fails. Parts are handed over
in batches instead: a batch stays, under one id, until it's stored and closed. So a batch that is stored together with its
id counts exactly once, wherever a process is killed.
"""

import secrets
import time
from collections import Counter
from collections.abc import Iterable
from multiprocessing.util import Finalize
from threading import Lock
from typing import NamedTuple, cast

import redis
from django.http import HttpRequest

from toolkit import valkey
from toolkit.client import asks_not_to_be_counted, is_opened, is_robot

READS = "{pages}:reads"
PARTS = "{pages}:parts"
BATCH = "{pages}:parts:batch"
ID = b""  # the field of a batch that has its id: no part has an empty name
BOT, AHEAD = "bot", "ahead"
FLUSH_SECONDS = 1.0

_OPEN = """
if redis.call('EXISTS', KEYS[2]) == 0 then
  if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
  redis.call('RENAME', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[2], '', ARGV[1])
end
return redis.call('HGETALL', KEYS[2])
"""
_CLOSE = "if redis.call('HGET', KEYS[1], '') == ARGV[1] then redis.call('DEL', KEYS[1]) end"


class Tally:
    """Counts names in the process, and adds them to a hash in Valkey with the first count after a second, and at the end.

    The server's threads count at the same time, so counts change hands under a lock: none is lost, and none is sent twice.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self.counts: Counter[str] = Counter()
        self.flushed = time.monotonic()
        self.lock = Lock()
        Finalize(None, self.flush, exitpriority=0)  # a worker of the web server ends without atexit

    def add(self, name: str) -> None:
        with self.lock:
            self.counts[name] += 1
            is_due = time.monotonic() - self.flushed > FLUSH_SECONDS
        if is_due:
            self.flush()

    def flush(self) -> None:
        with self.lock:
            counts, self.counts, self.flushed = self.counts, Counter(), time.monotonic()
        if not counts:
            return
        try:
            with valkey.client().pipeline(transaction=True) as pipe:
                for name, count in counts.items():
                    pipe.hincrby(self.key, name, count)
                pipe.execute()
        except redis.RedisError as error:
            valkey.report_failure(error)
            with self.lock:
                self.counts.update(counts)


reads, parts = Tally(READS), Tally(PARTS)


def count(request: HttpRequest, page: str, names: Iterable[str]) -> None:
    """Counts a read of ``page`` by a person, if it has a name, and its parts."""
    if page and not is_robot(request):
        reads.add(page)
    for name in names:
        _count_part(request, name)


def _count_part(request: HttpRequest, name: str) -> None:
    """Counts ``20261130:name``, with ``:bot`` or ``:ahead`` at the end if no person seems to see the page. Counts nothing of
    somebody who asks for that."""
    if request.method != "GET" or asks_not_to_be_counted(request):
        return
    kind = "" if is_opened(request) else f":{BOT}" if is_robot(request) else f":{AHEAD}"
    parts.add(f"{time.strftime('%Y%m%d', time.gmtime())}:{name}{kind}")


def take_reads() -> dict[str, int]:
    """Returns the reads counted since the last call, by name; each is returned once. Empty while Valkey is
    unavailable."""
    try:
        with valkey.client().pipeline(transaction=True) as pipe:
            pipe.hgetall(READS)
            pipe.delete(READS)
            counted = cast("dict[bytes, bytes]", pipe.execute()[0])
    except redis.RedisError as error:
        valkey.report_failure(error)
        return {}
    return {name.decode(): int(count) for name, count in counted.items()}


class Batch(NamedTuple):
    """Counts by name, under an id that they keep until they're closed."""

    id: str
    counts: dict[str, int]


def open_batch() -> Batch | None:
    """Returns the batch of parts that was opened and not closed, else what was counted since; None if nothing was, or while
    Valkey is unavailable."""
    try:
        flat = cast("list[bytes]", valkey.client().eval(_OPEN, 2, PARTS, BATCH, secrets.token_hex(16)))
    except redis.RedisError as error:
        valkey.report_failure(error)
        return None
    found = dict(zip(flat[::2], flat[1::2], strict=True))
    if not found:
        return None
    id = found.pop(ID).decode()
    return Batch(id, {name.decode(): int(count) for name, count in found.items()})


def close_batch(id: str) -> None:
    """Forgets the batch with this id. Idempotent; while Valkey is unavailable, the batch is handed over again."""
    try:
        valkey.client().eval(_CLOSE, 1, BATCH, id)
    except redis.RedisError as error:
        valkey.report_failure(error)
