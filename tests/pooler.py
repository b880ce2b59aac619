"""A real PgBouncer with the settings of `deploy/pgbouncer.ini`, for tests that reach their database through it."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection

from local.files import free_port, port_is_free
from local.postgres_user import Identity, unprivileged_identity

INI = settings.BASE_DIR / "deploy" / "pgbouncer.ini"


def program():
    """Where PgBouncer is installed, or None."""
    found = shutil.which("pgbouncer", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
    return Path(found) if found else None


class Pooler:
    """A pooler in front of the server of ``database``, an entry of ``DATABASES``; for each of its databases. ``changes`` are lines
    of the settings file that are added, such as ``default_pool_size = 1``; ``login_of``: the server that knows the role's secret, if
    it is another one."""

    def __init__(self, database, *, changes=(), login_of=None):
        self.database = database
        self.login_of = login_of or database
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="jobboard-pooler-"))
        self.folder.chmod(0o755)
        self.changes = changes
        self.process = None

    @property
    def log(self):
        return self.folder / "log"

    def start(self, *, wait=True):
        where, users = self.login_of, self.folder / "users"
        with psycopg.connect(
            host=where["HOST"], port=where["PORT"], user=where["USER"], password=where["PASSWORD"], dbname="postgres"
        ) as connection:
            [secret] = connection.execute(
                "SELECT rolpassword FROM pg_authid WHERE rolname = %s", [where["USER"]]
            ).fetchone()
        users.write_text(f'"{where["USER"]}" "{secret}"\n')
        self._write()
        identity = unprivileged_identity(program(), self.folder) if os.geteuid() == 0 else Identity()
        identity.give(self.folder)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*identity.prefix, program(), self.ini], stdout=log, stderr=log, cwd="/", **identity.switch
            )
        self._wait(self._answers if wait else self._listens)
        return self

    @property
    def ini(self):
        return self.folder / "pgbouncer.ini"

    def _write(self):
        lines = [
            f"%include {INI}", f"listen_port = {self.port}", "unix_socket_dir =", f"pidfile = {self.folder}/pid",
            f"auth_file = {self.folder}/users", *self.changes,
            "[databases]", *(f"{name} = host={self.database['HOST']} port={self.database['PORT']}" for name in ("*", self.database["NAME"])),
        ]  # fmt: skip
        self.ini.write_text("\n".join(lines) + "\n")

    def point_to(self, database):
        """Leads to another server from now on, as after a failover."""
        self.database = database
        self._write()
        self.process.send_signal(signal.SIGHUP)

    def _wait(self, is_up):
        deadline = time.monotonic() + 10
        while not is_up():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)

    def _listens(self):
        return not port_is_free(self.port)

    def _answers(self):
        with contextlib.suppress(psycopg.OperationalError):
            self.connect("postgres").close()
            return True
        return False

    def connect(self, name, **options):
        where = self.database
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=where["USER"], password=where["PASSWORD"], dbname=name,
            prepare_threshold=None, **options,
        )  # fmt: skip

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


# --- Tests that run through a pooler ------------------------------------------------------------------------------------------

THROUGH_POOLER = ("tests/alerts/", "tests/billing/", "tests/toolkit/test_leases.py")
MISSING = "NOT TESTED THROUGH A POOLER: pgbouncer isn't installed, so alerts and billing ran without it."


class Switch:
    """Leads the tests of some folders to their database through a pooler, and the others directly. A test run has one, which is
    ready from when its database is made until it is dropped."""

    def __init__(self):
        self.is_missing = self._is_ready = self._is_wanted = False
        self._pooler = None

    def turn(self, nodeid):
        """Before each test."""
        self._is_wanted = nodeid.startswith(THROUGH_POOLER)
        self._apply()

    def ready(self, database):
        self._database, self._direct = database, {name: database[name] for name in ("HOST", "PORT")}
        self._is_ready = True
        self._apply()

    def end(self):
        self._is_wanted = False
        self._apply()
        self._is_ready = False
        if self._pooler:
            self._pooler.stop()

    def _apply(self):
        if not self._is_ready or self._is_wanted == self._database["DISABLE_SERVER_SIDE_CURSORS"]:
            return
        if self._is_wanted and self._pooler is None:
            if program() is None:
                assert os.environ.get("REQUIRE_PROGRAMS") != "1", MISSING
                self.is_missing = True
                return
            self._pooler = Pooler({**self._database, **self._direct}).start()
        connection.close()
        self._database.update(self._direct, DISABLE_SERVER_SIDE_CURSORS=self._is_wanted)
        os.environ.pop("DATABASE_POOLER", None)
        if self._is_wanted:
            self._database.update(HOST="127.0.0.1", PORT=self._pooler.port)
            os.environ["DATABASE_POOLER"] = "transaction"  # for processes that a test starts


switch = Switch()
