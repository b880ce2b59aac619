"""The way to whichever database is the primary. `tests/hosts` runs a failover with it."""

import os
import subprocess

from tests.deploy.programs import needed
from tests.hosts.engines import DEPLOY


def test_haproxy_takes_the_way_to_the_databases():
    """Its servers are names that this machine doesn't know; HAProxy looks them up again and again."""
    words = [needed("haproxy"), "-c", "-f", DEPLOY / "postgres" / "haproxy.cfg"]
    done = subprocess.run(words, env={**os.environ, "RUN_AS": "root"}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
