"""`deploy/systemd/*.service`, `*.timer` and `*.target`, checked by systemd and run by it on a machine of their own."""

import contextlib
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from local.environment import SITE_VARIABLES
from local.files import free_port

from .behind import production, until
from .machine import CGROUPS, UNITS, Machine
from .programs import needed

pytestmark = pytest.mark.django_db  # the units use this run's database
FILES = sorted(path.name for path in UNITS.iterdir())
SERVICES = [name for name in FILES if name.endswith(".service")]
EXPOSURE = 1.6  # of 10 (`systemd-analyze security`)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The units with paths of this checkout instead of /srv/jobboard, as systemd wants programs to exist."""
    needed("systemd-analyze")
    folder = tmp_path_factory.mktemp("units")
    for name in FILES:
        text = (UNITS / name).read_text().replace("/srv/jobboard/.venv/bin/python", sys.executable)
        (folder / name).write_text(text.replace("/srv/jobboard", str(settings.BASE_DIR)))
    return folder


def test_systemd_has_nothing_to_say_of_them(here):
    names = [name.replace("@.", "@1.") for name in FILES]
    done = subprocess.run(
        [needed("systemd-analyze"), "verify", "--man=no", "--recursive-errors=no", *names],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{here}:"}, capture_output=True, text=True, cwd=here, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_a_taken_over_process_could_do_is_little(here):
    done = subprocess.run(
        [needed("systemd-analyze"), "security", "--offline=true", f"--threshold={EXPOSURE * 10:.0f}", *SERVICES],
        capture_output=True, text=True, cwd=here, timeout=60,
    )  # fmt: skip
    levels = [float(level) for level in re.findall(r"exposure level for .*: ([\d.]+)", done.stdout)]
    assert len(levels) == len(SERVICES)
    assert max(levels) <= EXPOSURE
    assert done.returncode == 0


def test_every_night_at_half_past_two():
    [moment] = re.findall("OnCalendar=(.*)", (UNITS / "jobboard-backup.timer").read_text())
    told = subprocess.run(
        [needed("systemd-analyze"), "calendar", "--iterations=2", moment], capture_output=True, text=True, check=True
    )
    assert told.stdout.count("02:30:00 UTC") >= 2


# --- On a machine of their own -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def machine(tmp_path_factory, database_url):
    needed("unshare", "nsenter", "systemctl")
    if os.geteuid() or not (CGROUPS / "systemd").is_dir():
        pytest.skip("NOT TESTED: THE UNITS RUN ONLY WHERE A TEST MAY MAKE NAMESPACES, AND WITH CGROUPS OF VERSION 1.")
    with contextlib.ExitStack() as stack:
        folder = tmp_path_factory.mktemp("machine")
        environment = production(DATABASE_URL=database_url, WEB_PORT=str(free_port(0)), DRAIN_SECONDS="0", WEB_WORKERS="1")
        del environment["STATIC_ROOT"]
        machine = Machine(stack, folder, {name: value for name, value in environment.items() if name in SITE_VARIABLES})
        yield machine


def test_start(machine):
    import time
    t = time.time()
    machine.systemctl("start", "jobboard-migrate")
    print("migrate", time.time() - t); t = time.time()
    machine.systemctl("start", "jobboard.target")
    print("target", time.time() - t); t = time.time()
    time.sleep(10)
    print(machine.systemctl("list-units", "jobboard*", "--all", "--no-pager"))
    print(machine.systemctl("list-timers", "--all", "--no-pager"))
    print(machine.run("sh", "-c", "ls -laR /var/lib/jobboard | head -50; ps aux").stdout)
    print(machine.logs())
    assert 0
