"""A backup is made and restored with PostgreSQL's own tools, as docs/operations/backups.md says, and the site goes on from it."""

import datetime as dt
import os
import subprocess

import psycopg
import pytest
from django.conf import settings

from local.environment import local_environment
from local.postgres import wheel_folder
from local.servers import Servers
from local.site import CHECKOUT, Site

from .support import PYTHON

FILL = """
from django.utils import timezone
from billing.models import BillingAccount
from tests.alerts.support import an_alert
from tests.factories import a_published_guide, a_user
from alerts.models import Alert
user = a_user(); a_published_guide(); BillingAccount.objects.create(user=user, created_at=timezone.now())
alert = an_alert(user, now=timezone.now())
Alert.objects.update(watermark="2026-01-01T00:00Z", next_due_at="2026-01-05T08:00Z")
"""
LOOK = """
from django.test import Client
from alerts.models import Alert
from accounts.models import User
from billing.models import BillingAccount
client = Client(HTTP_HOST="localhost")
for path in ("/", "/jobs/", "/careers/lighthouse-keeper/", "/health/ready"):
    print(path, client.get(path).status_code)
print("watermark", Alert.objects.get().watermark.isoformat())
print("behind", BillingAccount.objects.filter(sync_done__lt=1, sync_requested=1).count())
print("number", User.objects.create_user("new@example.com", "correct horse battery").pk)
"""
TABLES = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1"
# By name: PostgreSQL writes the conditions of checks and partial indexes in other words after a restore.
SHAPE = (
    "SELECT conrelid::regclass::text, conname, contype::text, convalidated FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1, 2",
    "SELECT table_name, column_name, data_type, is_nullable, is_identity FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, 2",
    "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' ORDER BY 1, 2",
    "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
)


def contents(url):
    """Row counts of every table, and all constraints, indexes, functions and triggers."""
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(TABLES)]
        counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
        return counts, [connection.execute(query).fetchall() for query in SHAPE]


@pytest.fixture
def environ(environ, home):
    """The environment of commands with servers that stay up for the test."""
    with Servers(home, throwaway=True).joined() as urls:
        collected = {
            "STATIC_ROOT": str(settings.STATIC_ROOT)
        }  # by the test run, for pages that name their static files
        yield local_environment({**environ, **collected}, Site(home), urls, smtp_port=None)


def run(*command, environ, code=0):
    done = subprocess.run(command, cwd=CHECKOUT, env=environ, capture_output=True, text=True, timeout=300)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def manage(*words, environ, code=0):
    return run(*PYTHON, "manage.py", *words, environ=environ, code=code)


def test_a_site_goes_on_from_its_backup(environ, tmp_path):
    old = environ["DATABASE_URL"]
    new = old.removesuffix("/jobboard") + "/restored"
    backup = str(tmp_path / "jobboard.dump")

    def tool(name, *arguments):
        return run(str(wheel_folder() / name), *arguments, environ={"PATH": os.environ["PATH"], "LC_ALL": "C"})

    manage("migrate", "--no-input", "--verbosity=0", environ=environ)
    manage("demo_jobs", "--count", "40", environ=environ)
    manage("shell", "--no-imports", "-c", FILL, environ=environ)
    tool("pg_dump", "--format=custom", f"--file={backup}", old)
    with psycopg.connect(old, autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    tool("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", f"--dbname={new}", backup)
    assert contents(new) == contents(old)
    assert contents(new)[0]["jobs_job"] >= 40

    restored = {**environ, "DATABASE_URL": new}
    manage("migrate", "--check", environ=restored)
    with psycopg.connect(old) as connection:
        [users] = connection.execute("SELECT last_value FROM accounts_user_id_seq").fetchone()
        listed = connection.execute("SELECT * FROM jobs_listing ORDER BY 1").fetchall()
    said = manage("after_restore", "--lost-at", "2026-01-20T12:00Z", environ=restored)
    assert f"Listed {len(listed)} openings." in said
    with psycopg.connect(new) as connection:
        assert len(connection.execute("SELECT * FROM jobs_listing").fetchall()) == len(listed) > 0
        with pytest.raises(psycopg.errors.IntegrityError):
            connection.execute("INSERT INTO alerts_alert SELECT * FROM alerts_alert")
    seen = dict(
        line.rsplit(" ", 1) for line in manage("shell", "--no-imports", "-c", LOOK, environ=restored).splitlines()
    )
    assert {
        path: seen[path] for path in ("/", "/jobs/", "/careers/lighthouse-keeper/", "/health/ready")
    } == dict.fromkeys(("/", "/jobs/", "/careers/lighthouse-keeper/", "/health/ready"), "200")
    # Due each Monday at eight since January 5: the 19th was the last before the loss, and its window trails by ten minutes.
    assert dt.datetime.fromisoformat(seen["watermark"]) == dt.datetime(2026, 1, 19, 7, 50, tzinfo=dt.UTC)
    assert seen["behind"] == "1"
    assert int(seen["number"]) > users + 900_000
    assert "a time in the past" in manage("after_restore", "--lost-at", "soon", environ=restored, code=1)
