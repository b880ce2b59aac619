"""A worker that is told to stop finishes its task, and what it can't finish in time goes back to the queue. Real Celery."""

import contextlib
import os
import signal
import sys

import pytest
import redis
from celery import Celery

from local.valkey import Valkey
from tests.local.support import eventually, started

TASK = "tests.operations.worker_task.take"


@pytest.fixture
def broker(tmp_path):
    server = Valkey(tmp_path / "valkey", throwaway=True)
    yield server.start()
    server.stop()


@contextlib.contextmanager
def worker(broker):
    command = (sys.executable, "-m", "celery", "-A", "jobboard", "worker", "--include", "tests.operations.worker_task", "--concurrency=1", "--without-gossip", "--without-mingle")  # fmt: skip
    environ = {name: value for name, value in os.environ.items() if name not in ("CACHE_URL", "CELERY_BROKER_URL")}
    with started(*command, environ={**environ, "REDIS_URL": broker}) as process:
        yield process


def test_nothing_is_lost_when_a_worker_stops(broker, tmp_path):
    log = tmp_path / "log"
    log.touch()
    client = Celery(broker=broker, set_as_current=False)
    queue = redis.Redis.from_url(broker)
    for name in ("first", "second"):
        client.send_task(TASK, [name, str(log)])

    with worker(broker) as process:
        eventually(lambda: "began first" in log.read_text(), "the first task begins", 90)
        process.send_signal(signal.SIGTERM)  # what service managers send: finish, and take no other
        assert any("Warm shutdown" in line for line in process.stdout)
        log.with_name("end first").touch()
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert log.read_text() == "began first\nended first\n"
    assert queue.llen("celery") == 1

    with worker(broker) as process:
        eventually(lambda: "began second" in log.read_text(), "another worker takes the second task", 90)
        assert queue.llen("celery") == 0
        process.send_signal(signal.SIGQUIT)  # finish within seconds, or give back
        process.communicate(timeout=60)
    assert "ended second" not in log.read_text()
    assert queue.llen("celery") == 1
