"""How often one visitor may do something, counted in Valkey so that all processes share the count."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from limits import parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from jobboard.lib import valkey
from jobboard.lib.client_address import client_network


@cache
def _limiter(url: str) -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(RedisStorage(url, connection_pool=valkey.pool()))


@cache
def _limiter_here() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())


def allow(request: HttpRequest, action: str, rate: str, *, of: str = "") -> bool:
    """Counts one ``action`` of this visitor, or ``of`` whatever is named, and says whether it is within ``rate`` (for example
    ``"5/hour"``).

    While Valkey is away each process counts for itself.
    """
    counted = (parse(rate), action, of or client_network(request))
    try:
        return _limiter(settings.CACHE_URL).hit(*counted)
    except RedisError as error:
        valkey.failed(error)
        return _limiter_here().hit(*counted)
