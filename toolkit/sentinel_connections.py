"""Connections to a primary that sentinels name, closed after every failure.

redis-py 8.1 keeps them open when an answer doesn't come in time. The next command on such a connection would read the answer to
the one before, which may be somebody else's page; and where the primary's machine is gone, each would wait again.
"""

from typing import Any

from redis.sentinel import SentinelManagedConnection, SentinelManagedSSLConnection


class _ClosesOnFailure:
    def read_response(
        self, disable_decoding: bool = False, *, disconnect_on_error: bool | None = True, **options: Any
    ) -> Any:
        return super().read_response(disable_decoding, disconnect_on_error=disconnect_on_error, **options)  # type: ignore[misc]  # of the class beside it


class PrimaryConnection(_ClosesOnFailure, SentinelManagedConnection):
    """A connection without encryption."""


class PrimarySSLConnection(_ClosesOnFailure, SentinelManagedSSLConnection):
    """A connection with TLS."""
