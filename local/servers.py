"""Shares PostgreSQL and Valkey of one folder between processes; the last one stops them."""

import contextlib
from collections.abc import Collection, Iterator
from pathlib import Path

from local.files import FileLock
from local.postgres import Postgres
from local.valkey import Valkey

CHANGE_SECONDS = 90  # longer than the slowest start
VARIABLES = ("DATABASE_URL", "REDIS_URL")


class Servers:
    """Two locks decide which process starts and stops the servers; a count would be wrong after a process is killed.

    Every user of the servers holds a shared ``users.lock``. Starting and stopping happen under ``change.lock``. A
    process that is done stops the servers if it gets an exclusive ``users.lock``, that is, if it was the last user.
    """

    def __init__(self, folder: Path, *, throwaway: bool = False) -> None:
        self.folder = folder.resolve()
        self._by_variable: dict[str, Postgres | Valkey] = {
            "DATABASE_URL": Postgres(self.folder / "postgres", throwaway=throwaway),
            "REDIS_URL": Valkey(self.folder / "valkey", throwaway=throwaway),
        }

    @contextlib.contextmanager
    def joined(self, variables: Collection[str] = VARIABLES) -> Iterator[dict[str, str]]:
        """Keeps the servers of ``variables`` running during the block; yields their URLs by variable name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        users = FileLock(self.folder / "users.lock")
        with self._changing():
            try:
                urls = {name: self._by_variable[name].start() for name in VARIABLES if name in variables}
                users.acquire(shared=True, wait=CHANGE_SECONDS)
            except BaseException:
                self._stop_if_unused(users)
                raise
        try:
            yield urls
        finally:
            with self._changing():
                self._stop_if_unused(users)

    def all(self) -> list[Postgres | Valkey]:
        """Both servers, running or not, in the order in which they start."""
        return list(self._by_variable.values())

    def name(self, variable: str) -> str:
        """The display name of the server of a variable."""
        return self._by_variable[variable].name

    def gone(self, variables: Collection[str]) -> list[str]:
        """Those of ``variables`` whose servers don't run."""
        return [name for name in VARIABLES if name in variables and self._by_variable[name].process() is None]

    def restart(self, variable: str) -> str:
        """Start a stopped server; returns its URL, the same as before unless another program has taken its port."""
        with self._changing():
            return self._by_variable[variable].start()

    def stop_if_unused(self) -> bool:
        """Stop servers that a killed process left running; returns False if they are in use."""
        with self._changing():
            return self._stop_if_unused(FileLock(self.folder / "users.lock"))

    def _stop_if_unused(self, users: FileLock) -> bool:
        unused = users.acquire()
        if unused:
            for server in reversed(self.all()):
                server.stop()
        users.release()
        return unused

    def _changing(self) -> contextlib.AbstractContextManager[None]:
        return FileLock(self.folder / "change.lock").held(
            wait=CHANGE_SECONDS,
            otherwise=f"Another process has been starting or stopping the servers in {self.folder} for too long.",
        )
