"""The tables of the tests' database as a file of SQL, for servers of a test's own: to migrate those would take many times longer."""

import subprocess

import pytest
from django.db import connection

from local.postgres import wheel_folder


@pytest.fixture(scope="session")
def tables(django_db_setup, tmp_path_factory):
    """The file: all tables, and the rows that migrations put in."""
    about, path = connection.settings_dict, tmp_path_factory.mktemp("tables") / "tables.sql"
    url = f"postgresql://{about['USER']}:{about['PASSWORD']}@{about['HOST']}:{about['PORT']}/{about['NAME']}"
    words = [wheel_folder() / "pg_dump", "--no-owner", "--exclude-schema=migrated", f"--file={path}", url]
    subprocess.run(words, check=True, timeout=120)
    assert "CREATE TABLE" in path.read_text(), "There is a database only if a test is marked with django_db."
    return path


def migrated_database(connection):
    """The name of a database on this server that was only migrated: each test run copies it."""
    [name] = connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^migrated(_|$)'").fetchone()
    return name


def loading(path, url):
    """The command that makes the tables of ``path`` in an empty database."""
    return [wheel_folder() / "psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={path}", url]


def load_tables(path, url):
    subprocess.run(loading(path, url), check=True, timeout=120, stdout=subprocess.DEVNULL)
