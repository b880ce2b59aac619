"""Cache backend in Valkey that degrades: while the server is unavailable, reads miss and writes are dropped.

Two things have to survive that. Allauth's counts (attempts, used codes) are kept in the process until the server is
back. And keys that were written or deleted in the meantime are deleted from the server before it is read again, so an
ended session doesn't come back.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from toolkit import valkey

MOST = 10_000  # keys remembered while the server is unavailable; beyond that the whole cache is emptied
COUNTED = ":allauth"

T = TypeVar("T")
_here = LocMemCache("valkey-away", {"OPTIONS": {"MAX_ENTRIES": MOST}})
_dropped: set[str] = set()


@valkey.on_recovery
def forget_dropped(server: "redis.Redis") -> None:
    """Removes the keys that couldn't be written or deleted from the recovered server."""
    if len(_dropped) >= MOST:
        server.flushdb()
        _dropped.clear()
    while _dropped:
        server.delete(key := next(iter(_dropped)))
        _dropped.discard(key)
    _here.clear()


class Client(RedisCacheClient):
    def __init__(self, servers: Any, **options: Any) -> None:
        super().__init__(servers, **options)
        self._pool_class = valkey.Pool

    def ping(self) -> None:
        """Raises ``redis.RedisError`` when the server doesn't respond."""
        self.get_client(write=True).ping()

    def _failed(self, error: Exception) -> None:
        cast("valkey.Pool", self.get_client(write=True).connection_pool).breaker.failed(error)

    def _read(self, ask: Callable[[], T], otherwise: Callable[[], T]) -> T:
        try:
            return ask()
        except redis.RedisError as error:
            self._failed(error)
            return otherwise()

    def _write(self, keys: Iterable[str], ask: Callable[[], T], otherwise: Callable[[], T]) -> T:
        try:
            return ask()
        except redis.RedisError as error:
            self._failed(error)
            if len(_dropped) < MOST:
                _dropped.update(keys)
            return otherwise()

    def get(self, key: Any, default: Any) -> Any:
        return self._read(
            lambda: super(Client, self).get(key, default),
            lambda: _here.get(key, default) if COUNTED in key else default,
        )

    def get_many(self, keys: Any) -> Any:
        return self._read(lambda: super(Client, self).get_many(keys), dict)

    def has_key(self, key: Any) -> Any:
        return self._read(
            lambda: super(Client, self).has_key(key), lambda: _here.has_key(key) if COUNTED in key else False
        )

    def add(self, key: Any, value: Any, timeout: Any) -> Any:
        return self._write(
            [key],
            lambda: super(Client, self).add(key, value, timeout),
            lambda: _here.add(key, value, timeout) if COUNTED in key else True,
        )

    def set(self, key: Any, value: Any, timeout: Any) -> Any:
        self._write(
            [key],
            lambda: super(Client, self).set(key, value, timeout),
            lambda: _here.set(key, value, timeout) if COUNTED in key else None,
        )

    def touch(self, key: Any, timeout: Any) -> Any:
        return self._write([key], lambda: super(Client, self).touch(key, timeout), lambda: False)

    def delete(self, key: Any) -> Any:
        return self._write(
            [key],
            lambda: super(Client, self).delete(key),
            lambda: _here.delete(key) if COUNTED in key else False,
        )

    def incr(self, key: Any, delta: Any) -> Any:
        """A missing key raises ``ValueError``, except while the server is unavailable."""

        def absent() -> int:
            raise ValueError(f"Key '{key}' not found.")

        return self._write([key], lambda: super(Client, self).incr(key, delta), absent)

    def set_many(self, data: Any, timeout: Any) -> Any:
        self._write(data, lambda: super(Client, self).set_many(data, timeout), lambda: None)

    def delete_many(self, keys: Any) -> Any:
        named = list(keys)
        self._write(named, lambda: super(Client, self).delete_many(named), lambda: None)

    def clear(self) -> Any:
        return self._read(lambda: super(Client, self).clear(), lambda: False)


class Cache(RedisCache):
    """``BACKEND`` of the setting ``CACHES``."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client

    def ping(self) -> None:
        """Raises ``redis.RedisError`` when the server doesn't respond."""
        cast("Client", self._cache).ping()
