"""Identifies and ends processes. A recorded process id isn't enough, because the system reuses ids."""

import contextlib
import time
from collections.abc import Collection
from pathlib import Path

import psutil

from local.files import POLL_SECONDS, read_text

GONE = (psutil.NoSuchProcess, psutil.AccessDenied)


def owned_process(pid_file: Path, argument: str) -> psutil.Process | None:
    """The live process that ``pid_file`` names, if its command line contains ``argument`` (one of our paths)."""
    lines = read_text(pid_file).splitlines()
    if not lines or not lines[0].strip().isdigit():
        return None
    with contextlib.suppress(*GONE):
        process = psutil.Process(int(lines[0]))
        if argument in command_line(process):
            return process
    return None


def processes_marked(variable: str, value: str) -> list[psutil.Process]:
    """Every process that was started with ``variable=value`` in its environment, and whatever those started."""
    return [p for p in psutil.process_iter() if _environment(p).get(variable) == value]


def processes_working_in(folder: Path) -> list[psutil.Process]:
    """Every process whose current folder is ``folder``."""
    return [p for p in psutil.process_iter() if _folder(p) == str(folder)]


def command_line(process: psutil.Process) -> list[str]:
    """A process's arguments; none once it has ended, which can happen between finding and asking it."""
    with contextlib.suppress(*GONE):
        return process.cmdline()
    return []


def is_alive(process: psutil.Process) -> bool:
    """Whether a process still runs. A zombie doesn't: in a container without an init process, nothing may ever reap it.

    But a process looks like a zombie as soon as its first thread has ended, and can hold ports and locks until its last
    one has.
    """
    try:
        return process.is_running() and (process.status() != psutil.STATUS_ZOMBIE or process.num_threads() > 1)
    except psutil.NoSuchProcess:
        return False


def wait_gone(processes: Collection[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Wait for all to end; returns those that still run after ``seconds``."""
    deadline = time.monotonic() + seconds
    while left := [p for p in processes if is_alive(p)]:
        if time.monotonic() >= deadline:
            break
        time.sleep(POLL_SECONDS)
    return left


def end(processes: Collection[psutil.Process], *, grace: float) -> None:
    """Terminate all; kill those that still run after ``grace`` seconds."""
    for process in processes:
        with contextlib.suppress(*GONE):
            process.terminate()
    for process in wait_gone(processes, grace):
        with contextlib.suppress(*GONE):
            process.kill()
    wait_gone(processes, 2)


def _environment(process: psutil.Process) -> dict[str, str]:
    with contextlib.suppress(*GONE, OSError):
        return process.environ()
    return {}


def _folder(process: psutil.Process) -> str:
    with contextlib.suppress(*GONE, OSError):
        return process.cwd()
    return ""
