"""Two workers of a host with one address for metrics: one answers for both, and the other one takes its place."""

import contextlib
import http.client
import socket
import subprocess
import sys

import pytest
from django.conf import settings

from local.files import free_port
from tests.local.support import eventually

TOKEN = "a-token-of-many-characters"
SERVE = """
import sys
import django
from django.conf import settings
django.setup()
settings.WORKER_METRICS, settings.METRICS_TOKEN, settings.METRICS_DIR = sys.argv[1:]
from operations.metrics import worker
from toolkit import metrics
worker.AGAIN_SECONDS = 0.1
metrics.count_exception("task", "a.task", ValueError())
worker._serve()
sys.stdin.read()
"""


def counted(port, host="127.0.0.1"):
    """How many errors the workers of this host counted, or None."""
    with (
        contextlib.suppress(OSError),
        contextlib.closing(http.client.HTTPConnection(host, port, timeout=5)) as asked,
    ):
        asked.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        for line in asked.getresponse().read().decode().splitlines():
            if line.startswith("jobboard_exceptions_total{"):
                return float(line.rpartition(" ")[2])
    return None


@pytest.fixture
def worker(tmp_path):
    running = []
    port = free_port(0)

    def start(host="127.0.0.1"):
        log = tmp_path / f"log{len(running)}"
        words = [sys.executable, "-c", SERVE, f"{host}:{port}", TOKEN, str(tmp_path / "metrics")]
        with log.open("w") as file:
            running.append(subprocess.Popen(words, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stderr=file))
        return running[-1], log

    start.port = port
    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_one_worker_answers_for_all_and_another_takes_its_place(worker):
    first, _log = worker()
    eventually(lambda: counted(worker.port) == 1, "the first worker answers", 60)
    _second, log = worker()
    eventually(lambda: counted(worker.port) == 2, "it answers for the second one, too", 60)
    eventually(lambda: "is in use. If another worker of this host has it" in log.read_text(), "the log says why")
    first.kill()
    first.wait(20)
    eventually(lambda: counted(worker.port) == 2, "the second one answers, with what the first one counted", 60)
    eventually(lambda: "this worker answers" in log.read_text(), "the log says so")
    assert log.read_text().count("is in use") == 1


def test_an_address_of_version_6_is_one_too(worker):
    if not socket.has_ipv6:
        pytest.skip("NOT TESTED: no addresses of version 6 here.")
    worker("[::1]")
    eventually(lambda: counted(worker.port, "::1") == 1, "it answers", 60)
