"""A server of PostgreSQL that was killed comes back as it was at a moment, and as it was at last, from a copy and its log."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from local.postgres import Postgres
from tests.local.support import eventually

SCRIPTS = ("postgres/receive-log", "postgres/base-backup", "postgres/restore-to-time")  # of deploy/


class Operator:
    """Runs the scripts as the server's user, as a host would."""

    def __init__(self, server, folder):
        self.server, self.folder = server, folder
        (folder / "archive").mkdir(parents=True)
        for name in SCRIPTS:  # the server's user may not enter the checkout
            shutil.copy(settings.BASE_DIR / "deploy" / name, folder)
        server.identity.give(folder)
        folder.chmod(0o711)
        self.look_at(server)

    def look_at(self, server):
        given = psycopg.conninfo.conninfo_to_dict(server.url("postgres"))
        self.environ = {
            "PATH": f"{self.server.binaries}{os.pathsep}{os.environ['PATH']}",
            "PGHOST": given["host"],
            "PGPORT": given["port"],
            "PGUSER": given["user"],
            "PGPASSWORD": given["password"],
        }

    def start(self, script, *words):
        command = [
            *self.server.identity.prefix,
            str(self.folder / script),
            str(self.folder / "archive"),
            *map(str, words),
        ]
        return subprocess.Popen(
            command, env=self.environ, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **self.server.identity.switch
        )  # fmt: skip

    def run(self, script, *words, status=0):
        with self.start(script, *words) as process:
            said, complained = process.communicate(timeout=60)
        assert process.returncode == status, complained
        return said + complained


@pytest.fixture
def home():
    """A folder that the server's user can enter, with a space in its name."""
    top = Path(tempfile.mkdtemp(prefix="jobboard-log-"))
    top.chmod(0o711)
    folder = top / "a home"
    folder.mkdir()
    yield folder
    shutil.rmtree(top)


@pytest.fixture
def server(home):
    server = Postgres(home / "server")
    server.start()
    yield server
    server.stop()


def test_to_a_moment_and_to_the_end(home, server):
    operator = Operator(server, home / "operator")
    with operator.start("receive-log") as receiver:
        moment = accident(operator, server)
        kill(server)
        receiver.terminate()  # it would wait for the server to come back

    assert restored(home / "to a moment", operator, moment.isoformat()) == ["before the copy", "after the copy"]
    assert restored(home / "to the end", operator, "latest") == ["the last one"]
    early = operator.run("restore-to-time", operator.folder / "early", "2020-01-01 00:00:00+00", status=1)
    assert "There's no copy from before" in early
    assert "isn't empty" in operator.run("restore-to-time", operator.folder, "latest", status=1)


def test_the_log_goes_on_after_the_way_back(home, server):
    """Into the same folder, although what was received last never happened on the server that came back."""
    operator = Operator(server, home / "operator")
    with operator.start("receive-log") as receiver:
        moment = accident(operator, server)
        kill(server)
        receiver.terminate()
    [copy] = (operator.folder / "archive" / "base").iterdir()
    with (copy / "postgresql.auto.conf").open("a") as file:  # as of a server that came back before this was taken away
        file.write("recovery_target_time = '2020-01-01'\n")
    (copy / "standby.signal").touch()
    with running(home / "back", operator, moment.isoformat()) as back:
        assert "recover" not in (back.data / "postgresql.auto.conf").read_text()
        assert "restore" not in (back.data / "postgresql.auto.conf").read_text()
        operator.look_at(back)
        with psycopg.connect(back.url(), autocommit=True) as site, operator.start("receive-log") as receiver:
            try:
                site.execute("INSERT INTO acts VALUES ('after the way back')")
                await_log(site)
                operator.run("base-backup")
                site.execute("INSERT INTO acts VALUES ('after the next copy')")
                await_log(site)
            finally:
                receiver.terminate()
        kill(back)
    found = restored(home / "to the end", operator, "latest")
    assert found == ["before the copy", "after the way back", "after the next copy", "after the copy"]


def kill(server):
    os.kill(server.process().pid, signal.SIGKILL)
    eventually(lambda: server.process() is None, "the server is dead")


def accident(operator, server):
    """Returns the moment before something was deleted that nobody meant to delete."""
    with psycopg.connect(server.url(), autocommit=True) as site:
        site.execute("CREATE TABLE acts (what text)")
        site.execute("INSERT INTO acts VALUES ('before the copy')")
        operator.run("base-backup")
        time.sleep(1.1)  # a copy is named by its second
        site.execute("INSERT INTO acts VALUES ('after the copy')")
        [(moment,)] = site.execute("SELECT clock_timestamp()").fetchall()
        site.execute("DELETE FROM acts")  # the accident
        site.execute("INSERT INTO acts VALUES ('the last one')")
        await_log(site)
    return moment


def await_log(site):
    [(position,)] = site.execute("SELECT pg_current_wal_flush_lsn()").fetchall()
    received = "SELECT bool_or(flush_lsn >= %s) FROM pg_stat_replication WHERE application_name = 'pg_receivewal'"
    eventually(lambda: site.execute(received, [position]).fetchone()[0], "the log")


def restored(folder, operator, moment):
    """What a server says that was restored to a moment."""
    with running(folder, operator, moment) as server, psycopg.connect(server.url(), autocommit=True) as connection:
        return [what for (what,) in connection.execute("SELECT what FROM acts ORDER BY what DESC")]


@contextlib.contextmanager
def running(folder, operator, moment):
    """A server that was restored to a moment and is in use again."""
    server = Postgres(folder)
    folder.mkdir()
    shutil.copy(operator.server.folder / "password", folder)
    operator.server.identity.give(folder)
    said = operator.run("restore-to-time", server.data, moment)
    assert "manage.py after_restore --lost-at TIME" in said  # not the moment: emails went out after it
    try:
        server.start()
        with psycopg.connect(server.url(), autocommit=True) as connection:
            eventually(lambda: not connection.execute("SELECT pg_is_in_recovery()").fetchone()[0], "the moment")
        yield server
    finally:
        server.stop()
