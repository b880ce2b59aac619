"""The whole life of a local site: up, alone, down without a trace, and up again even after a kill."""

import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

import psutil
import pytest

from local.files import free_port
from local.processes import command_line, processes_marked
from local.servers import Servers
from local.site import CHECKOUT, Site

from .conftest import copy_home, environ_of, manage_with
from .support import LONGEST_STOP, PYTHON, eventually, left_behind, started

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
    found = [p for p in processes_marked("LOCAL_DIR", str(site.folder)) if word in command_line(p)]
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


def test_a_site_comes_up_alone_and_goes_down_without_a_trace(demo_home: Path):
    """The first start that there was of it."""
    first = json.loads(demo_home.with_name("first-run.json").read_text())
    assert re.search(r"  Emails +http://127.0.0.1:\d+/\n", first["said"])
    assert re.search(r"  Payments +http://127.0.0.1:\d+/", first["said"])
    assert first["said"].endswith(f"\nReady: {first['url']}\n")
    assert first["said"].count("\nReady: ") == 1
    assert (first["exit_code"], first["left_behind"], first["held_locks"]) == (0, [], [])
    assert not first["is_known_to_run"]
    assert first["seconds_to_stop"] < 15


def test_a_site_runs_once_and_commands_know_where(running: Site):
    about = running.running()
    assert about.url == running.url
    assert status(running.url) == 200
    assert status(about.mail_url) == 200
    environ = {**environ_of(running.folder), "PORT": str(running.port)}

    second = subprocess.run(RUN, cwd=CHECKOUT, env=environ, capture_output=True, text=True, timeout=30)
    assert second.returncode == 1
    assert f"already running at {running.url}" in second.stderr
    assert status(running.url, "/health/ready") == 200

    query = "from django.conf import settings as s; print(s.SITE_URL, s.EMAIL_PORT)"
    told = manage_with(environ)("shell", "--no-imports", "-c", query)
    assert told.stdout.split() == [running.url.rstrip("/"), str(about.smtp_port)], told.stderr


def test_it_comes_up_again_quickly_and_is_cleared_away_if_it_was_killed(
    demo_home: Path, site: Site, environ: dict[str, str]
):
    with_demo = json.loads(demo_home.with_name("first-run.json").read_text())["seconds_to_start"]
    copy_home(demo_home, site.folder)
    began = time.monotonic()
    with started(*RUN, environ=environ) as killed:
        wait_until_ready(killed, site)
        assert time.monotonic() - began < with_demo  # nothing is loaded twice
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    orphans = left_behind(site)
    assert any("celery" in " ".join(command) for command in orphans)

    with started(*RUN, environ=environ) as again:
        said = Said(again)
        said.wait_for(f"Ready: {site.url}\n")
        assert "left over" in said.text
        again.send_signal(signal.SIGINT)
        assert again.wait(LONGEST_STOP) == 0
    assert left_behind(site) == []


def test_whatever_dies_in_it_is_started_again(demo_home: Path, site: Site, environ: dict[str, str]):
    copy_home(demo_home, site.folder)
    with started(*RUN, environ=environ) as process:
        said = Said(process)
        said.wait_for(f"Ready: {site.url}\n")
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
        [worker_of_granian] = [
            child for child in oldest(site, "granian").children() if "granian" in command_line(child)
        ]
        worker_of_granian.kill()
        said.wait_for("Respawning worker-1")
        eventually(lambda: status(site.url, "/health/ready") == 200, "the site answers again", 60)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(LONGEST_STOP) == 0
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
