"""Rate limits for a visitor's actions, counted in Valkey across processes."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from limits import parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from toolkit import valkey
from toolkit.client import client_network

T = TypeVar("T")
_parsed = lru_cache(maxsize=100)(parse)


@dataclass(frozen=True)
class Allowance:
    """What is left of a rate after a request was counted. ``resets_in``: seconds until all of ``limit`` is there again."""

    limit: int
    remaining: int
    resets_in: int
    is_over: bool


class Counters(RedisStorage):
    """Counters in Valkey."""

    def __init__(self, url: str) -> None:
        super().__init__("redis://", connection_pool=valkey.pool_of(url))
        self._count = self.get_connection().register_script(_COUNT.encode())

    def count(self, key: str, seconds: int) -> tuple[int, int]:
        """Counts one more; returns the number, and for how many seconds it counts. One trip."""
        used, left = self._count([self.prefixed_key(key)], [seconds])
        return used, left


class _CountersHere(MemoryStorage):
    def count(self, key: str, seconds: int) -> tuple[int, int]:
        used = self.incr(key, seconds)
        return used, math.ceil(self.get_expiry(key) - time.time())


_COUNT = """
local used = redis.call("incr", KEYS[1])
if used == 1 then redis.call("expire", KEYS[1], ARGV[1]) end
return {used, redis.call("ttl", KEYS[1])}
"""


@cache
def _limiter(url: str) -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(storage(url))


def storage(url: str) -> Counters:
    """Returns counters in the server at ``url``, by the site's own connections."""
    return Counters(url)


@cache
def _limiter_here() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(_CountersHere())


def allow(request: HttpRequest, action: str, rate: str, *, of: str = "") -> bool:
    """Counts one ``action`` of this visitor, or of the key ``of``, and returns whether it is within ``rate`` (for
    example ``"5/hour"``).

    While Valkey is unavailable, each process counts separately.
    """
    return allow_key(action, rate, of=of or client_network(request))


def allow_key(action: str, rate: str, *, of: str) -> bool:
    """The same as `allow`, where there is no request."""
    counted = (parse(rate), action, of)
    return _ask(lambda limiter: limiter.hit(*counted))


def spend(action: str, rate: str, *, of: str) -> Allowance:
    """The same as `allow_key`, and says what is left."""
    item = _parsed(rate)
    key = item.key_for(action, of)

    def count(limiter: FixedWindowRateLimiter) -> Allowance:
        counters: Any = limiter.storage  # one of the two above
        used, left = counters.count(key, item.get_expiry())
        return Allowance(item.amount, max(0, item.amount - used), max(1, left), used > item.amount)

    return _ask(count)


def has_room(request: HttpRequest, action: str, rate: str, *, of: str = "") -> bool:
    """Returns whether `allow` would return True now; counts nothing."""
    counted = (parse(rate), action, of or client_network(request))
    return _ask(lambda limiter: limiter.test(*counted))


def _ask(question: Callable[[FixedWindowRateLimiter], T]) -> T:
    try:
        return question(_limiter(settings.CACHE_URL))
    except RedisError as error:
        valkey.report_failure(error)
        return question(_limiter_here())
