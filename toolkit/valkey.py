"""Connections to the Valkey server of the cache, with a circuit breaker.

The page cache, rate limits and Django's cache all connect through a pool of this module. While the server is unavailable, calls
fail at once with a ``redis.ConnectionError``, and callers continue without it. When it is back, the functions registered
with ``on_recovery`` run before anything is read: its data may be older than what was written in the meantime.

With sentinels (`toolkit.valkey_address`), each new connection asks them for the primary. Another primary counts as a server that
is back: a replica can lack the last writes of its primary.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel, SentinelConnectionPool

from toolkit import valkey_address
from toolkit.circuit_breaker import CircuitBreaker
from toolkit.sentinel_connections import PrimaryConnection, PrimarySSLConnection

# Fails within a second; a connection that the server has closed is reopened at once.
PATIENCE: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1}
# Each sentinel is asked once and shortly: if one is gone, the next one knows.
SENTINEL_PATIENCE: dict[str, Any] = {
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
    "retry": Retry(NoBackoff(), 0),
}
PROBE = "valkey:probe"
CONFIRM_MS = 100

R = TypeVar("R", bound=Callable[["redis.Redis"], None])
_recoveries: list[Callable[["redis.Redis"], None]] = []


def on_recovery(act: R) -> R:
    """Registers a function to run before a recovered server is used again. It may run in every process, and
    repeatedly."""
    _recoveries.append(act)
    return act


@cache
def _breaker(where: str) -> CircuitBreaker:
    return CircuitBreaker(f"Valkey at {where}")


def _once_more() -> Retry:
    return Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))


class _Guarded(redis.ConnectionPool):
    """Hands out connections unless the server is known to be unavailable."""

    breaker: CircuitBreaker

    def get_connection(self, *arguments: Any, **options: Any) -> Any:
        if self.breaker.is_open:
            if not self.breaker.may_try():
                raise redis.ConnectionError(f"{self.breaker.name} is down")
            try:
                self.recover()
            except redis.RedisError as error:
                self.breaker.failed(error)
                raise
            self.disconnect(inuse_connections=False)  # to a server that hung, or isn't the primary anymore
            self.breaker.succeeded()
        try:
            return super().get_connection(*arguments, **options)
        except (redis.ConnectionError, redis.TimeoutError) as error:
            self.breaker.failed(error)
            raise

    def recover(self) -> None:
        """Brings the server up to date. Raises ``redis.RedisError`` if it doesn't answer, or takes no writes."""
        raise NotImplementedError  # abstract: one server and sentinels each define it


def _bring_up_to_date(pool: redis.ConnectionPool) -> None:
    try:
        with redis.Redis(connection_pool=pool) as client:
            client.set(PROBE, 1, ex=60)
            for act in _recoveries:
                act(client)
    finally:
        pool.disconnect()


class Pool(_Guarded):
    """Connections to one server."""

    is_replicated = False

    def __init__(self, **options: Any) -> None:
        self.options = {**PATIENCE, "retry": _once_more(), **options}
        super().__init__(**self.options)
        where = self.connection_kwargs
        self.breaker = _breaker(f"{where.get('host') or where.get('path', '')}:{where.get('port') or 0}")

    def recover(self) -> None:
        _bring_up_to_date(redis.ConnectionPool(**self.options))


class _Sentinels(Sentinel):
    """Sentinels that are asked for the primary. If they name another one than before, it is brought up to date first."""

    def __init__(self, address: valkey_address.SentinelAddress) -> None:
        asked = {**SENTINEL_PATIENCE, **address.of_sentinels()}
        super().__init__(address.sentinels, sentinel_kwargs=asked)  # type: ignore[no-untyped-call]
        self.options = {**PATIENCE, **address.of_servers()}
        self.known: tuple[str, int] | None = None

    def discover_master(self, service_name: str) -> tuple[str, int]:
        host, port = super().discover_master(service_name)  # type: ignore[no-untyped-call]
        if self.known not in (None, (host, port)):
            self.bring_up_to_date(host, port)
        self.known = host, port
        return host, port

    def bring_up_to_date(self, host: str, port: int) -> None:
        options = dict(self.options)
        if options.pop("ssl", False):
            options["connection_class"] = redis.SSLConnection
        _bring_up_to_date(redis.ConnectionPool(host=host, port=port, **options))


class SentinelPool(_Guarded, SentinelConnectionPool):
    """Connections to the primary that sentinels name."""

    is_replicated = True

    def __init__(self, address: valkey_address.SentinelAddress) -> None:
        self.sentinels = _Sentinels(address)
        options = {**PATIENCE, "retry": _once_more(), **address.of_servers()}
        has_tls = options.pop("ssl", False)
        options["connection_class"] = PrimarySSLConnection if has_tls else PrimaryConnection
        super().__init__(address.primary, self.sentinels, **options)  # type: ignore[no-untyped-call]
        self.breaker = _breaker(f"{address.primary} of {address.sentinels[0][0]}:{address.sentinels[0][1]}")

    def recover(self) -> None:
        self.sentinels.known = None
        self.sentinels.bring_up_to_date(*self.get_master_address())  # type: ignore[no-untyped-call]


@cache
def pool_of(url: str) -> Pool | SentinelPool:
    """Returns the connections to the server at ``url``; one pool in each process."""
    if valkey_address.is_sentinel(url):
        return SentinelPool(valkey_address.parse(url))
    return Pool.from_url(url)


def client() -> "redis.Redis":
    """Returns a client for the server at ``CACHE_URL``. Its methods raise ``redis.RedisError``."""
    return client_of(pool())


@cache
def client_of(connections: Pool | SentinelPool) -> "redis.Redis":
    """Returns a client with these connections, for all threads. To make one takes longer than most commands."""
    return redis.Redis(connection_pool=connections)


def pool() -> Pool | SentinelPool:
    return pool_of(settings.CACHE_URL)


def confirm(pipe: Any, of: Pool | SentinelPool | None = None) -> None:
    """Adds to a pipeline that a replica has to have what came before it, since that replica can be the primary a moment later.
    The answer is the number of replicas that confirmed it: 0 means that the write may get lost. Adds nothing without replicas."""
    if (of or pool()).is_replicated:
        pipe.execute_command("WAIT", 1, CONFIRM_MS)


def report_failure(error: Exception) -> None:
    """Records a failed write: the server isn't used again until it has been brought up to date."""
    pool().breaker.failed(error)
