"""What docs/operations/README.md tells people to type fits the files that it names, and its settings start the site."""

import contextlib
import datetime as dt
import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from tests.local.support import eventually

BASE = settings.BASE_DIR
PAGE = (BASE / "docs" / "operations" / "README.md").read_text("utf-8")
WITH, WITHOUT = (
    PAGE[PAGE.index(f"## One server {which} containers") :].split("\n## ")[0] + "\n"
    for which in ("with", "without")
)  # fmt: skip


def typed(part):
    return "".join(re.findall(r"```sh\n(.*?)```", part, re.DOTALL))


def test_the_settings_that_are_typed_start_the_site():
    """The page's own lines make the file."""
    lines = re.search(r"^cat > /etc/jobboard\.env <<END\n(.*?)^END\n", WITHOUT, re.MULTILINE | re.DOTALL)[0]
    asked = {"HOST": "jobs.example.com", "EMAIL": "smtp+tls://a:b@mail.example.com:587", "STRIPE": "sk_test_0123456789", "WEBHOOK": "whsec_0123456789"}  # fmt: skip
    assert re.findall(r"^([A-Z]+)=", typed(WITHOUT).split("apt-get")[0], re.MULTILINE) == list(asked)
    script = lines.replace(" > /etc/jobboard.env", "")
    made = subprocess.run(
        ["bash", "-euc", script], env={"PATH": f"{sys.prefix}/bin:/usr/bin:/bin", **asked}, capture_output=True, text=True, check=True
    )  # fmt: skip
    environment = dict(line.split("=", 1) for line in made.stdout.splitlines())
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
        cwd=BASE, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    units = "".join(path.read_text() for path in (BASE / "deploy" / "systemd").glob("*.service"))
    for name in ("MEMBER_FILES_DIR", "STATIC_ROOT", "BACKUP_DIR"):
        assert f"{name}={environment[name]}" in units  # where units may write


def test_files_and_units_that_are_typed_exist():
    for path in re.findall(r"\bdeploy/[\w./-]+", typed(WITHOUT)):
        assert (BASE / path).exists(), path
    for path in re.findall(r"-r (\S+)", typed(WITHOUT)):
        assert (BASE / path).is_file(), path
    units = {path.name for path in (BASE / "deploy" / "systemd").iterdir()}
    named = re.findall(r"systemctl (?:start|restart|enable --now) (jobboard[\w.@-]*)", WITHOUT)
    assert len(named) >= 4
    assert {name if "." in name else f"{name}.service" for name in named} <= units


def test_commands_of_the_site_that_are_typed_exist():
    named = set(re.findall(r"(?:-- |exec \w+ )jobboard ([a-z_]+)", typed(WITH) + typed(WITHOUT)))
    assert {"doctor", "createsuperuser", "load_demo"} <= named <= set(get_commands())


