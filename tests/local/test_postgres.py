"""The embedded PostgreSQL starts, stops and comes back whatever happened before."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from local.postgres import Postgres
from local.postgres_user import Identity
from local.processes import wait_gone
from local.site import CHECKOUT

from .support import PYTHON


@pytest.fixture
def postgres(home: Path):
    server = Postgres(home / "postgres", throwaway=True)
    yield server
    server.stop()


def rows(url: str) -> list[tuple[int]]:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number integer)")
        return (
            connection.execute("INSERT INTO kept VALUES (1) RETURNING number").fetchall()
            and connection.execute("SELECT number FROM kept").fetchall()
        )


def test_starting_and_stopping_can_be_repeated_and_the_address_stays(postgres: Postgres):
    url = postgres.start()
    first = postgres.process()
    assert postgres.start() == url
    assert postgres.process() == first
    assert len(rows(url)) == 1
    postgres.stop()
    postgres.stop()
    assert postgres.process() is None
    assert postgres.start() == url
    assert len(rows(url)) == 2


def test_it_comes_back_after_a_kill_and_with_a_pid_file_that_names_somebody_else(postgres: Postgres):
    postgres.throwaway = False
    url = postgres.start()
    rows(url)
    with psycopg.connect(url):  # a connected backend outlives its killed server for a moment
        server = postgres.process()
        server.kill()
        wait_gone([server], 5)
        assert postgres.start() == url
    assert len(rows(url)) == 2
    pid_file = postgres.pid_file.read_text().splitlines()
    postgres.stop()
    postgres.pid_file.write_text("\n".join([str(os.getpid()), *pid_file[1:]]) + "\n")
    assert postgres.process() is None
    assert postgres.start() == url
    assert len(rows(url)) == 3


def test_an_interrupted_first_start_is_begun_anew(postgres: Postgres):
    postgres.data.mkdir(parents=True)
    (postgres.data / "PG_VERSION").write_text("18\n")
    assert rows(postgres.start()) == [(1,)]


def test_a_taken_port_moves_it_elsewhere(postgres: Postgres):
    url = postgres.start()
    postgres.stop()
    other = Postgres(postgres.folder.parent / "other", throwaway=True)
    other.folder.mkdir()
    shutil.copy(postgres.folder / "port", other.folder / "port")
    try:
        other.start()
        assert postgres.start() != url
        assert rows(postgres.url())
    finally:
        other.stop()


def test_its_password_is_private(postgres: Postgres):
    url = postgres.start()
    assert (postgres.folder / "password").stat().st_mode & 0o077 == 0
    assert not (postgres.folder / "password-for-initdb").exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, password="wrong")


def namespaces_work() -> bool:
    return os.geteuid() == 0 and Identity(prefix=("unshare", "--user")).can_use(Path("/bin/ls"), Path("/"))


# Only root has this way of starting; for anybody else there is nothing to test.
@pytest.mark.skipif(not namespaces_work(), reason="only root, with user namespaces, has this way of starting")
def test_root_can_use_it_below_a_folder_that_only_root_may_enter(home: Path):
    home.parent.chmod(0o700)
    server = Postgres(home / "postgres", throwaway=True)
    try:
        assert rows(server.start()) == [(1,)]
        assert server.identity.prefix
    finally:
        server.stop()


# A normal user runs every other test of this file as one: this one is for machines where the tests run as root.
@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user; others run the file as one")
def test_a_normal_user_can_use_it(home: Path, environ: dict[str, str]):
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    somebody = Identity(user=nobody.pw_uid, group=nobody.pw_gid)
    if not somebody.can_use(Path(PYTHON[0]), CHECKOUT):
        pytest.skip("the checkout or its Python is in a folder that only root may enter")
    code = (
        "import sys; from pathlib import Path; from local.servers import Servers\n"
        "with Servers(Path(sys.argv[1]), throwaway=True).joined() as urls: print(*sorted(urls))"
    )
    done = subprocess.run(
        [*PYTHON, "-B", "-c", code, str(home)],
        cwd=CHECKOUT, env={**environ, "HOME": str(home)}, capture_output=True, text=True, timeout=60, **somebody.switch,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("DATABASE_URL REDIS_URL\n", "")
