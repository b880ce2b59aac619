"""Temporary servers for one test run: fast, not durable, deleted afterwards."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from local.console import LocalError
from local.servers import Servers

PREFIX = "jobboard-test-"
ABANDONED_SECONDS = 3600


@contextlib.contextmanager
def throwaway_servers() -> Iterator[tuple[Path, dict[str, str]]]:
    """Yields a new folder with running servers, and their URLs; the folder is removed afterwards, also after an error."""
    _remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
    folder.chmod(0o711)  # PostgreSQL may run as another user, who needs to enter the folder but not to read it
    try:
        with Servers(folder, throwaway=True).joined() as urls:
            yield folder, urls
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned() -> None:
    """Stop and remove what killed test runs left, if it is old, belongs to our user and isn't in use."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, LocalError):
            about = folder.lstat()
            old = time.time() - about.st_mtime > ABANDONED_SECONDS
            if old and about.st_uid == os.geteuid() and folder.is_dir() and Servers(folder).stop_if_unused():
                shutil.rmtree(folder, ignore_errors=True)
