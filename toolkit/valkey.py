"""Connections to the Valkey server of the cache, with a circuit breaker.

The page cache, rate limits and Django's cache all connect through ``Pool``. While the server is away, calls fail at once with a
``redis.ConnectionError``, and callers continue without it. When it is back, the functions registered with ``on_recovery`` run
before anything is read: its data may be older than what was written meanwhile.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from toolkit.circuit_breaker import CircuitBreaker

# Fails within a second; a connection that the server closed meanwhile is opened again at once.
PATIENCE: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1}

R = TypeVar("R", bound=Callable[["redis.Redis"], None])
_recoveries: list[Callable[["redis.Redis"], None]] = []


def on_recovery(act: R) -> R:
    """Registers what to do before a server that was away is used again. It may run in each process, and twice."""
    _recoveries.append(act)
    return act


@cache
def breaker(host: str, port: int) -> CircuitBreaker:
    return CircuitBreaker(f"Valkey at {host}:{port}")


class Pool(redis.ConnectionPool):
    """Hands out connections unless the server is known to be away."""

    def __init__(self, **options: Any) -> None:
        once_more = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
        self.options = {**PATIENCE, "retry": once_more, **options}
        super().__init__(**self.options)
        where = self.connection_kwargs
        self.breaker = breaker(str(where.get("host") or where.get("path", "")), int(where.get("port") or 0))

    def get_connection(self, *arguments: Any, **options: Any) -> Any:
        if self.breaker.is_open:
            if not self.breaker.may_try():
                raise redis.ConnectionError(f"{self.breaker.name} is away")
            self._recover()
        try:
            return super().get_connection(*arguments, **options)
        except (redis.ConnectionError, redis.TimeoutError) as error:
            self.breaker.failed(error)
            raise

    def _recover(self) -> None:
        plain = redis.ConnectionPool(**self.options)
        try:
            with redis.Redis(connection_pool=plain) as client:
                client.ping()
                for act in _recoveries:
                    act(client)
        except redis.RedisError as error:
            self.breaker.failed(error)
            raise
        finally:
            plain.disconnect()
        self.breaker.succeeded()


@cache
def _pool(url: str) -> Pool:
    return Pool.from_url(url)


def client() -> "redis.Redis":
    """The server of ``CACHE_URL``. Its methods raise ``redis.RedisError``."""
    return redis.Redis(connection_pool=_pool(settings.CACHE_URL))


def pool() -> Pool:
    return _pool(settings.CACHE_URL)


def report_failure(error: Exception) -> None:
    """What was to be written was not: nothing more is asked of the server before it was brought up to date."""
    _pool(settings.CACHE_URL).breaker.failed(error)
