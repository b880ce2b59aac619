"""A broker that goes away while messages are held, with a Valkey of the test's own."""

import contextlib
import logging
import os
import socket
import time
from urllib.parse import urlsplit

import pytest
import redis
from celery import Celery
from kombu import Connection, Consumer, Queue
from kombu.common import ignore_errors
from kombu.pidbox import Mailbox

from local.valkey import Valkey
from tests.local.support import PYTHON, eventually, started
from toolkit import celery_redis, read_counter


@pytest.fixture
def valkey(tmp_path):
    server = Valkey(tmp_path, throwaway=True)
    server.start()
    yield server
    server.stop()


def test_a_lost_connection_with_a_message_in_hand_closes_as_a_worker_closes_it(valkey):
    celery_redis.install()
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


def test_a_worker_that_starts_before_its_broker_goes_on_trying_and_takes_the_next_task(valkey):
    url = valkey.url()
    environ = {**os.environ, "CELERY_BROKER_URL": url, "CACHE_URL": url}
    command = (
        *PYTHON,
        "-m",
        "celery",
        "-A",
        "jobboard",
        "worker",
        "--pool=solo",
        "--without-gossip",
        "--without-mingle",
    )
    valkey.stop()
    with (
        socket.create_server(("127.0.0.1", urlsplit(url).port)) as nobody,
        started(*command, environ=environ) as worker,
    ):
        nobody.settimeout(120)
        for _attempt in range(2):  # it tries, and tries again
            nobody.accept()[0].close()
        nobody.close()
        valkey.start()
        assert valkey.url() == url
        with redis.Redis.from_url(url) as server:
            server.hset(read_counter.READS, "lighthouse-keeper", 1)
            Celery(broker=url, set_as_current=False).send_task("careers.tasks.count_reads")
            eventually(lambda: not server.exists(read_counter.READS), "the worker takes the task", 120)
        assert worker.poll() is None
        worker.terminate()
        assert worker.wait(30) == 0


@pytest.mark.parametrize("is_silent", [True, False])
def test_handing_a_task_over_to_a_broker_that_is_away_takes_a_moment_only(is_silent):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        if not is_silent:
            server.close()
        app = celery_redis.Application("doorbell", broker=url, set_as_current=False)
        began = time.monotonic()
        app.send_task("careers.tasks.count_reads")
        assert time.monotonic() - began < 5
        assert app.breaker.is_open
