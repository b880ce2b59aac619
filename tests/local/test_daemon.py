"""`make t`: test servers that stay up, and runs that know nothing of each other."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.environment import without_site
from local.processes import processes_marked
from local.servers import Servers
from local.site import CHECKOUT
from local.test_daemon import DAEMON_MARK

from .support import PYTHON, add_static_files, eventually, started

TESTS = """
import os, time
import pytest
from django.contrib.auth.models import Group

@pytest.mark.django_db(transaction=True)
def test_finds_what_migrations_put_in():
    assert Group.objects.filter(name="Editors").exists()

def test_fails():
    assert os.environ["WORD"] == "good"

def test_waits():
    print("waiting", flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Test servers of their own."""
    top = Path(tempfile.mkdtemp(prefix="jobboard-local-tests-")).resolve()
    top.chmod(0o711)
    folder = top / "test"
    folder.mkdir()
    add_static_files(folder)
    (top / "test_it.py").write_text(TESTS)
    yield top
    subprocess.run([*PYTHON, "-m", "local", "t-stop"], cwd=CHECKOUT, env=environ(top), timeout=60, check=True)
    assert processes_marked(DAEMON_MARK, str(folder)) == []
    assert all(server.process() is None for server in Servers(folder).all())
    shutil.rmtree(top)


def environ(home: Path, **more: str) -> dict[str, str]:
    return {**without_site(os.environ), "LOCAL_DIR": str(home), **more}


def command(home: Path, test: str, *arguments: str) -> list[str]:
    where = ("-c", str(CHECKOUT / "pyproject.toml"), "--rootdir", str(CHECKOUT), "-p", "no:cacheprovider")
    return [*PYTHON, "-m", "local", "t", *where, f"{home / 'test_it.py'}::{test}", *arguments]


@pytest.fixture
def run(home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run_(test: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(home, test), cwd=CHECKOUT, env=environ(home, **more), capture_output=True, text=True, timeout=180
        )

    return run_


def test_each_run_finds_a_fresh_database_on_the_same_servers(run: Callable, home: Path):
    first = run("test_finds_what_migrations_put_in")
    assert (first.returncode, "1 passed" in first.stdout) == (0, True), first.stdout + first.stderr
    assert first.stdout.startswith("Starting the test servers")
    ports = [server.url() for server in Servers(home / "test").all()]
    second = run("test_finds_what_migrations_put_in")
    assert (second.returncode, "1 passed" in second.stdout) == (0, True), second.stdout + second.stderr
    assert not second.stdout.startswith("Starting")
    assert [server.url() for server in Servers(home / "test").all()] == ports


def test_a_run_has_the_environment_of_who_asks_and_tells_how_it_ended(run: Callable):
    assert run("test_fails", WORD="good").returncode == 0
    bad = run("test_fails", WORD="bad")
    assert (bad.returncode, "1 failed" in bad.stdout) == (1, True)


def test_ctrl_c_interrupts_the_run_and_leaves_the_servers(run: Callable, home: Path):
    with started(*command(home, "test_waits", "-s"), environ=environ(home)) as process:
        eventually(lambda: "waiting" in process.stdout.readline(), "the test begins")
        process.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in process.stdout.read()
        assert process.wait(20) == pytest.ExitCode.INTERRUPTED
    assert run("test_fails", WORD="good").returncode == 0


def test_a_run_ends_with_who_asked_for_it(run: Callable, home: Path):
    with started(*command(home, "test_waits", "-s"), environ=environ(home)) as process:
        eventually(lambda: "waiting" in process.stdout.readline(), "the test begins")
        process.kill()
    assert run("test_fails", WORD="good").returncode == 0


def test_without_runs_the_servers_stop_by_themselves(home: Path):
    folder = home / "idle"
    folder.mkdir(mode=0o711)
    arguments = ("-m", "local.test_daemon", f"--folder={folder}", "--idle-seconds=0.1")
    subprocess.run([*PYTHON, *arguments], cwd=CHECKOUT, env=environ(home), timeout=60, check=True)
    assert all(server.process() is None for server in Servers(folder).all())
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == []
