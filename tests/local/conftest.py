"""Real servers and processes in folders of their own; nothing here touches the database of the test run."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.environment import SITE_VARIABLES
from local.processes import end, processes_marked
from local.servers import Servers
from local.site import CHECKOUT

from .support import PYTHON


@pytest.fixture
def home() -> Iterator[Path]:
    """A new folder with a space in its path, which the unprivileged user of a root's PostgreSQL can enter."""
    top = Path(tempfile.mkdtemp(prefix="jobboard-local-tests-")).resolve()
    top.chmod(0o711)
    folder = top / "a home with spaces"
    folder.mkdir()
    yield folder
    end(processes_marked("LOCAL_DIR", str(folder)), grace=2)
    Servers(folder).stop_if_unused()
    shutil.rmtree(top)


@pytest.fixture
def environ(home: Path) -> dict[str, str]:
    """The environment of somebody who set nothing but LOCAL_DIR."""
    inherited = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
    return {**inherited, "LOCAL_DIR": str(home), "DJANGO_SETTINGS_MODULE": "jobboard.settings"}


@pytest.fixture
def manage(environ: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a manage.py command to its end."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PYTHON, "manage.py", *arguments], cwd=CHECKOUT, env=environ, capture_output=True, text=True, timeout=60
        )

    return run
