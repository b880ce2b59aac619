"""A real streaming replica of the tests' PostgreSQL, made by `deploy/postgres/make-replica.sh`."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

from local.files import free_port
from local.postgres import wheel_folder
from local.postgres_user import unprivileged_identity

SCRIPT = settings.BASE_DIR / "deploy" / "postgres" / "make-replica.sh"


class Replica:
    """A replica of the server of ``database``, an entry of ``DATABASES``."""

    def __init__(self, database):
        self.database = database
        self.folder = Path(tempfile.mkdtemp(prefix="jobboard-replica-")).resolve()
        self.folder.chmod(0o711)
        self.data = self.folder / "data"
        self.port = free_port()
        self.binaries = wheel_folder()
        self.identity = unprivileged_identity(self.binaries / "postgres", self.folder)

    @property
    def entry(self):
        """What it is in ``DATABASES``."""
        return {
            **self.database,
            "HOST": "127.0.0.1",
            "PORT": self.port,
            "TEST": {**self.database["TEST"], "MIRROR": "default"},
        }

    def make(self):
        where = self.database
        for name in ("make-replica.sh", "replica.conf"):  # the server's user can't enter every checkout
            shutil.copy(SCRIPT.parent / name, self.folder / name)
            (self.folder / name).chmod(0o755)
        self.data.mkdir(mode=0o700)
        self.identity.give(self.data)
        self._run(
            self.folder / SCRIPT.name,
            where["HOST"],
            str(where["PORT"]),
            where["USER"],
            self.data,
            PGPASSWORD=where["PASSWORD"],
        )
        with (self.data / "postgresql.conf").open("a") as file:
            file.write((SCRIPT.parent / "primary.conf").read_text())
        return self.start()

    def make_again(self):
        """After a promotion."""
        self.stop()
        shutil.rmtree(self.data)
        self.make()

    @property
    def is_promoted(self):
        return self.ask("SELECT pg_is_in_recovery()") == (False,)

    def start(self, *, cut_off=False):
        """Starts the server; ``cut_off``: it gets nothing from the primary."""
        options = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        options += " -c primary_conninfo=''" if cut_off else ""
        self._control("start", f"--options={options}", f"--log={self.data}/server.log")
        return self

    def stop(self):
        self._control("stop", "--mode=immediate")

    def promote(self):
        self._control("promote")

    def remove(self):
        if (self.data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, question):
        where = self.entry
        with psycopg.connect(
            host=where["HOST"], port=where["PORT"], user=where["USER"], password=where["PASSWORD"], dbname=where["NAME"], autocommit=True
        ) as connection:  # fmt: skip
            cursor = connection.execute(question)
            return cursor.fetchone() if cursor.description else None

    @contextmanager
    def paused(self):
        """While it gets what the primary writes and doesn't show it."""
        self.ask("SELECT pg_wal_replay_pause()")
        until(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == ("paused",))
        try:
            yield
        finally:
            self.ask("SELECT pg_wal_replay_resume()")

    def _control(self, *arguments):
        self._run(self.binaries / "pg_ctl", "-D", self.data, "--wait", "--timeout=60", *arguments)

    def _run(self, *command, **variables):
        environ = {"PATH": f"{self.binaries}:{os.environ.get('PATH', '')}", "LC_ALL": "C", **variables}
        with (self.folder / "command.log").open("w+") as log:
            done = subprocess.run(
                [*self.identity.prefix, *map(str, command)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=environ, check=False, **self.identity.switch,
            )  # fmt: skip
            log.seek(0)
            said = self.data / "server.log"
            assert done.returncode == 0, log.read() + (said.read_text() if said.exists() else "")


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.02)
    return found
