"""`benchmarks/`: not run here, as they take minutes, but each one can start."""

import subprocess
import sys

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "benchmarks"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.py")))
def test_what_a_benchmark_imports_is_there(name):
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", f"import {name}"], cwd=FOLDER, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
