"""A web server that is told to stop says so first, serves on, and loses no request. Real granian, under load."""

import contextlib
import http.client
import os
import signal
import sys
import threading
import time

import pytest

from local.files import free_port, port_is_free
from operations.web import Drain
from operations.web_settings import web_settings
from tests.local.support import eventually, started
from toolkit.environment import Environment, SettingError

SERVE = """
import os, sys
from operations.web import serve
from operations.web_settings import web_settings
from toolkit.environment import Environment
if __name__ == "__main__":
    serve(web_settings(Environment(os.environ)), application=sys.argv[1])
"""
SITE, NOT_DJANGO = "tests.operations.served:application", "tests.operations.served_draining:application"
CLIENTS = 8
DRAIN = 3  # seconds


@contextlib.contextmanager
def web(tmp_path, application=SITE, **more):
    script = tmp_path / "serve.py"
    script.write_text(SERVE)
    port = free_port()
    environ = {**os.environ, "PYTHONPATH": os.getcwd(), "WEB_PORT": str(port), "WEB_THREADS": "8", "DRAIN_SECONDS": str(DRAIN), **more}  # fmt: skip
    with started(sys.executable, str(script), application, environ=environ) as server:
        eventually(lambda: not port_is_free(port) and get(port, "/health/live")[0] == 200, "it answers", 60)
        yield server, port
        server.terminate()
        server.terminate()
        server.wait(30)


def get(port, path, connection=None):
    """Status and body; 0 and the error if there is no answer."""
    own = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        own.request("GET", path, headers={"Host": "localhost"})
        answer = own.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        return 0, repr(error).encode()
    finally:
        if connection is None:
            own.close()


class Balancer:
    """Clients that ask a server for as long as it says that it's ready; half of them keep their connection."""

    def __init__(self, port):
        self.port, self.is_ready, self.answers, self.probes = port, True, [], []
        self.threads = [threading.Thread(target=self.probe), *(threading.Thread(target=self.ask, args=(n % 2,)) for n in range(CLIENTS))]  # fmt: skip

    def probe(self):
        while self.is_ready:
            status, body = get(self.port, "/health/ready")
            self.probes.append((time.monotonic(), status, body))
            self.is_ready = status == 200
            time.sleep(0.1)  # a balancer's interval, if a short one

    def ask(self, keeps):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            while self.is_ready:
                self.answers.append(get(self.port, "/slow?seconds=0.01", connection if keeps else None))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        for thread in self.threads:
            thread.join()


def test_a_stopping_server_is_left_first_and_answers_everybody(tmp_path):
    with web(tmp_path) as (server, port):
        with Balancer(port) as balancer:
            eventually(lambda: len(balancer.answers) > 200, "load", 20)
            stopped = time.monotonic()
            server.send_signal(signal.SIGTERM)
        seen, status, body = balancer.probes[-1]
        assert (status, body) == (503, b'{"ready": false, "draining": true}')
        assert seen - stopped < DRAIN
        assert set(balancer.answers) == {(200, b"done")}

        # Still serving: to balancers that haven't asked yet, and to a request that takes until after the end of listening.
        assert get(port, "/health/live") == (200, b"ok")
        last = []
        slow = threading.Thread(target=lambda: last.append(get(port, f"/slow?seconds={DRAIN + 1}")))
        slow.start()
        server.wait(30)
        slow.join()
        assert last == [(200, b"done")]
        assert stopped + DRAIN < time.monotonic() < stopped + DRAIN + 10
        assert server.returncode == 0
        assert get(port, "/health/live")[0] == 0


def test_a_second_signal_ends_the_wait(tmp_path):
    with web(tmp_path, NOT_DJANGO, DRAIN_SECONDS="600", WEB_WORKERS="1") as (server, port):
        server.send_signal(signal.SIGTERM)
        eventually(lambda: get(port, "/")[1] == b"True", "it drains", 10)
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        assert server.returncode == 0


def test_settings_of_the_web_server():
    assert web_settings(Environment({})).drain == 5
    found = web_settings(Environment({"WEB_HOST": "0.0.0.0", "WEB_WORKERS": "3", "DRAIN_SECONDS": "0"}))  # noqa: S104
    assert (found.host, found.workers, found.drain) == ("0.0.0.0", 3, 0)  # noqa: S104
    with pytest.raises(SettingError, match="^DRAIN_SECONDS must be a whole number from 0 to 600"):
        web_settings(Environment({"DRAIN_SECONDS": "soon"}))


def test_it_drains_although_its_folder_was_cleaned_up(tmp_path):
    """systemd-tmpfiles removes what is ten days old from /tmp."""
    stopped = threading.Event()
    drain = Drain(tmp_path / "gone" / "draining", 0.05)
    drain.stop = lambda *_signal: stopped.set()
    drain.begin(signal.SIGTERM, None)
    assert drain.path.exists()
    assert stopped.wait(10)


def test_it_stops_at_once_if_nobody_can_be_told(tmp_path):
    (tmp_path / "a file").touch()
    drain, stopped = Drain(tmp_path / "a file" / "draining", 60), []
    drain.stop = lambda number, _frame: stopped.append(number)
    drain.begin(signal.SIGTERM, None)
    assert stopped == [signal.SIGTERM]
