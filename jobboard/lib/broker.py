"""Redis as a broker that may go away.

Kombu 5.7 closes the channels of a lost connection twice, the second time without knowing the server's address any more. A
channel that still holds a message then fails with an `AttributeError`, which nobody expects, and the worker ends. Ours fails
with a `ConnectionError`, which Celery expects there: the worker waits for the broker and goes on.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis


class Channel(redis.Channel):
    """Says that its connection is gone in the words of a connection that is gone."""

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("The connection of this channel was closed")
        parameters: dict[str, Any] = super()._connparams(asynchronous)  # type: ignore[misc]  # the stubs leave it out
        return parameters


class Transport(redis.Transport):
    """What ``redis://`` means to Celery here."""

    Channel = Channel


def install() -> None:
    """From now on; for the module that makes the Celery application."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
