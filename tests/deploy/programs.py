"""Finds the programs that files of `deploy/` are for. They come from the system's packages, so a developer may lack some."""

import os
import shutil

import pytest


def needed(*names: str) -> str | None:
    """Returns where the first of the programs is; for several, all must be there. Without them the test is skipped, or fails
    with ``REQUIRE_PROGRAMS=1`` (CI)."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    found = [shutil.which(name, path=path) for name in names]
    missing = [name for name, where in zip(names, found, strict=True) if where is None]
    if not missing:
        return found[0]
    reason = f"NOT TESTED: {', '.join(missing)} isn't installed, and this file of deploy/ runs in it."
    if os.environ.get("REQUIRE_PROGRAMS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
