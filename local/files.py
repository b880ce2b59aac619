"""Private files, advisory locks and free ports."""

import contextlib
import fcntl
import functools
import itertools
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from local.console import LocalError

POLL_SECONDS = 0.05


def write_private(path: Path, text: str) -> None:
    """Replace ``path`` by ``text`` in one step, readable by its owner only; no reader ever sees half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def read_text(path: Path) -> str:
    """What the file holds, stripped, or "" if there is none."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


class FileLock:
    """An advisory lock on a file, held by this process until released and freed by the kernel if the process dies.

    The file itself stays: removing it would let two processes lock two different files of the same name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self, *, shared: bool = False, wait: float = 0) -> bool:
        """Take the lock within ``wait`` seconds. A lock already held changes its kind, or is lost."""
        if self._descriptor is None:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    self.release()
                    return False
                time.sleep(POLL_SECONDS)
            else:
                return True

    def release(self) -> None:
        """Give the lock up; harmless if it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @contextlib.contextmanager
    def held(self, *, shared: bool = False, wait: float = 0, otherwise: str) -> Iterator[None]:
        """Hold the lock for a block, or raise ``LocalError(otherwise)`` if it cannot be had in time."""
        if not self.acquire(shared=shared, wait=wait):
            raise LocalError(otherwise)
        try:
            yield
        finally:
            self.release()


def port_is_free(port: int) -> bool:
    """Whether a server could listen on ``localhost:port`` now: on 127.0.0.1, and on ::1 where there is IPv6."""
    return _can_bind(socket.AF_INET, "127.0.0.1", port) and (not has_ipv6() or _can_bind(socket.AF_INET6, "::1", port))


@functools.cache
def has_ipv6() -> bool:
    """Whether this machine can listen on ::1."""
    return socket.has_ipv6 and _can_bind(socket.AF_INET6, "::1", 0)


def _can_bind(family: socket.AddressFamily, address: str, port: int) -> bool:
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except (OSError, OverflowError):
        return False
    return True


def free_port(wanted: int = 0) -> int:
    """``wanted`` if a server can listen there, else another one. Its server finds it free again after a stop."""
    if wanted and port_is_free(wanted):
        return wanted
    return next(port for port in _ports_for_servers() if port_is_free(port))


@functools.cache
def _ports_for_servers() -> Iterator[int]:
    """Begins elsewhere in each process, and never repeats a port soon: processes, and servers that start at the same time, get
    different ones. They lie below those that Linux (from 32,768) and macOS give to clients, which would keep a server from
    coming back."""
    ports = range(20_000, 32_768)
    begin = os.getpid() * 1009 % len(ports)
    return itertools.cycle((*ports[begin:], *ports[:begin]))
