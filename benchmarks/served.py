"""Runs a web server of the site for a benchmark: one granian worker on its own processor, with the local database."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from local.command import local_mode  # noqa: E402 - the checkout must be on the path first


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served_site() -> Iterator[int]:
    """Runs the site with the demo content and yields its port. Servers that it started stop with it."""
    with local_mode(["manage.py", "benchmark"]):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
        for command in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"], ["load_demo"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        port = free_port()
        server = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
                "--workers", "1", "--blocking-threads", "1", "--no-ws", "--log-level", "warning", "jobboard.wsgi:application",
            ],
            cwd=ROOT,
            env={**os.environ, "SITE_URL": f"http://127.0.0.1:{port}"},  # a browser stays at this address
        )  # fmt: skip
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def give_processors(server_port: int) -> bool:
    """Puts the server's processes on the first processor and this one on the others; returns whether the system allows it."""
    import psutil

    if not hasattr(os, "sched_setaffinity") or (os.cpu_count() or 1) < 2:
        return False
    everything = sorted(os.sched_getaffinity(0))
    serving = {
        connection.pid
        for connection in psutil.net_connections("tcp")
        if connection.laddr and connection.laddr.port == server_port
    }
    for pid in filter(None, serving):
        for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            process.cpu_affinity(everything[:1])
    os.sched_setaffinity(0, everything[1:])
    return True
