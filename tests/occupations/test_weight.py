"""Loading everything takes seconds of the processor and little memory, measured in a process of its own."""

import os
import resource
import subprocess
import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from occupations.models import Occupation

SECONDS, MEGABYTES = 40, 300


def test_loading_everything_takes_seconds_and_little_memory(transactional_db):
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    command = [sys.executable, "-X", "utf8", "manage.py", "load_occupations"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # A small program between, so that the peak is that of the command alone.
    measured = "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); print('peak', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
    done = subprocess.run(
        [sys.executable, "-c", measured, *command], cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": url},
        capture_output=True, text=True, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert Occupation.objects.count() == 1016
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = int(done.stdout.split()[-1]) / (1024 * 1024 if sys.platform == "darwin" else 1024)
    print(f"{seconds:.1f} s of the processor, {peak:.0f} MB")  # noqa: T201 - the measurement, with -s
    assert seconds <= SECONDS
    assert peak <= MEGABYTES
