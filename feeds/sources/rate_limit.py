"""Limits requests to one a second for each host, across processes."""

import time
from functools import cache

from django.conf import settings
from limits import parse
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from toolkit import rate_limits

LONGEST_WAIT = 20.0  # seconds
_RATE = parse("1/second")


@cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(rate_limits.storage(settings.CACHE_URL))


def wait_for_turn(host: str) -> bool:
    """Waits until ``host`` can be requested again; returns ``False`` if that takes longer than ``LONGEST_WAIT``.

    If Valkey is down, each process waits a second on its own.
    """
    give_up = time.monotonic() + LONGEST_WAIT
    try:
        while not _limiter().hit(_RATE, "fetch", host):
            if time.monotonic() > give_up:
                return False
            time.sleep(0.1)
    except RedisError:
        time.sleep(1)
    return True
