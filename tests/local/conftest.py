"""Real servers and processes in folders of their own; nothing here touches the database of the test run."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.environment import SITE_VARIABLES
from local.files import FileLock, free_port
from local.processes import end, processes_marked
from local.servers import Servers
from local.site import CHECKOUT, Site
from tests.browser.conftest import chromium  # noqa: F401 - a fixture

from .support import PYTHON, held_locks, left_behind, run_site


@contextlib.contextmanager
def new_home() -> Iterator[Path]:
    top = Path(tempfile.mkdtemp(prefix="jobboard-local-tests-")).resolve()
    top.chmod(0o711)
    folder = top / "a home with spaces"
    folder.mkdir()
    yield folder
    end(processes_marked("LOCAL_DIR", str(folder)), grace=2)
    Servers(folder).stop_if_unused()
    shutil.rmtree(top)


def environ_of(home: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
    return {**inherited, "LOCAL_DIR": str(home), "DJANGO_SETTINGS_MODULE": "jobboard.settings"}


@pytest.fixture
def home() -> Iterator[Path]:
    """A new folder with a space in its path, which the unprivileged user of a root's PostgreSQL can enter."""
    with new_home() as folder:
        yield folder


@pytest.fixture
def environ(home: Path) -> dict[str, str]:
    """The environment of somebody who set nothing but LOCAL_DIR."""
    return environ_of(home)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site that was started once, filled with the demo data, and stopped. Parallel processes share it.

    ``first-run.json`` beside it says how that went.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    kept = shared / "demo-home"
    with FileLock(shared / "demo-home.lock").held(wait=600, otherwise="The demo data took too long."):
        if not kept.exists():
            with new_home() as folder:
                with run_site({**environ_of(folder), "PORT": str(free_port())}) as run:
                    pass
                about = {
                    "url": run.site.url, "said": run.said, "exit_code": run.exit_code,
                    "seconds_to_start": run.seconds_to_start, "seconds_to_stop": run.seconds_to_stop,
                    "left_behind": left_behind(run.site), "held_locks": held_locks(run.site), "is_known_to_run": bool(run.site.running()),
                }  # fmt: skip
                kept.with_name("first-run.json").write_text(json.dumps(about))
                copy_home(folder, kept.with_suffix(".part"))
            kept.with_suffix(".part").rename(kept)
    return kept


def copy_home(source: Path, target: Path) -> None:
    """With owners and permissions, which PostgreSQL insists on."""
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)


@pytest.fixture(scope="package")
def running(demo_home: Path) -> Iterator[Site]:
    """A site with the demo data, all its processes running: one for all tests that use it, each as another member, since a start
    takes longer than they do."""
    with new_home() as home:
        copy_home(demo_home, home)
        with run_site({**environ_of(home), "PORT": str(free_port())}) as run:
            yield run.site


@pytest.fixture
def manage(environ: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a manage.py command to its end."""
    return manage_with(environ)


def manage_with(environ: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PYTHON, "manage.py", *arguments], cwd=CHECKOUT, env=environ, capture_output=True, text=True, timeout=60
        )

    return run
