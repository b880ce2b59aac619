"""A broker that goes away while messages are held, with a Valkey of the test's own."""

import contextlib
import logging

import pytest
from kombu import Connection, Consumer, Queue
from kombu.common import ignore_errors
from kombu.pidbox import Mailbox

from jobboard.lib import broker
from jobboard.local.valkey import Valkey


@pytest.fixture
def valkey(tmp_path):
    server = Valkey(tmp_path, throwaway=True)
    server.start()
    yield server
    server.stop()


def test_a_lost_connection_with_a_message_in_hand_closes_as_a_worker_closes_it(valkey):
    broker.install()
    connection, queue, held = Connection(valkey.url()), Queue("doorbell"), []
    connection.Producer().publish({}, routing_key=queue.name, declare=[queue])
    # A worker has a channel for its orders beside that of its tasks, and asks for the next task while one is under way.
    Mailbox("orders", type="fanout").Node("worker", channel=connection.channel()).listen()
    Consumer(connection, [queue], callbacks=[lambda _body, message: held.append(message)]).consume()
    with contextlib.suppress(TimeoutError):
        while True:
            connection.drain_events(timeout=0.5)
    [message] = held

    valkey.stop()
    # What Celery does then (worker/consumer/consumer.py, on_connection_error_after_connected): anything but a connection error ends it.
    with contextlib.suppress(*connection.connection_errors):
        connection.collect(socket_timeout=1)
    ignore_errors(connection, connection.close)
    message.ack_log_error(logging.getLogger(__name__), connection.connection_errors)
