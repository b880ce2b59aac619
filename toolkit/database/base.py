"""PostgreSQL backend with a circuit breaker.

A server that is stopped refuses at once. One that hangs, or whose network drops packets, blocks a caller until
``connect_timeout``. After that, connections fail at once and one caller tries again after each interval.
"""

from functools import cache
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from toolkit.circuit_breaker import CircuitBreaker
from toolkit.database import DatabaseUnreachableError


@cache
def breaker(host: str, port: str, name: str) -> CircuitBreaker:
    """One for each database: a pooler has the primary and the replica at one address."""
    return CircuitBreaker(f"PostgreSQL at {host}:{port}/{name}")


class DatabaseWrapper(base.DatabaseWrapper):
    """``ENGINE`` of the setting ``DATABASES``."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Raises ``DatabaseUnreachableError``."""
        waits = breaker(*(str(conn_params.get(part, "")) for part in ("host", "port", "dbname")))
        if not waits.may_try():
            raise DatabaseUnreachableError(f"{waits.name} does not answer")
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError as error:
            if isinstance(error, psycopg.errors.ConnectionTimeout):
                waits.failed(error)
            raise DatabaseUnreachableError(str(error)) from error
        waits.succeeded()
        return connection
