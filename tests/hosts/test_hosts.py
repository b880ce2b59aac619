"""The short form of `make hosts`: ten hosts start, and a web server is lost (docs/reliability.md has the long form).

Runs what deploy/postgres/patroni.yml, deploy/postgres/patroni.env and deploy/postgres/haproxy.cfg describe, with the pooler, the
balancer and the sentinels of deploy/."""

import os
import subprocess
import sys

import pytest

from local.site import CHECKOUT
from tests.hosts.__main__ import NOT_HERE


@pytest.mark.django_db
def test_a_site_on_several_hosts_outlives_the_loss_of_one(tables):
    """An own program in namespaces of its own, since tests reach nothing but this machine's loopback."""
    words = [
        sys.executable,
        "-X",
        "utf8",
        "-m",
        "tests.hosts",
        "--short",
        f"--dump={tables}",
        "web_killed",
    ]
    done = subprocess.run(words, cwd=CHECKOUT, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode == NOT_HERE:
        reason = f"NOT TESTED: several hosts. {done.stderr.strip()}"
        (pytest.fail if os.environ.get("REQUIRE_PROGRAMS") == "1" else pytest.skip)(reason)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    print(done.stdout)  # noqa: T201
