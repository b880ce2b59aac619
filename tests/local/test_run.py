"""The whole life of a local site: up, alone, down without a trace, and up again even after a kill."""

import http.client
import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

import psutil
import pytest

from local.files import FileLock, free_port
from local.processes import processes_marked
from local.servers import Servers
from local.site import CHECKOUT, Site

from .conftest import copy_home
from .support import LONGEST_STOP, PYTHON, eventually, started

RUN = (*PYTHON, "-m", "local", "run")


@pytest.fixture
def site(home: Path, environ: dict[str, str]) -> Site:
    environ["PORT"] = str(free_port())
    return Site.from_environ(environ)


def wait_until_ready(process: subprocess.Popen[str], site: Site) -> str:
    """Everything it says up to and with the Ready line."""
    said = ""
    for line in process.stdout:
        said += line
        if line == f"Ready: {site.url}\n":
            return said
    pytest.fail(f"it ended with {process.wait()} and said:\n{said}")


PROCESSES = {
    "local.mail_catcher": "mail",
    "local.stripe": "stripe",
    "local.model": "model",
    "granian": "web",
    "worker": "worker",
    "beat": "beat",
}


class Said:
    """What a process says, line by line, while it goes on."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.text = ""
        self._reader = threading.Thread(target=self._read, args=(process,), daemon=True)
        self._reader.start()

    def wait_for(self, words: str) -> None:
        eventually(lambda: words in self.text, f"it says “{words}”", 90)

    def _read(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout:
            self.text += line


def oldest(site: Site, word: str) -> psutil.Process | None:
    """The first process of the site with ``word`` among its arguments: the others are its children."""
    found = [p for p in processes_marked("LOCAL_DIR", str(site.folder)) if word in p.cmdline()]
    return min(found, key=lambda process: process.create_time(), default=None)


def status(url: str, path: str = "/") -> int:
    connection = http.client.HTTPConnection(url.split("/")[2], timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def left_behind(site: Site) -> list[list[str]]:
    return [process.cmdline() for process in processes_marked("LOCAL_DIR", str(site.folder))]


def test_a_site_comes_up_alone_goes_down_without_a_trace_and_comes_up_again_quickly(
    demo_home: Path, site: Site, environ: dict[str, str], manage
):
    with_demo = float(demo_home.with_name("first-start.txt").read_text())
    copy_home(demo_home, site.folder)
    with started(*RUN, environ=environ) as first:
        said = wait_until_ready(first, site)
        running = site.running()
        assert running.url == site.url
        assert status(site.url) == 200
        assert status(running.mail_url) == 200
        assert re.search(rf"  Emails +{running.mail_url}\n", said)
        assert re.search(r"  Payments +http://127.0.0.1:\d+/", said)
        assert said.count("\nReady: ") == 1

        second = subprocess.run(RUN, cwd=CHECKOUT, env=environ, capture_output=True, text=True, timeout=30)
        assert second.returncode == 1
        assert f"already running at {site.url}" in second.stderr
        assert status(site.url, "/health/ready") == 200

        query = "from django.conf import settings as s; print(s.SITE_URL, s.EMAIL_PORT)"
        told = manage("shell", "--no-imports", "-c", query)
        assert told.stdout.split() == [site.url.rstrip("/"), str(running.smtp_port)], told.stderr

        began = time.monotonic()
        first.send_signal(signal.SIGTERM)
        rest = first.stdout.read()
        assert first.wait(15) == 0, rest
        assert time.monotonic() - began < 15
    assert left_behind(site) == []
    for name in ("run.lock", "users.lock", "change.lock"):
        lock = FileLock(site.folder / name)
        assert lock.acquire(), name
        lock.release()
    assert site.running() is None

    began = time.monotonic()
    with started(*RUN, environ=environ) as again:
        wait_until_ready(again, site)
        assert time.monotonic() - began < with_demo  # nothing is loaded twice
        again.send_signal(signal.SIGINT)
        again.stdout.read()
        assert again.wait(15) == 0
    assert left_behind(site) == []


def test_a_killed_site_is_cleared_away_by_the_next_and_whatever_dies_in_that_is_started_again(
    demo_home: Path, site: Site, environ: dict[str, str], manage
):
    copy_home(demo_home, site.folder)
    with started(*RUN, environ=environ) as killed:
        wait_until_ready(killed, site)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    orphans = left_behind(site)
    assert any("celery" in " ".join(command) for command in orphans)

    with started(*RUN, environ=environ) as again:
        said = Said(again)
        said.wait_for(f"Ready: {site.url}\n")
        assert "left over" in said.text
        for word, name in PROCESSES.items():
            victim = oldest(site, word)
            victim.send_signal(signal.SIGKILL)
            said.wait_for(f"{name} was ended by signal 9. Restarting it in 0.5 s. Log: {site.logs / name}.log")
            eventually(lambda word=word, victim=victim: oldest(site, word) not in (None, victim), f"{name} is back", 30)
        for server in Servers(site.folder).all():
            server.process().kill()
            said.wait_for(f"{server.name} has stopped. Restarting it.")
            said.wait_for(f"{server.name} is back.")
        eventually(lambda: status(site.url, "/health/ready") == 200, "the site answers", 60)
        [worker_of_granian] = [child for child in oldest(site, "granian").children() if "granian" in child.cmdline()]
        worker_of_granian.kill()
        said.wait_for("Respawning worker-1")
        eventually(lambda: status(site.url, "/health/ready") == 200, "the site answers again", 60)
        assert again.poll() is None
        again.send_signal(signal.SIGINT)
        assert again.wait(LONGEST_STOP) == 0
    assert left_behind(site) == []


def test_a_taken_port_is_said_before_anything_starts(site: Site, environ: dict[str, str]):
    with http.client.socket.create_server(("127.0.0.1", site.port)):
        done = subprocess.run(RUN, cwd=CHECKOUT, env=environ, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert f"Port {site.port} is in use" in done.stderr
    assert not (site.folder / "postgres").exists()


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(environ: dict[str, str], port: str):
    done = subprocess.run(RUN, cwd=CHECKOUT, env={**environ, "PORT": port}, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert "PORT must be a number" in done.stderr


def test_stopping_while_it_starts_leaves_nothing(site: Site, environ: dict[str, str]):
    with started(*RUN, environ=environ) as process:
        for line in process.stdout:
            if line.startswith("prepare"):
                break
        os.kill(process.pid, signal.SIGTERM)
        process.stdout.read()
        assert process.wait(15) == 0
    assert left_behind(site) == []
