"""The release before serves on the database of this one: for as long as a rolling restart takes, or when it is brought back."""

import json
import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone
from psycopg import sql

from alerts.models import Alert
from billing.models import BillingAccount, StripeEvent
from local.environment import WEBHOOK_SECRET
from local.valkey import Valkey
from tests.accounts.support import PASSWORD
from tests.factories import a_job, a_published_guide, a_user
from tests.operations import previous_journeys
from tests.operations.previous_release import CHECKOUT, noted, unpack

EXPECTED = {
    "/": 200, "/jobs/?q=officer": 200, "/careers/lighthouse-keeper/": 200, "/api/v1/jobs": 200, "/sitemap.xml": 200, "/health/ready": 200,
    "found": True, "sign in": "/account/", "bookmark": "/account/bookmarks/", "bookmarks": True, "alert": 302, "webhook": 200,
    "/account/": 200, "/account/alerts/": 200, "/account/applications/": 200, "/account/resumes/": 200, "/account/billing/": 200,
}  # fmt: skip


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """The code of the release before."""
    folder = tmp_path_factory.mktemp("before")
    if not unpack(noted()["commit"], folder):
        pytest.skip(
            f"NOT TESTED: git doesn't have commit {noted()['commit']}, and can't fetch it into this shallow clone."
        )
    return folder


@pytest.fixture
def environ(tmp_path):
    """The environment of processes on a copy of the test database with all that is committed in it now."""
    found = settings.DATABASES["default"]
    server = f"postgresql://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}"
    valkey = Valkey(tmp_path / "valkey", throwaway=True)
    redis_url = valkey.start()
    name = f"{found['NAME']}_shared"
    made = []

    def make():
        connections.close_all()
        with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [found["NAME"]])
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{found["NAME"]}"')
        made.append(name)
        inherited = {key: value for key, value in os.environ.items() if key not in ("CACHE_URL", "CELERY_BROKER_URL")}
        return {
            **inherited,
            "DATABASE_URL": f"{server}/{name}",
            "REDIS_URL": redis_url,
            "DEBUG": "1",
            "EMAIL_URL": "memorymail://",
        }

    yield make
    valkey.stop()
    if made:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def walk(folder, environ, *arguments):
    """What the code in this folder makes of the main journeys."""
    command = [sys.executable, previous_journeys.__file__, *arguments]
    done = subprocess.run(
        command, cwd=folder, env={**environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.django_db(transaction=True)
def test_both_releases_work_on_one_database(before, environ, production_hashers):
    """What the new code wrote is served by the old one, and the other way round."""
    a_published_guide()
    for number, name in enumerate(("old", "new")):
        user = a_user(f"{name}@example.com")
        BillingAccount.objects.create(user=user, customer_id=f"cus_{number}", created_at=timezone.now())
    job = a_job(now=timezone.now())
    expected = {**EXPECTED, job.get_absolute_url(): 200}
    shared = environ()
    for number, (name, folder) in enumerate({"old": before, "new": CHECKOUT}.items()):
        found = walk(
            folder, shared, f"{name}@example.com", PASSWORD, job.get_absolute_url(), f"cus_{number}", WEBHOOK_SECRET
        )
        assert found == expected, name
    with psycopg.connect(shared["DATABASE_URL"]) as connection:
        for model in (Alert, StripeEvent):
            [count] = connection.execute(
                sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(model._meta.db_table))
            ).fetchone()
            assert count == 2
