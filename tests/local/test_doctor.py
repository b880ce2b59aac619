"""The doctor has nothing to say about a site that `make run` started."""

import json
import subprocess

from local.site import CHECKOUT

from .conftest import environ_of
from .support import PYTHON


def test_a_healthy_site_raises_no_alarm(running):
    done = subprocess.run(
        [*PYTHON, "manage.py", "doctor", "--json"], cwd=CHECKOUT, env={**environ_of(running.folder), "PORT": str(running.port)},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    reports = json.loads(done.stdout)
    assert [report for report in reports if report["state"] != "ok"] == []
    assert len(reports) > 50
    assert done.returncode == 0
