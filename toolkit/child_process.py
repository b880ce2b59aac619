"""Runs a parser of an untrusted file in a child process with limits.

The child is an isolated Python (``-I``) with an empty environment. It can't use more than its memory and processor time, write a
file, or open many. What it returns comes back as JSON over a pipe, which is cut off when it gets too long or takes too long. The
limits are those of the process itself, so they hold for root as well. Only a few children of a process work at once, so the other
threads of a web server keep serving.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_ROOT = Path(__file__).resolve().parent.parent
_CHUNK = 64 * 1024  # bytes read from the pipe at once
AT_ONCE = 2
_WAIT = 1.0  # seconds for one of these places
_places = threading.BoundedSemaphore(AT_ONCE)
# The limits come first, so that they hold for the imports too. A system without one of them keeps the rest: macOS has no
# RLIMIT_AS.
_CHILD = """
import resource, sys
root, module, function, memory, cpu, open_files = sys.argv[1:]
for name, limit in (("AS", memory), ("CPU", cpu), ("FSIZE", 0), ("NOFILE", open_files), ("CORE", 0)):
    try:
        resource.setrlimit(getattr(resource, "RLIMIT_" + name), (int(limit), int(limit)))
    except ValueError:
        pass
sys.path.append(root)
from importlib import import_module
from json import dumps
sys.stdout.write(dumps(getattr(import_module(module), function)(sys.stdin.buffer.read())))
"""


@dataclass(frozen=True)
class Limits:
    memory: int = 300_000_000  # bytes of address space
    cpu_seconds: int = 4
    seconds: float = 4.8  # on the clock: with what comes before and after, an answer takes less than five
    open_files: int = 16
    output: int = 8_000_000  # bytes


class ChildFailed(Exception):
    """The child crashed or exceeded a limit."""


class ChildTooSlow(ChildFailed):
    """The child took too long, on the clock or of the processor."""


class ChildBusy(ChildFailed):
    """No child was started, because others are at work."""


def call_in_child(module: str, function: str, content: bytes, limits: Limits | None = None) -> Any:
    """Returns what ``function`` of ``module`` returns for ``content``, computed in a child process.

    The function takes bytes and returns JSON data. Raises ``ChildFailed`` if it raises, or exceeds a limit.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.seconds
    if not _places.acquire(timeout=_WAIT):
        raise ChildBusy("Other parsers are at work.")
    try:
        return _call(module, function, content, limits, deadline)
    finally:
        _places.release()


def _call(module: str, function: str, content: bytes, limits: Limits, deadline: float) -> Any:
    numbers = (limits.memory, limits.cpu_seconds, limits.open_files)
    command = [sys.executable, "-I", "-B", "-c", _CHILD, str(_ROOT), module, function, *map(str, numbers)]
    with tempfile.TemporaryFile() as stdin:
        stdin.write(content)
        stdin.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own Python and our own code; the untrusted part is its input
            command,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
    assert child.stdout is not None  # noqa: S101 - for the type checker
    try:
        output = _read_until(child.stdout, deadline, limits.output)
        status = child.wait(max(deadline - time.monotonic(), 0.1))
    except subprocess.TimeoutExpired as error:
        raise ChildTooSlow("The parser took too long.") from error
    finally:
        child.stdout.close()
        _end(child)
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        raise ChildTooSlow("The parser used too much processor time.")
    if status:
        raise ChildFailed(f"The parser ended with status {status}.")
    try:
        return json.loads(output)
    except ValueError as error:
        raise ChildFailed("The parser returned no JSON.") from error


def _read_until(pipe: IO[bytes], deadline: float, most: int) -> bytes:
    output = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if not selector.select(max(deadline - time.monotonic(), 0)):
                raise ChildTooSlow("The parser took too long.")
            chunk = os.read(pipe.fileno(), _CHUNK)
            if not chunk:
                return bytes(output)
            output += chunk
            if len(output) > most:
                raise ChildFailed("The parser returned too much.")


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
