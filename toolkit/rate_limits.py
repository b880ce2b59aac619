"""Rate limits for a visitor's actions, counted in Valkey across processes."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from limits import parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from toolkit import valkey
from toolkit.client import client_network

T = TypeVar("T")


@dataclass(frozen=True)
class Allowance:
    """What is left of a rate after a request was counted. ``resets_in``: seconds until all of ``limit`` is there again."""

    limit: int
    remaining: int
    resets_in: int
    is_over: bool


@cache
def _limiter(url: str) -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(storage(url))


def storage(url: str) -> RedisStorage:
    """Returns counters in the server at ``url``, by the site's own connections."""
    return RedisStorage("redis://", connection_pool=valkey.pool_of(url))


@cache
def _limiter_here() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())


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
    """The same as `allow_key`, and says what is left. Two trips to Valkey."""
    item = parse(rate)
    key = item.key_for(action, of)

    def count(limiter: FixedWindowRateLimiter) -> Allowance:
        used = limiter.storage.incr(key, item.get_expiry())
        left = math.ceil(limiter.storage.get_expiry(key) - time.time())
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
