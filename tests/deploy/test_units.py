"""`deploy/systemd/*.service`, `*.timer` and `*.target`, checked by systemd and run by it on a machine of their own."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from celery import Celery
from django.conf import settings

from local.environment import SITE_VARIABLES
from local.files import free_port
from local.postgres import wheel_folder

from .behind import ask, production, until
from .machine import CGROUPS, UNITS, USER_ID, Machine
from .programs import needed

pytestmark = pytest.mark.django_db  # the units use this run's database
FILES = sorted(path.name for path in UNITS.iterdir())
SERVICES = [name for name in FILES if name.endswith(".service")]
LONG = 120  # seconds, on a machine that has other work
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


def test_a_second_worker_stops_and_starts_with_the_others(here, tmp_path):
    """After a restore or an upgrade of PostgreSQL, our documents say `systemctl start jobboard.target`."""
    units = tmp_path / "etc" / "systemd" / "system"
    shutil.copytree(here, units)
    subprocess.run(
        [needed("systemctl"), f"--root={tmp_path}", "enable", "jobboard-worker@2.service"],
        check=True,
        capture_output=True,
    )
    assert (units / "multi-user.target.wants" / "jobboard-worker@2.service").is_symlink()
    assert (units / "jobboard.target.wants" / "jobboard-worker@2.service").is_symlink()
    assert "PartOf=jobboard.target" in (units / "jobboard-worker@.service").read_text()


# --- On a machine of their own -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def new_machine(tmp_path_factory, database_url):
    needed("unshare", "nsenter", "systemctl")
    if os.geteuid() or not (CGROUPS / "systemd").is_dir():
        pytest.skip("NOT TESTED: THE UNITS RUN ONLY WHERE A TEST MAY MAKE NAMESPACES, AND WITH CGROUPS OF VERSION 1.")
    with contextlib.ExitStack() as stack:
        folder = tmp_path_factory.mktemp("machine")
        port = free_port(0)
        queue = urlsplit(os.environ["REDIS_URL"])._replace(path="/13").geturl()  # of these workers only
        tools = Path("/srv/jobboard/.venv") / wheel_folder().relative_to(Path(sys.executable).parent.parent)
        environment = production(
            POSTGRES_TOOLS_DIR=str(tools),
            DATABASE_URL=database_url,
            CELERY_BROKER_URL=queue,
            WEB_PORT=str(port),
            WEB_WORKERS="1",
            DRAIN_SECONDS="0",
        )
        del environment["STATIC_ROOT"]  # the units name it
        machine = Machine(stack, folder, {name: value for name, value in environment.items() if name in SITE_VARIABLES})
        machine.port = port
        yield machine
        with psycopg.connect(database_url, autocommit=True) as connection:  # other tests go on with it
            connection.execute("DELETE FROM operations_backup")


@pytest.fixture(scope="module")
def machine(new_machine):
    """A machine on which one command has started the site, whichever test comes first."""
    new_machine.systemctl("start", "jobboard-migrate.service", "jobboard.target")
    return new_machine


ALL = ("jobboard-web.service", "jobboard-worker@1.service", "jobboard-beat.service")
# What the site does under the rules of its units, and what they are there to stop. It prints what happened to each.
PROBE = """
import ctypes, mmap, os, pathlib, socket, sys
import django
django.setup()

def work():
    from django.contrib.auth.hashers import make_password
    from resumes.document import ResumeDocument
    from resumes.exports.options import Options
    from resumes.exports.pdf import render_pdf
    from toolkit.child_process import call_in_child
    pdf = render_pdf(ResumeDocument.model_validate({"basics": {"name": "Ada Lovelace"}}), Options()).content
    yield "pdf", pdf[:5] == b"%PDF-"
    yield "parse an upload", "Ada Lovelace" in str(call_in_child("toolkit.document_text.pdf", "read_pdf", pdf))
    yield "password", make_password("x").startswith("scrypt$")
    yield "find a host", socket.getaddrinfo("localhost", 443)[0][4][0] in ("127.0.0.1", "::1")
    files = pathlib.Path("/var/lib/jobboard/files/kept")
    files.write_text("x")
    yield "keep a file", files.stat().st_mode & 0o777 == 0o600

