"""`deploy/pgbouncer.ini` in a real PgBouncer. All tests of alerts and billing run through it, too (`tests/pooler.py`)."""

import os
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection

from jobs.models import Job
from tests.deploy.programs import needed
from tests.factories import a_job
from tests.pooler import Pooler
from toolkit.database import base

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def one_server(django_db_setup):
    """A pooler that has one connection for everybody, so that whatever a client left there meets the next."""
    needed("pgbouncer")
    changes = ["default_pool_size = 1", "min_pool_size = 0", "reserve_pool_size = 0", "query_wait_timeout = 1"]
    pooler = Pooler(connection.settings_dict, changes=changes).start()
    yield pooler
    pooler.stop()


@pytest.fixture
def name():
    return connection.settings_dict["NAME"]


@contextmanager
def client(pooler):
    """A connection as the site's threads make it; a cursor of it."""
    where = {**connection.settings_dict, "HOST": "127.0.0.1", "PORT": pooler.port, "DISABLE_SERVER_SIDE_CURSORS": True}
    wrapper = base.DatabaseWrapper(where, "default")
    with closing(wrapper), wrapper.cursor() as cursor:
        yield cursor


def pid_of_server(cursor):
    cursor.execute("SELECT pg_backend_pid()")
    return cursor.fetchone()


def test_two_clients_share_one_server_between_transactions_and_not_within(one_server):
    with client(one_server) as one, client(one_server) as other:
        assert pid_of_server(one) == pid_of_server(other)
        one.db.set_autocommit(False)
        pid_of_server(one)
        with pytest.raises(OperationalError, match="query_wait_timeout"):
            pid_of_server(other)
        one.db.rollback()
    with client(one_server) as other:
        pid_of_server(other)


def test_a_query_that_is_repeated_is_not_prepared_in_somebody_elses_session(one_server):
    with client(one_server) as one, client(one_server) as other:
        for cursor in [one, other] * 8:
            cursor.execute("SELECT %s::int", [1])
            assert cursor.fetchone() == (1,)
        one.execute("SELECT count(*) FROM pg_prepared_statements")
        assert one.fetchone() == (0,)


def test_each_client_keeps_its_time_zone_and_its_name(one_server, name):
    with (
        one_server.connect(name, autocommit=True, application_name="one") as one,
        one_server.connect(name, autocommit=True, application_name="two") as two,
    ):
        one.execute("SET TIME ZONE 'America/Sao_Paulo'")
        shown = "SELECT current_setting('TimeZone'), current_setting('application_name')"
        assert two.execute(shown).fetchone() == ("UTC", "two")
        assert one.execute(shown).fetchone() == ("America/Sao_Paulo", "one")


def test_what_would_be_lost_in_a_session_is_refused_and_not_ignored(one_server, name):
    with pytest.raises(psycopg.OperationalError, match="unsupported startup parameter"):
        one_server.connect(name, options="-c statement_timeout=1000")


@pytest.mark.parametrize("option", ["options=-c%20statement_timeout%3D1000", "assume_role=jobboard"])
def test_the_site_refuses_to_start_with_settings_of_a_session(option):
    url = f"postgresql://jobboard:hunter2@127.0.0.1/jobboard?{option}"
    environ = {**os.environ, "DATABASE_URL": url, "DATABASE_POOLER": "transaction"}
    command = [sys.executable, "-c", "from django.conf import settings; settings.DATABASES"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"DATABASE_URL must not have the option {option.split('=')[0]} with DATABASE_POOLER." in done.stderr
    assert "hunter2" not in done.stderr


def test_threads_wait_for_each_other_and_all_are_served(one_server):
    """Sixteen threads and one server: nobody holds it for longer than a transaction."""
    served = []

    def ask():
        with client(one_server) as mine:
            for _ in range(5):
                served.append(pid_of_server(mine))

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(served) == 80
    assert len(set(served)) == 1


def test_a_server_that_restarts_is_found_within_seconds(name):
    """After a failover, the pooler asks again each second, and each client gets an error at most."""
    needed("pgbouncer")
    pooler = Pooler({**connection.settings_dict, "PORT": 1}, login_of=connection.settings_dict)
    pooler.start(wait=False)
    try:
        with pytest.raises(psycopg.OperationalError):
            pooler.connect(name, connect_timeout=5)
        pooler.point_to(connection.settings_dict)
        began = time.monotonic()
        while True:
            try:
                pooler.connect(name, connect_timeout=5).close()
                break
            except psycopg.OperationalError:
                assert time.monotonic() - began < 5
    finally:
        pooler.stop()


def test_jobs_are_read_in_chunks_without_a_cursor_of_the_server(one_server, monkeypatch):
    for _ in range(3):
        a_job()
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    assert len(list(Job.objects.iterator(chunk_size=1))) == 3
