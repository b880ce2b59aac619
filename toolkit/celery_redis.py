"""Celery transport for Redis that survives a lost broker.

PostgreSQL is the queue and the broker only a trigger: a task that can't be enqueued is found by the next sweep, so a request
neither fails nor waits.

Kombu 5.7 closes the channels of a lost connection twice, the second time without the server's address. A channel with an
unacknowledged message then raises an `AttributeError`, and the worker exits. This transport raises a `ConnectionError` instead,
which Celery expects: the worker reconnects and continues.
"""

from typing import Any

from celery import Celery
from celery.result import AsyncResult
from celery.utils import uuid
from kombu.exceptions import OperationalError
from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import RedisError

from toolkit.circuit_breaker import CircuitBreaker

PATIENCE = {"max_retries": 0, "socket_timeout": 2, "socket_connect_timeout": 2}


class Channel(redis.Channel):
    """Raises a ``ConnectionError`` when its connection was already closed."""

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("The connection of this channel was closed")
        parameters: dict[str, Any] = super()._connparams(asynchronous)  # type: ignore[misc]  # missing in the stubs
        return parameters


class Transport(redis.Transport):
    """The transport for ``redis://`` URLs on this site."""

    Channel = Channel


def install() -> None:
    """Registers the transport; called by the module that creates the Celery application."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"


class Application(Celery):
    """Celery application with a single way to enqueue tasks: ``delay``, ``delay_on_commit`` and ``apply_async`` all end
    in it."""

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
