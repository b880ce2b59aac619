"""The database of a verification goes, whoever is in it: autovacuum at work on what was loaded, and what a killed one left."""

import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest

from local.postgres import Postgres
from operations.backups.postgres import database_at
from operations.backups.verifying import throwaway_database
from tests.local.support import eventually

BUSY = ("autovacuum_naptime = '1s'", "autovacuum_vacuum_cost_delay = '100ms'", "autovacuum_vacuum_cost_limit = 1")


@pytest.fixture
def server():
    """A server of its own, where autovacuum comes at once and takes long, and its superuser."""
    folder = Path(tempfile.mkdtemp(prefix="jobboard-vacuum-"))
    folder.chmod(0o711)
    server = Postgres(folder / "server")
    server.start()
    with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
        for setting in BUSY:
            admin.execute(f"ALTER SYSTEM SET {setting}")
        admin.execute("ALTER SYSTEM SET autovacuum = on")
        admin.execute("SELECT pg_reload_conf()")
        admin.execute("CREATE ROLE plain LOGIN CREATEDB PASSWORD 'plain'")
        yield server, admin
    server.stop()
    shutil.rmtree(folder)


def test_whoever_is_in_it(server):
    server, admin = server
    there = psycopg.conninfo.conninfo_to_dict(server.url("postgres"))
    plain = database_at(f"postgresql://plain:plain@{there['host']}:{there['port']}/postgres", "X")
    workers = "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = %s AND backend_type = 'autovacuum worker'"
    with throwaway_database(plain) as made:
        left = made.connect(autocommit=True)  # as of a program that was killed
        left.execute("CREATE TABLE many AS SELECT n, repeat('x', 200) FROM generate_series(1, 50000) AS n")
        left.execute("DELETE FROM many WHERE n % 2 = 0")
        eventually(lambda: admin.execute(workers, [made.name]).fetchone() == (True,), "autovacuum is at work", 60)
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
    assert admin.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [made.name]).fetchone() == (0,)
