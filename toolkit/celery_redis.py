"""Celery transport for Redis that survives a lost broker.

PostgreSQL is the queue and the broker only a trigger: a task that can't be enqueued is found by the next sweep, so a request
neither fails nor waits.

Kombu 5.7 closes the channels of a lost connection twice, the second time without the server's address. A channel with an
unacknowledged message then raises an `AttributeError`, and the worker exits. This transport raises a `ConnectionError` instead,
which Celery expects: the worker reconnects and continues.
"""

from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from celery.result import AsyncResult
from celery.utils import uuid
from kombu import Connection
from kombu.exceptions import OperationalError
from kombu.transport import TRANSPORT_ALIASES, redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from toolkit.circuit_breaker import CircuitBreaker
from toolkit.sentinel_connections import PrimaryConnection, PrimarySSLConnection

PATIENCE = {"max_retries": 0, "socket_timeout": 2, "socket_connect_timeout": 2}
RETRIES = {"interval_start": 1, "interval_step": 1, "interval_max": 3}  # seconds between two attempts


class _MayBeClosed:
    """Raises a ``ConnectionError`` when its connection was already closed."""

    connection: Any

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("The connection of this channel was closed")
        parameters: dict[str, Any] = super()._connparams(asynchronous)  # type: ignore[misc]  # missing in the stubs
        return parameters


class Channel(_MayBeClosed, redis.Channel):
    """A channel of one server."""


class Transport(redis.Transport):
    """The transport for ``redis://`` URLs on this site."""

    Channel = Channel


class SentinelChannel(_MayBeClosed, redis.SentinelChannel):
    """A channel of the primary that sentinels name. Each sentinel is asked once: if one is gone, the next one knows."""

    sentinel_kwargs: dict[str, Any] | None = None
    connection_class = PrimaryConnection
    connection_class_ssl = PrimarySSLConnection

    def _sentinel_managed_pool(self, asynchronous: bool = False) -> Any:
        self.sentinel_kwargs = {**(self.sentinel_kwargs or {}), "retry": Retry(NoBackoff(), 0)}
        return super()._sentinel_managed_pool(asynchronous)  # type: ignore[misc]  # missing in the stubs


class SentinelTransport(redis.SentinelTransport):
    """The transport for ``sentinel://`` URLs on this site."""

    Channel = SentinelChannel


class ImpatientConnection(Connection):
    """Tries to connect every few seconds; Kombu would wait longer each time, up to half a minute."""

    def ensure_connection(self, *arguments: Any, **options: Any) -> Any:
        return super().ensure_connection(*arguments, **{**RETRIES, **options})


class Amqp(AMQP):
    Connection = ImpatientConnection


def install() -> None:
    """Registers the transports; called by the module that creates the Celery application."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
    TRANSPORT_ALIASES["sentinel"] = f"{__name__}:SentinelTransport"


class Application(Celery):
    """Celery application with a single way to enqueue tasks: ``delay``, ``delay_on_commit`` and ``apply_async`` all end
    in it."""

    amqp_cls = f"{__name__}:Amqp"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.breaker = CircuitBreaker("The broker")

    def connection_for_write(self, *arguments: Any, **options: Any) -> Any:
        """Kombu would retry for six seconds if the server refuses, and for ten if it doesn't respond, while a visitor
        waits."""
        return super().connection_for_write(*arguments, **{**options, "transport_options": PATIENCE})

    def send_task(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Tries once, for a few seconds at most, and never raises when the broker is unavailable. Beat, which passes
        its own ``producer``, gets the error."""
        if options.get("producer"):
            return super().send_task(name, *arguments, **options)
        if self.breaker.may_try():
            try:
                result = super().send_task(name, *arguments, **{**options, "retry": False})
            except (OperationalError, RedisError, OSError) as error:
                self.breaker.failed(error)
            else:
                self.breaker.succeeded()
                return result
        return AsyncResult(options.get("task_id") or uuid(), app=self)
