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
    """A new folder with running servers in it, and their URLs; the folder is removed however the block ends."""
    _remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
    folder.chmod(0o711)  # PostgreSQL may run as another user, who passes through and reads nothing
    try:
        with Servers(folder, throwaway=True).joined() as urls:
            yield folder, urls
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned() -> None:
    """Stop and remove what a test run left that was killed, if it is old, ours and unused."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, LocalError):
            about = folder.lstat()
            old = time.time() - about.st_mtime > ABANDONED_SECONDS
            if old and about.st_uid == os.geteuid() and folder.is_dir() and Servers(folder).stop_if_unused():
                shutil.rmtree(folder, ignore_errors=True)
