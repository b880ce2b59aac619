"""The image of deploy/Containerfile is built from a Debian root, and all that deploy/jobboard starts runs in it."""

import contextlib
import http.client
import json
import os
import re
import secrets
import signal
import subprocess
import time
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from local.files import free_port
from tests.tables import migrated_database

from .image import Buildah, built_image

HOST = "jobs.example.org"
DEPLOY = settings.BASE_DIR / "deploy"
VISITOR = {"Host": HOST, "Clientaddress": "203.0.113.9", "Clientscheme": "https"}
TOKEN = "a-token-of-the-metrics-page"


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with built_image(shared / "image") as image:
        yield image


@pytest.fixture(scope="module")
def environment():
    """Settings of production, with a database of its own that lacks an app's tables and all figures. `make test` has migrated an
    empty one with the same code."""
    server, name = urlsplit(os.environ["DATABASE_URL"]), f"image_{secrets.token_hex(4)}"
    valkey = urlsplit(os.environ["REDIS_URL"])
    with psycopg.connect(server.geturl(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{migrated_database(connection)}"')
        with psycopg.connect(server._replace(path=f"/{name}").geturl()) as own:
            own.execute("DROP TABLE operations_backup; DELETE FROM django_migrations WHERE app = 'operations'")
        yield {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "SITE_URL": f"https://{HOST}",
            "DATABASE_URL": server._replace(path=f"/{name}").geturl(),
            "REDIS_URL": valkey._replace(path="/15").geturl(),
            "CACHE_URL": valkey._replace(path="/14").geturl(),
            "EMAIL_URL": "smtp+tls://127.0.0.1:1",
            "DEFAULT_FROM_EMAIL": "jobs@example.org",
            "STRIPE_SECRET_KEY": "sk_test_nobody",
            "STRIPE_WEBHOOK_SECRETS": "whsec_nobody",
            "CLIENT_ADDRESS_HEADER": "Clientaddress",
            "CLIENT_SCHEME_HEADER": "Clientscheme",
            "METRICS_TOKEN": TOKEN,
            "WEB_HOST": "127.0.0.1",
            "WEB_PORT": str(free_port(0)),
            "WEB_WORKERS": "1",
            "WEB_THREADS": "4",
            "WORKER_PROCESSES": "1",
            "DRAIN_SECONDS": "1",
        }
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def migrated(image, environment):
    done = image.run("migrate", seconds=600, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return environment


@pytest.fixture(scope="module")
def web(image, migrated, tmp_path_factory):
    """The port of the image's web server, which is its command if nothing is said."""
    log = tmp_path_factory.mktemp("web") / "log"
    with image.running(log=log, **migrated) as process:
        until(lambda: image.run("healthy", **migrated).returncode == 0, log)
        yield int(migrated["WEB_PORT"])
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert time.monotonic() - began >= 1  # first it says that it isn't ready
    assert image.run("healthy", **migrated).returncode != 0


def until(condition, log, seconds=180):
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    return answer


def asked(port, path, **headers):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path, headers={**VISITOR, **headers})
        answer = connection.getresponse()
        return answer, answer.read()


def test_the_image_says_what_it_is_and_how_it_is_run(image):
    config = image.config
    assert config["User"] == "10001:10001"
    assert (config["Entrypoint"], config["Cmd"], config["StopSignal"]) == (["jobboard"], ["web"], "SIGTERM")
    assert config["Healthcheck"]["Test"] == ["CMD", "jobboard", "healthy"]
    assert list(config["ExposedPorts"]) == ["8000/tcp"]
    labels = {name.removeprefix("org.opencontainers.image."): value for name, value in config["Labels"].items()}
    assert labels.items() >= {"title": "jobboard", "licenses": "MIT", "version": "1.2.3", "revision": "abc"}.items()
    assert not [line for line in config["Env"] if re.search("SECRET|PASSWORD|DATABASE_URL|TOKEN", line)]


def test_the_image_has_no_compiler_no_installer_and_nothing_of_tests(image):
    root = image.root
    for folder in ("usr/bin", "usr/local/bin", "opt/venv/bin"):
        names = [path.name for path in (root / folder).glob("*")]
        compilers = re.compile(
            r"((x86_64|aarch64)-linux-gnu-)?(cc|gcc|g\+\+|c\+\+|cpp|clang|ld|as|make|rustc|go|tcc|pip\d*)([-.\d]+)?"
        )
        assert not [name for name in names if compilers.fullmatch(name)]
    assert not list((root / "opt/venv").rglob("site-packages/pip")) + list(
        (root / "opt/venv").rglob("site-packages/pytest")
    )
    app = root / "app"
    assert not [
        path for path in app.iterdir() if path.name.startswith(".") or path.name in ("tests", "docs", "benchmarks")
    ]
    assert sorted(path.name for path in (app / "local").glob("*.py")) == ["__init__.py", "command.py"]
    assert (app / "staticfiles" / "staticfiles.json").exists()


def test_what_the_ignore_file_names_never_reaches_an_image(tmp_path):
    """Secrets and data that lie in the checkout."""
    buildah = Buildah(tmp_path / "store")
    context = tmp_path / "context"
    secret = [
        ".env",
        "deploy/.env",
        ".git/config",
        "memberfiles/a.pdf",
        "deploy/key.age",
        "a/b.dump",
        "tests/test_a.py",
        ".venv/x",
    ]
    for name in (*secret, "jobboard/settings.py", "local/command.py", "deploy/jobboard", "static/css/site.css"):
        path = context / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (context / ".dockerignore").write_text((settings.BASE_DIR / ".dockerignore").read_text())
    (tmp_path / "Containerfile").write_text("FROM scratch\nCOPY . /\n")
    buildah.build(context, f"--file={tmp_path}/Containerfile", "--tag=localhost/ignored")
    container = buildah("from", "localhost/ignored")
    root = settings.BASE_DIR.__class__(buildah("mount", container))
    found = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    buildah("rm", "--all")
    assert found == ["deploy/jobboard", "jobboard/settings.py", "local/command.py", "static/css/site.css"]


def test_it_runs_without_rights_on_a_root_that_is_read_only(image):
    script = "id -u; grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/self/status; touch /app/x /opt/venv/x /usr/x; touch /tmp/x && echo may"
    done = image.run("sh", "-c", script, entrypoint=[])
    lines = done.stdout.split()
    assert lines[0] == "10001"
    assert lines[1:] == ["CapBnd:", "0" * 16, "CapEff:", "0" * 16, "NoNewPrivs:", "1", "may"] or sorted(
        lines[1:]
    ) == sorted(["CapBnd:", "0" * 16, "CapEff:", "0" * 16, "NoNewPrivs:", "1", "may"])
    assert done.stderr.count("Read-only file system") == 3
    # Nor could its user change anything if the root were writable.
    owned = subprocess.run(
        ["find", image.root, "-xdev", "(", "-user", "10001", "-o", "-group", "10001", ")"],
        capture_output=True,
        text=True,
    ).stdout.split()
    assert sorted(path.removeprefix(str(image.root)) for path in owned) == [
        "/var/backups/jobboard", "/var/lib/jobboard", "/var/lib/jobboard/beat", "/var/lib/jobboard/files",
        "/var/lib/jobboard/static",
    ]  # fmt: skip


def test_settings_that_are_missing_are_named(image, environment):
    done = image.run("check", **{**environment, "SECRET_KEY": ""})
    assert done.returncode == 1
    assert done.stderr.strip() == "SECRET_KEY is not set. The README lists every variable."


def test_the_check_for_deployment_has_nothing_to_say(image, environment):
    done = image.run("check", "--deploy", "--fail-level=WARNING", **environment)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_database_is_prepared(image, migrated):
    assert image.run("python", "manage.py", "migrate", "--check", entrypoint=[], **migrated).returncode == 0
    with psycopg.connect(migrated["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT count(*) FROM operations_backup").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM occupations_occupation").fetchone()[0] > 500


def test_pages_and_files_are_served(image, web):
    answer, body = asked(web, "/")
    assert (answer.status, answer.headers["Strict-Transport-Security"]) == (200, "max-age=63072000")
    file = re.search(rb'href="(/static/[^"]+\.css)"', body)[1].decode()
    answer, _ = asked(web, file, **{"Accept-Encoding": "br"})
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "br")
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    answer, body = asked(web, "/health/ready")
    assert (answer.status, json.loads(body)) == (200, {"ready": True})
    assert asked(web, "/", Clientscheme="http")[0].status == 301


def test_a_task_is_done_by_a_worker(image, web, migrated, tmp_path):
    def beat_age():
        body = asked(web, "/metrics", Authorization=f"Bearer {TOKEN}")[1].decode()
        return float(re.search(r"^jobboard_alerts_beat_age_seconds(?:\{.*\})? (\S+)$", body, re.MULTILINE)[1])

    assert beat_age() == float("inf")
    log = tmp_path / "worker"
    with image.running("worker", log=log, **migrated) as worker:
        queued = image.run("shell", "-c", "from alerts.tasks import sweep; sweep.delay()", **migrated)
        assert queued.returncode == 0, queued.stderr
        until(lambda: beat_age() < 60, log)
        assert image.run("healthy", "worker", **migrated).returncode == 0
        worker.send_signal(signal.SIGQUIT)  # as compose.yaml stops it
        assert worker.wait(60) in (0, 1)
    assert image.run("healthy", "worker", **migrated).returncode != 0


def test_beat_keeps_its_schedule_in_its_own_folder(image, migrated, tmp_path):
    log = tmp_path / "beat"
    with image.running("beat", log=log, **migrated) as beat:
        until(lambda: list((image.data / "beat").glob("schedule*")), log)
        beat.send_signal(signal.SIGTERM)
        assert beat.wait(60) == 0


def test_tools_for_backups_are_as_new_as_the_server_of_compose(image):
    server = re.search(r"library/postgres:(\d+)", (DEPLOY / "compose.yaml").read_text())[1]
    assert f" {server}." in image.run("pg_dump", "--version", entrypoint=[]).stdout
    assert image.run("age", "--version", entrypoint=[]).returncode == 0
