"""How often one visitor may do something, counted in Valkey so that all processes share the count."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from limits import parse
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError


@cache
def _limiter() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(RedisStorage(settings.CACHE_URL, socket_timeout=1, socket_connect_timeout=1))


def client_address(request: HttpRequest) -> str:
    """The visitor's address: the one the nearest of our ``TRUSTED_PROXY_COUNT`` proxies saw, whatever the visitor claims."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXY_COUNT
    if trusted and len(hops) >= trusted:
        return str(hops[-trusted])
    return str(request.META.get("REMOTE_ADDR", ""))


def allow(request: HttpRequest, action: str, rate: str, *, of: str = "") -> bool:
    """Counts one ``action`` of this visitor, or ``of`` whatever is named, and says whether it is within ``rate`` (for example
    ``"5/hour"``).

    When Valkey is away everything is allowed: a reader's report matters more than the limit.
    """
    try:
        return _limiter().hit(parse(rate), action, of or client_address(request))
    except RedisError:
        return True
