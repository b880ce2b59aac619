"""PostgreSQL takes `deploy/postgres/small.conf`, and what it gives away fits the machine that the file is for."""

import re
import shutil

import psycopg
import pytest
from django.conf import settings

from local.postgres import Postgres

FILE = settings.BASE_DIR / "deploy/postgres/small.conf"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Postgres(tmp_path_factory.mktemp("postgres"), throwaway=True)
    server.folder.mkdir(exist_ok=True)
    server.start()
    server.stop()
    shutil.copy(FILE, server.data / FILE.name)
    (server.data / FILE.name).chmod(0o644)
    with (server.data / "postgresql.conf").open("a") as file:
        file.write(f"include = '{FILE.name}'\n")
    server.start()
    with psycopg.connect(server.url()) as connection:
        yield connection
    server.stop()


def test_every_line_is_understood_and_applied(server):
    lines = re.findall(r"^([a-z_]+) = ", FILE.read_text(), re.MULTILINE)
    read = server.execute("SELECT name, error FROM pg_file_settings WHERE sourcefile LIKE '%small.conf'").fetchall()
    assert sorted(name for name, _error in read) == sorted(lines)
    # `local.postgres` says it on the command line, where it can't be changed.
    assert [name for name, error in read if error] == ["max_connections"]


def test_memory_is_enough_for_all_connections(server):
    def megabytes(name):
        return server.execute("SELECT pg_size_bytes(current_setting(%s)) / 1048576", [name]).fetchone()[0]

    connections = int(re.search(r"^max_connections = (\d+)", FILE.read_text(), re.MULTILINE)[1])
    most = megabytes("shared_buffers") + connections * megabytes("work_mem") + megabytes("autovacuum_work_mem")
    assert most < 600  # of 2,048; the site's own processes take about 700, and files need the rest
