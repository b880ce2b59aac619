"""What the tests of this folder share."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from local.site import CHECKOUT

PYTHON = (sys.executable, "-X", "utf8")


def eventually(condition: Callable[[], object], what: str, seconds: float = 20) -> None:
    """Return as soon as ``condition`` holds; fail saying ``what`` was awaited if it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds} s: {what}")
        time.sleep(0.02)


@contextlib.contextmanager
def started(*command: str, environ: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that is not left behind."""
    with subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
            process.stdout.close()
