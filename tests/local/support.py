"""What the tests of this folder share."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from local.files import FileLock, write_private
from local.processes import command_line, processes_marked
from local.programs import COLLECT_STATIC
from local.site import CHECKOUT, Site

PYTHON = (sys.executable, "-X", "utf8")
# Seconds until `make run` has killed what doesn't end when asked: its processes (6 and 2), PostgreSQL (4 for each of three
# signals) and Valkey (4 and 2), and twice as long on a machine that has other work.
LONGEST_STOP = 60


def eventually(condition: Callable[[], object], what: str, seconds: float = 20) -> None:
    """Return as soon as ``condition`` holds; fail saying ``what`` was awaited if it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds} s: {what}")
        time.sleep(0.02)


@contextlib.contextmanager
def started(*command: str, environ: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that is not left behind."""
    with subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
            process.stdout.close()


def add_static_files(folder: Path) -> None:
    """Give a site's folder the static files of this run, since these take longest to make."""
    shutil.copytree(os.environ["STATIC_ROOT"], folder / "static")
    environ = {"LOCAL_DIR": str(folder), "STATIC_ROOT": str(folder / "static")}
    write_private(folder / "collectstatic.done", COLLECT_STATIC.fingerprint(environ))


@dataclass
class Run:
    """A run of `make run`: its site, what it said, and how it ended."""

    site: Site
    said: str = ""
    seconds_to_start: float = 0
    seconds_to_stop: float = 0
    exit_code: int | None = None


@contextlib.contextmanager
def run_site(environ: dict[str, str]) -> Iterator[Run]:
    """`make run`, from its Ready line until it has stopped."""
    run, began = Run(Site.from_environ(environ)), time.monotonic()
    with started(*PYTHON, "-m", "local", "run", environ=environ) as process:
        for line in process.stdout:
            run.said += line
            if line.startswith("Ready:"):
                break
        else:
            pytest.fail(f"it ended with {process.wait()}:\n{run.said[-4000:]}")
        run.seconds_to_start = time.monotonic() - began
        # Read on: a pipe that nobody empties fills up, and then the run can't say anything and waits, even when it's asked to stop.
        listener = threading.Thread(target=deque, args=(process.stdout, 0), daemon=True)
        listener.start()
        yield run
        began = time.monotonic()
        process.terminate()
        run.exit_code = process.wait(LONGEST_STOP)
        run.seconds_to_stop = time.monotonic() - began
        listener.join()


def left_behind(site: Site) -> list[list[str]]:
    """The commands of the site's processes that still run."""
    return [command for p in processes_marked("LOCAL_DIR", str(site.folder)) if (command := command_line(p))]


def held_locks(site: Site) -> list[str]:
    held = []
    for name in ("run.lock", "users.lock", "change.lock"):
        lock = FileLock(site.folder / name)
        if lock.acquire():
            lock.release()
        else:
            held.append(name)
    return held
