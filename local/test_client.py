"""Sends pytest runs to the test daemon and starts it if needed: ``make t`` and ``make t-stop``.

It imports little, because every run waits for it.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.console import LocalError
from local.files import POLL_SECONDS, FileLock
from local.site import CHECKOUT, Site, files_fingerprint

START_SECONDS = 120
STOP_SECONDS = 30
PATIENCE_SECONDS = 1


def run_in_daemon(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run pytest with these arguments in this terminal; return its exit code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the parent process may ignore it
    folder = _folder(environ)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # PostgreSQL may run as another user, who needs to enter the folder but not to read it
    with _current_daemon(folder) as connection:
        sys.stdout.flush()
        socket.send_fds(connection, [b"."], [0, 1, 2])
        connection.sendall(json.dumps({"arguments": list(arguments), "environ": dict(environ)}).encode() + b"\n")
        return _exit_code(connection, folder)


def stop_daemon(environ: Mapping[str, str]) -> int:
    """Stop the daemon and its servers once its current run has ended."""
    connection = _connect(_folder(environ))
    if connection is not None:
        with connection:
            pid, _ = _greeting(connection)
            _end(pid, _folder(environ))
    return 0


def daemon_fingerprint() -> str:
    """Fingerprint of the daemon's code and the installed packages: a running daemon with another one is outdated."""
    return files_fingerprint(("requirements.lock", "local/**/*.py", "local/**/*.json"))


def address_of(folder: Path) -> str:
    """The path of the daemon's socket, absolute or relative, whichever is shorter: the limit is about 100 bytes."""
    path = folder / "daemon.sock"
    return min(str(path), os.path.relpath(path), key=len)


def _folder(environ: Mapping[str, str]) -> Path:
    return Site.from_environ(environ).folder / "test"


def _current_daemon(folder: Path) -> socket.socket:
    """A connection to a daemon that is up to date; an outdated one is stopped first."""
    while True:
        connection = _connect(folder) or _start(folder)
        pid, fingerprint = _greeting(connection)
        if fingerprint == daemon_fingerprint():
            return connection
        with connection:
            _end(pid, folder)


def _connect(folder: Path) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(address_of(folder))
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None
    return connection


def _start(folder: Path) -> socket.socket:
    print("Starting the test servers. They stay up for later runs; make t-stop stops them.", flush=True)
    log = folder / "daemon.log"
    environ = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = (sys.executable, "-X", "utf8", "-m", "local.test_daemon", f"--folder={folder}")
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while (connection := _connect(folder)) is None:
        if process.poll() or time.monotonic() > deadline:
            raise LocalError(f"The test servers did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(POLL_SECONDS)
    return connection


def _greeting(connection: socket.socket) -> tuple[int, str]:
    """The daemon's process id and fingerprint, which it sends when no run is going on; 0 and "" if it exits instead."""
    words = ""
    connection.settimeout(PATIENCE_SECONDS)
    while not words.endswith("\n"):
        try:
            received = connection.recv(100)
        except TimeoutError:
            print("Waiting for the test servers to be free …", flush=True)
            connection.settimeout(None)
            continue
        except ConnectionError:
            received = b""
        if not received:
            return 0, ""
        words += received.decode()
    connection.settimeout(None)
    pid, fingerprint = words.split()
    return int(pid), fingerprint


def _end(pid: int, folder: Path) -> None:
    """Stop a daemon, and wait until its servers have stopped."""
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        with FileLock(folder / "daemon.lock").held(wait=STOP_SECONDS, otherwise="The test servers did not stop."):
            pass


def _exit_code(connection: socket.socket, folder: Path) -> int:
    """The exit code of pytest. Ctrl-C closes our side: the daemon then interrupts the run, which prints its summary."""
    words, interrupted = b"", False
    while not words.endswith(b"\n"):
        try:
            received = connection.recv(10)
        except KeyboardInterrupt:
            if interrupted:
                return 130
            interrupted = True
            connection.shutdown(socket.SHUT_WR)
            continue
        if not received:
            raise LocalError(f"The run ended without an exit code; {folder / 'daemon.log'} may say why.")
        words += received
    return int(words)
