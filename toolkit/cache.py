"""Cache backend in Valkey that degrades: while the server is unavailable, reads miss and writes are dropped.

Two things have to survive that. Allauth's counts (attempts, used codes) are kept in the process until the server is
back. And keys that were written or deleted in the meantime are deleted from the server before it is read again, so an
ended session doesn't come back.
"""

from collections.abc import Callable, Iterable, Sequence
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


def _remember(keys: Iterable[str]) -> None:
    if len(_dropped) < MOST:
        _dropped.update(keys)


class Client(RedisCacheClient):
    def _get_connection_pool(self, write: bool) -> Any:
        return self._pool

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        return valkey.client_of(self._pool)

    @property
    def _pool(self) -> valkey.Pool | valkey.SentinelPool:
        return valkey.pool_of(self._servers[0])  # type: ignore[attr-defined] # missing in the stubs

    def ping(self) -> None:
        """Raises ``redis.RedisError`` when the server doesn't respond."""
        self.get_client(write=True).ping()

    def _failed(self, error: Exception) -> None:
        self._pool.breaker.failed(error)

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
            _remember(keys)
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
            lambda: self._delete([key]),
            lambda: _here.delete(key) if COUNTED in key else False,
        )

    def _delete(self, keys: Sequence[Any]) -> bool:
        """Deletes the keys from a replica too, which can be the primary a moment later: an ended session would be back. If none
        confirms it, the next primary is told."""
        if not keys:
            return False
        with self.get_client(write=True).pipeline(transaction=False) as pipe:
            pipe.delete(*keys)
            valkey.confirm(pipe, self._pool)
            deleted, *confirmed = pipe.execute()
        if not all(confirmed):
            _remember(keys)
        return bool(deleted)

    def incr(self, key: Any, delta: Any) -> Any:
        """A missing key raises ``ValueError``, except while the server is unavailable."""

        def absent() -> int:
            raise ValueError(f"Key '{key}' not found.")

        return self._write([key], lambda: super(Client, self).incr(key, delta), absent)

    def set_many(self, data: Any, timeout: Any) -> Any:
        self._write(data, lambda: super(Client, self).set_many(data, timeout), lambda: None)

    def delete_many(self, keys: Any) -> Any:
        named = list(keys)
        self._write(named, lambda: self._delete(named), lambda: False)

    def clear(self) -> Any:
        return self._read(lambda: super(Client, self).clear(), lambda: False)


class Cache(RedisCache):
    """``BACKEND`` of the setting ``CACHES``."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client
        self._servers = [server]  # Django would split the addresses of sentinels at their commas

    def ping(self) -> None:
        """Raises ``redis.RedisError`` when the server doesn't respond."""
        cast("Client", self._cache).ping()