def harm():
    libc = ctypes.CDLL(None, use_errno=True)
    yield "change the code", lambda: open("/srv/jobboard/manage.py", "a")
    yield "change the settings", lambda: open("/etc/hosts", "a")
    yield "write into another's folder", lambda: open("/var/lib/jobboard/static/x", "w")
    yield "read a home", lambda: os.listdir("/root")
    yield "see other processes", lambda: open("/proc/1/cmdline")
    yield "change the kernel", lambda: open("/proc/sys/kernel/core_pattern")
    yield "listen to the network", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    yield "write code and run it", lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    def call(function, *values):
        if getattr(libc, function)(*values):
            raise OSError(ctypes.get_errno(), function)
    yield "make a namespace", lambda: call("unshare", 0x10000000)
    yield "become root", lambda: call("setuid", 0)
    yield "mount", lambda: call("mount", b"none", b"/tmp", b"tmpfs", 0, None)
    yield "look into a process", lambda: call("ptrace", 16, 1, 0, 0)
    yield "give a file root's rights", lambda: os.chmod("/var/lib/jobboard/files/kept", 0o4755)

for name, well in work():
    print(f"probe: {name}: {'done' if well else 'FAILED'}")
for name, act in harm():
    try:
        act()
        print(f"probe: {name}: POSSIBLE")
    except OSError as error:
        print(f"probe: {name}: refused, {os.strerror(error.errno)}")
"""


def test_one_command_starts_all_once_the_tables_are_there(machine):
    assert "No migrations to apply" in machine.logs()
    ended = int(machine.property("jobboard-migrate.service", "ExecMainExitTimestampMonotonic"))
    for unit in ALL:
        assert int(machine.property(unit, "ExecMainStartTimestampMonotonic")) >= ended
        assert machine.property(unit, "ActiveState") == "active"
    assert machine.property("jobboard-backup.timer", "ActiveState") == "active"


def test_the_web_server_answers(machine):
    def ready():
        with contextlib.suppress(OSError):  # not yet, or not soon
            return ask(machine.port, "/health/ready", secure=False)[0] == 200

    until(ready, f"ready; {machine.logs()}", LONG)
    https = [("Clientaddress", "192.0.2.1"), ("Clientscheme", "https")]
    status, _, page = ask(machine.port, "/about/", headers=https, secure=False)
    assert status == 200
    sheet = re.search(rb'href="(/static/css/[^"]+)"', page)[1].decode()
    assert ask(machine.port, sheet, headers=https, secure=False)[0] == 200


def test_the_worker_takes_a_task(machine):
    with psycopg.connect(machine.settings["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("INSERT INTO django_session VALUES ('long-ended', '', '2020-01-01')")
        with Celery(broker=machine.settings["CELERY_BROKER_URL"], set_as_current=False) as app:
            app.send_task("accounts.tasks.clear_expired_sessions")
        query = "SELECT count(*) FROM django_session WHERE session_key = 'long-ended'"
        until(lambda: connection.execute(query).fetchone() == (0,), f"the task is done; {machine.logs()}", LONG)


def test_beat_writes_its_schedule_into_its_own_folder_only(machine):
    def files():
        return machine.run("ls", "/var/lib/jobboard/beat").stdout.split()

    until(files, "it has a schedule", LONG)
    assert all(name.startswith("schedule") for name in files())  # the system's database decides on the ending
    places = ("/srv/jobboard", "/tmp", "/var/tmp")  # noqa: S108 - the machine's own
    written = machine.run("find", *places, "-newer", "/run/units", "-user", "jobboard").stdout.splitlines()
    assert [path for path in written if "beat" in path or "systemd-private" not in path] == []


@pytest.mark.parametrize("unit", ALL)
def test_processes_have_no_rights_and_a_limit(machine, unit):
    status = machine.run("cat", f"/proc/{machine.property(unit, 'MainPID')}/status").stdout
    found = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert found["Uid"].split() == [str(USER_ID)] * 4
    assert (found["NoNewPrivs"], found["Seccomp"]) == ("1", "2")
    assert int(found["CapEff"], 16) == int(found["CapBnd"], 16) == int(found["CapAmb"], 16) == 0
    limit = int(machine.property(unit, "MemoryMax"))
    group = machine.property(unit, "ControlGroup")
    assert machine.run("cat", f"/sys/fs/cgroup/memory{group}/memory.limit_in_bytes").stdout.strip() == str(limit)


def test_what_the_rules_allow_and_refuse(machine):
    """A unit with the worker's rules runs the probe instead of a worker."""
    text = (UNITS / "jobboard-worker@.service").read_text().replace("Type=exec", "Type=oneshot")
    text = re.sub(
        "Restart=.*\n", "", re.sub("ExecStart=.*", "ExecStart=/srv/jobboard/.venv/bin/python /run/probe.py", text)
    )
    text += "\n[Service]\nEnvironmentFile=\nEnvironmentFile=/run/environment\nEnvironment=PYTHONPATH=/srv/jobboard DJANGO_SETTINGS_MODULE=jobboard.settings\nStandardOutput=append:/run/logs/all\nStandardError=inherit\n"
    machine.write("/run/probe.py", PROBE)
    machine.write("/run/units/probe.service", text)
    machine.systemctl("daemon-reload")
    machine.systemctl("start", "probe.service", check=False)
    found = re.findall("^probe: (.*)", machine.logs(), re.MULTILINE)
    assert len(found) == 18, machine.logs()
    assert [line for line in found if "FAILED" in line or "POSSIBLE" in line] == []