@pytest.fixture
def release(tmp_path):
    """A folder with deploy/jobboard, a file of settings, and a manage.py that says what it was given."""
    settings_file = tmp_path / "jobboard.env"
    start = tmp_path / "deploy" / "jobboard"
    start.parent.mkdir()
    start.write_text((BASE / "deploy" / "jobboard").read_text().replace("/etc/jobboard.env", str(settings_file)))
    start.chmod(0o755)
    settings_file.write_text(
        "# SITE_URL=no\nSECRET_KEY=s\nDEFAULT_FROM_EMAIL=Us <us@example.org>\nDATABASE_URL=a\nDATABASE_POOLER=transaction\n"
    )
    names = "SITE_URL", "DEFAULT_FROM_EMAIL", "DATABASE_URL", "DATABASE_POOLER"
    (tmp_path / "manage.py").write_text(
        f"import os, sys\nprint(sys.argv[1:], *(os.environ.get(name) for name in {names}), sep='|')\n"
    )

    def run(*words, cwd=None, **environment):
        path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        done = subprocess.run(
            [start, *words], env={"PATH": path, **environment}, cwd=cwd, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    run.folder, run.settings = tmp_path, settings_file
    return run


def test_commands_take_the_settings_of_the_units_unless_the_caller_has_others(release):
    assert release("doctor", "--quiet") == "['doctor', '--quiet']|None|Us <us@example.org>|a|transaction"
    direct = {"DATABASE_URL": "b", "DATABASE_POOLER": ""}
    assert release("migrate", **direct) == "['release']|None|Us <us@example.org>|b|"
    assert release("doctor", SECRET_KEY="of a container") == "['doctor']|None|None|None|None"


def test_settings_are_read_as_systemd_reads_them_for_the_units(release):
    """Units and commands that disagree about a value would be two sites."""
    release.settings.write_text(
        "SECRET_KEY='s'\r\n  SITE_URL = https://jobs.example.com \t\n; DATABASE_URL=no\nDEFAULT_FROM_EMAIL=\"Us & Co <us@example.org>\"\n"
        'DATABASE_URL=a?b="c"&d=$e\nnot a name=1\n1=2\nDATABASE_POOLER=\''
    )
    said = release("doctor")
    assert said == "['doctor']|https://jobs.example.com|Us & Co <us@example.org>|a?b=\"c\"&d=$e|'"
    release.settings.write_text(
        r"""SECRET_KEY=s
SITE_URL=a\\b\c\"d
DEFAULT_FROM_EMAIL="a\\b\c\"d"
DATABASE_URL='a\\b\c\"d'
"""
    )
    assert release("doctor").split("|")[1:4] == [r'a\bc"d', r'a\b\c"d', r"a\\b\c\"d"]


def test_whoever_may_not_read_the_settings_is_told_and_gets_no_other_site(release, tmp_path):
    if os.geteuid():
        pytest.skip("NOT TESTED: only root can run something as somebody else.")
    release.settings.chmod(0o600)
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        folder.chmod(0o755)
    done = subprocess.run(
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", release.folder / "deploy" / "jobboard", "doctor"],
        env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "runuser -u jobboard -- jobboard doctor" in done.stderr


def test_files_are_where_they_were_typed(release, tmp_path):
    """The page on backups says `--identity backup-key.txt`."""
    (release.folder / "manage.py").write_text("import os\nprint(os.getcwd())\n")
    there = tmp_path / "somewhere"
    there.mkdir()
    assert release("verify_backup", "--identity", "backup-key.txt", cwd=there) == str(there)


SAYING = r"""
import os, signal, sys
print(sys.argv[1], flush=True)
def stop(*_):
    os.write(1, b"cleans up\n")
    raise SystemExit(143)
signal.signal(signal.SIGTERM, stop)
if sys.argv[1] == "verify_backup":
    print("under way", flush=True)
    signal.pause()
"""


@pytest.fixture
def nightly(release):
    """Runs the loop of the container that makes backups, at a time that is twelve hours away."""
    (release.folder / "manage.py").write_text(SAYING)
    backups = release.folder / "backups"
    backups.mkdir()
    at = dt.datetime.now(dt.UTC) + dt.timedelta(hours=12)
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "BACKUP_AT": f"{at:%H:%M}",
        "BACKUP_DIR": str(backups),
    }

    running = []

    def start(*names):
        for name in names:
            (backups / name).mkdir()
        words = [release.folder / "deploy" / "jobboard", "backups"]
        running.append(
            subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        )
        return running[-1]

    yield start
    for process in running:
        process.terminate()
        process.communicate(timeout=20)


def test_a_backup_that_was_missed_is_made_at_once_and_a_stop_lets_it_clean_up(nightly):
    process = nightly("20260101T023000Z", "lost+found")
    said = [process.stdout.readline().strip() for _ in range(3)]
    assert said == ["backup", "verify_backup", "under way"]
    process.terminate()
    assert process.communicate(timeout=20)[0].split("\n") == ["cleans up", ""]
    assert process.returncode == 0


@pytest.mark.parametrize("names", [(), (f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}",)])
def test_otherwise_it_waits_for_its_time(nightly, names):
    process = nightly(*names)

    def sleeps():
        with contextlib.suppress(OSError):  # others come and go
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            return any(Path(f"/proc/{child}/comm").read_text() == "sleep\n" for child in children)

    eventually(sleeps, "it sleeps")
    process.terminate()
    assert process.communicate(timeout=20)[0] == ""
    assert process.returncode == 0


def test_the_health_check_asks_where_the_server_listens(release):
    """On several hosts that's the host's own address."""
    with contextlib.closing(socket.create_server(("127.0.0.2", 0))) as server:
        (release.folder / "manage.py").unlink()
        environment = {
            "WEB_HOST": "127.0.0.2",
            "WEB_PORT": str(server.getsockname()[1]),
            "SITE_URL": "https://jobs.example.com",
        }
        thread = threading.Thread(target=_answer, args=[server])
        thread.start()
        release("healthy", **environment)
        thread.join(10)


def _answer(server):
    connection, _ = server.accept()
    with contextlib.closing(connection):
        asked = connection.recv(4000).split(b"\r\n")
        assert asked[0] == b"GET /health/live HTTP/1.1"
        assert b"Host: jobs.example.com" in asked
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")


def test_static_files_of_an_image_join_those_of_the_releases_before(release):
    for folder, name in (("staticfiles", "new.css"), ("volume", "old.css")):
        (release.folder / folder).mkdir()
        (release.folder / folder / name).touch()
    release("migrate", STATIC_ROOT=f"{release.folder}/staticfiles")  # an image without a volume
    release("migrate", STATIC_ROOT=f"{release.folder}/volume")
    assert sorted(path.name for path in (release.folder / "volume").iterdir()) == ["new.css", "old.css"]


def test_services_of_compose_that_are_typed_exist():
    services = yaml.safe_load((BASE / "deploy" / "compose.yaml").read_text())["services"]
    named = re.findall(r"docker compose exec (\w+)", WITH)
    assert len(named) >= 4
    assert set(named) <= set(services)


@pytest.mark.parametrize("setting", ["SITE_HOST", "REQUEST_BUFFERS"])
def test_the_proxy_reads_what_is_typed(setting):
    assert f"{setting}=" in typed(WITHOUT)
    assert f"{{${setting}" in (BASE / "deploy" / "Caddyfile").read_text()
