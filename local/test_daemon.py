"""Runs pytest for ``make t``: keeps test servers up and packages imported, and forks a process for each run.

A run gets the terminal, arguments and environment of its client (`local.test_client`) and a fresh copy of the test database.
Importing Django and a hundred packages takes longer than most tests. So after a run, this process imports the packages that the
run imported. It imports none of our own code: every run reads that from disk. It handles one run at a time.
"""

import argparse
import atexit
import contextlib
import importlib
import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType, ModuleType
from typing import TypedDict

from local.checks import MARK as RUN_MARK
from local.console import LocalError, plain
from local.environment import WEBHOOK_SECRET
from local.files import FileLock, free_port
from local.processes import end, processes_marked
from local.programs import PYTHON
from local.servers import Servers
from local.site import CHECKOUT
from local.test_client import address_of, daemon_fingerprint
from local.test_setup import prepare

IDLE_SECONDS = 3600
INTERRUPT_GRACE = 10.0
POLL_SECONDS = 0.02
# In the environment of every process it starts, so that the next daemon finds and ends what a killed one left running.
DAEMON_MARK = "JOBBOARD_TEST_DAEMON"


class Request(TypedDict):
    """What a client asks for."""

    arguments: list[str]
    environ: dict[str, str]


class Daemon:
    """Answers requests on a Unix socket, one at a time."""

    def __init__(self, folder: Path, urls: Mapping[str, str], listener: socket.socket) -> None:
        self.folder = folder
        self.urls = urls
        self.listener = listener
        self.fingerprint = daemon_fingerprint()

    def serve(self) -> None:
        """Answer requests until there has been none for a while."""
        with contextlib.suppress(TimeoutError):
            while True:
                connection, _ = self.listener.accept()
                with connection, contextlib.suppress(OSError):
                    self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        connection.sendall(f"{os.getpid()} {self.fingerprint}\n".encode())
        first, descriptors, _, _ = socket.recv_fds(connection, 1, 3)
        if not first:  # the client only needed the greeting
            return
        with connection.makefile(encoding="utf-8") as file:
            request: Request = json.loads(file.readline())
        mark = secrets.token_hex(16)
        pid = os.fork()
        if pid == 0:
            self._become_run(connection, descriptors, request, mark)
        for descriptor in descriptors:
            os.close(descriptor)
        _wait(pid, connection)
        end(processes_marked(RUN_MARK, mark), grace=2)
        _import_modules(self.folder / "modules")

    def _become_run(self, connection: socket.socket, descriptors: list[int], request: Request, mark: str) -> None:
        """In the fork: run pytest, send its exit code and exit. Never returns."""
        code = 1
        try:
            for number, descriptor in enumerate(descriptors):
                os.dup2(descriptor, number)
            sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            self.listener.close()
            code = self._run(request, mark)
        except (LocalError, OSError) as error:
            print(plain(error), file=sys.stderr)
        except BaseException:
            traceback.print_exc()
        finally:
            try:
                atexit._run_exitfuncs()
                _note_modules(self.folder / "modules")
                sys.stdout.flush()
                connection.sendall(f"{code}\n".encode())
            finally:
                # Whatever comes: the client leaves once it has the code, which interrupts this process, and an exception
                # that got past here would end the servers, as if this were the daemon.
                os._exit(code)

    def _run(self, request: Request, mark: str) -> int:
        environ = prepare(request["environ"], self.folder, self.urls)
        os.environ.clear()
        stand_ins = {name: self.urls[name] for name in ("STRIPE_STANDIN", "MODEL_STANDIN")}
        os.environ.update(environ, **{RUN_MARK: mark, **stand_ins})
        for name in [name for name, module in sys.modules.items() if _is_ours(module)]:
            del sys.modules[name]  # so that tests of local mode read it from disk too
        import pytest

        # Plugins are imported already, so pytest can't rewrite their assertions. It would warn of that.
        quiet = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
        return int(pytest.main([*quiet, "--reuse-db", *request["arguments"]]))


def _wait(pid: int, connection: socket.socket) -> None:
    """Wait for a run to end; interrupt it when its client disconnects."""
    watched, deadline = [connection], float("inf")
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        if select.select(watched, [], [], POLL_SECONDS)[0]:
            os.kill(pid, signal.SIGINT)
            watched, deadline = [], time.monotonic() + INTERRUPT_GRACE
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)


def _is_ours(module: ModuleType) -> bool:
    """Whether a module is code of this checkout and not of a package."""
    path = Path(getattr(module, "__file__", None) or "/")
    return path.is_relative_to(CHECKOUT) and not path.is_relative_to(sys.prefix)


def _note_modules(path: Path) -> None:
    names = [name for name, module in sys.modules.items() if name != "__main__" and not _is_ours(module)]
    path.write_text("\n".join(names), encoding="utf-8")


def _import_modules(path: Path) -> None:
    """Import what a run imported. Modules that need settings, such as models, fail here; each run imports them itself."""
    with warnings.catch_warnings(), contextlib.suppress(OSError):
        warnings.simplefilter("ignore")
        for name in path.read_text(encoding="utf-8").splitlines():
            if name not in sys.modules:
                with contextlib.suppress(Exception):
                    importlib.import_module(name)


@contextlib.contextmanager
def _stand_in(module: str, *options: str) -> Iterator[str]:
    """A running stand-in; its address."""
    port = free_port()
    process = subprocess.Popen((*PYTHON, "-m", module, f"--port={port}", *options), cwd=CHECKOUT)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def _fresh_servers(folder: Path) -> Iterator[dict[str, str]]:
    """Running servers with new data, which is removed when they stop and before they start: a crash may leave it broken."""
    servers = Servers(folder, throwaway=True)
    servers.stop_if_unused()
    _remove_data(folder)
    try:
        with servers.joined() as urls:
            yield urls
    finally:
        _remove_data(folder)


def _remove_data(folder: Path) -> None:
    for name in ("postgres", "valkey"):
        shutil.rmtree(folder / name, ignore_errors=True)


@contextlib.contextmanager
def _listener(folder: Path, idle_seconds: float) -> Iterator[socket.socket]:
    address = Path(address_of(folder))
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        address.chmod(0o600)
        listener.listen()
        listener.settimeout(idle_seconds)
        yield listener


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit


def main() -> None:
    """Serve clients of ``--folder`` until a SIGTERM, or until none has come for ``--idle-seconds``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--idle-seconds", type=float, default=IDLE_SECONDS)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)
    lock = FileLock(options.folder / "daemon.lock")
    if not lock.acquire():  # another daemon is up
        return
    end(processes_marked(DAEMON_MARK, str(options.folder)), grace=2)
    os.environ[DAEMON_MARK] = str(options.folder)
    with (
        _fresh_servers(options.folder) as urls,
        _stand_in("local.stripe", f"--secret={WEBHOOK_SECRET}") as stripe_url,
        _stand_in("local.model") as model_url,
        _listener(options.folder, options.idle_seconds) as listener,
    ):
        Daemon(options.folder, {**urls, "STRIPE_STANDIN": stripe_url, "MODEL_STANDIN": model_url}, listener).serve()


if __name__ == "__main__":
    main()