TRICKY = r"""
# NOT_THIS=1
; NOR_THIS=1
PLAIN=a b  c
  SPACES =  around~~
QUOTED="Us & Co <us@example.org>"
SINGLE='a "b" \ $c'
INSIDE=a"b"c'd
BACKSLASH=a\\b\c\"d
IN_QUOTES="a\\b\c\"d\$e"
EQUALS=postgresql://u:p@h/db?a=b&c="d"#e
DOLLAR=$HOME `x` ${y}
EMPTY=
NOTHING=""
lower_case=1
2BAD=1
no sign
LAST=end""".replace("~", " ")


def test_units_and_commands_read_the_same_settings(machine, tmp_path):
    """`jobboard doctor` looks at the site that the units run only if both understand /etc/jobboard.env alike."""
    machine.write("/run/tricky.env", TRICKY)
    out = "StandardOutput=file:/run/logs/tricky"
    machine.write(
        "/run/units/tricky.service",
        f"[Service]\nType=oneshot\nEnvironmentFile=/run/tricky.env\nExecStart=/usr/bin/env\n{out}\n",
    )
    machine.systemctl("daemon-reload")
    machine.systemctl("start", "tricky.service")
    units = dict(line.split("=", 1) for line in machine.run("cat", "/run/logs/tricky").stdout.splitlines())

    (tmp_path / "deploy").mkdir()
    (tmp_path / "jobboard.env").write_text(TRICKY)
    (tmp_path / "manage.py").write_text("import json, os\nprint(json.dumps(dict(os.environ)))\n")
    start = (
        (settings.BASE_DIR / "deploy" / "jobboard").read_text().replace("/etc/jobboard.env", f"{tmp_path}/jobboard.env")
    )
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    (tmp_path / "deploy" / "jobboard").write_text(start)
    done = subprocess.run(
        ["sh", tmp_path / "deploy" / "jobboard", "doctor"], env={"PATH": path}, capture_output=True, check=True
    )
    commands = json.loads(done.stdout)

    names = {line.partition("=")[0].strip() for line in TRICKY.splitlines() if "=" in line}
    found, expected = ({name: of.get(name) for name in names} for of in (commands, units))
    assert found == expected
    assert found["QUOTED"] == "Us & Co <us@example.org>"


def test_a_backup_is_made_and_verified(machine):
    machine.systemctl("start", "jobboard-backup.service")
    [made] = machine.run("ls", "/var/backups/jobboard").stdout.split()
    assert "database.dump" in machine.run("ls", f"/var/backups/jobboard/{made}").stdout


def test_a_killed_process_comes_back(machine):
    def running():
        number = machine.property("jobboard-beat.service", "MainPID")
        return number if number != "0" else None

    first = until(running, "it runs", LONG)
    machine.run("kill", "-KILL", first)
    until(lambda: machine.property("jobboard-beat.service", "NRestarts") == "1", "it is started again")
    until(lambda: running() not in (None, first), "it runs again", LONG)


def test_all_stop_in_order(machine):
    machine.systemctl("stop", "jobboard.target")
    for unit in ALL:
        until(lambda: machine.property(unit, "ActiveState") == "inactive", f"{unit} stops", LONG)  # noqa: B023
        assert machine.property(unit, "Result") == "success"
    assert machine.property("jobboard-backup.timer", "ActiveState") == "inactive"
