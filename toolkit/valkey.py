"""Connections to the Valkey server of the cache, with a circuit breaker.

The page cache, rate limits and Django's cache all connect through ``Pool``. While the server is unavailable, calls fail
at once with a ``redis.ConnectionError``, and callers continue without it. When it is back, the functions registered
with ``on_recovery`` run before anything is read: its data may be older than what was written in the meantime.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from toolkit.circuit_breaker import CircuitBreaker

# Fails within a second; a connection that the server has closed is reopened at once.
PATIENCE: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1}

R = TypeVar("R", bound=Callable[["redis.Redis"], None])
_recoveries: list[Callable[["redis.Redis"], None]] = []


def on_recovery(act: R) -> R:
    """Registers a function to run before a recovered server is used again. It may run in every process, and
    repeatedly."""
    _recoveries.append(act)
    return act


@cache
def breaker(host: str, port: int) -> CircuitBreaker:
    return CircuitBreaker(f"Valkey at {host}:{port}")


class Pool(redis.ConnectionPool):
    """Hands out connections unless the server is known to be unavailable."""

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
    """Returns a client for the server at ``CACHE_URL``. Its methods raise ``redis.RedisError``."""
    return redis.Redis(connection_pool=_pool(settings.CACHE_URL))


def pool() -> Pool:
    return _pool(settings.CACHE_URL)


def report_failure(error: Exception) -> None:
    """Records a failed write: the server isn't used again until it has been brought up to date."""
    _pool(settings.CACHE_URL).breaker.failed(error)
