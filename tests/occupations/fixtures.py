"""Occupations with the figures that come with the site: a handful, or all of them."""

import json
import os
import resource
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from local.files import FileLock
from occupations.loading import assemble, load_release
from occupations.models import DataRelease, Occupation, OccupationTitle, ReleaseRow
from occupations.reading import SHIPPED, find_tables

HANDFUL = {
    "15-1252.00": "software developers: growing, exact figures everywhere in the United States",
    "11-1021.00": "general and operations managers: a profile shared with others",
    "15-1212.00": "information security analysts",
    "13-2011.00": "accountants and auditors",
    "29-1141.00": "registered nurses: many people",
    "41-3031.00": "securities sales agents: many other titles",
    "43-4051.00": "customer service representatives: shrinking",
    "13-1022.00": "wholesale and retail buyers: projected and paid as a broad group",
    "21-1014.00": "mental health counselors: projected and paid as a combination",
    "15-1299.08": "computer systems engineers: a part of an SOC occupation",
    "27-2011.00": "actors: no yearly wage published",
    "11-1031.00": "legislators: no wage row",
    "29-1242.00": "orthopedic surgeons: median above the projections' top code",
    "55-3016.00": "infantry: not projected, no tasks",
}
TABLES = (DataRelease, ReleaseRow, Occupation, OccupationTitle)
COST = "cost.json"


def load_handful(_folder):
    now = timezone.now()
    for tables in find_tables(SHIPPED):
        load_release(tables=tables, now=now, only=HANDFUL)
    assemble(now=now)


def load_everything(folder):
    """By the command, in a process of its own, so that what it costs can be asserted: `test_weight.py`."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    command = [sys.executable, "-X", "utf8", "manage.py", "load_occupations"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # A small program between, so that the peak is that of the command alone.
    measured = "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); print('peak', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
    done = subprocess.run(
        [sys.executable, "-c", measured, *command], cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": url},
        capture_output=True, text=True, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = int(done.stdout.split()[-1]) / (1024 * 1024 if sys.platform == "darwin" else 1024)
    (folder / COST).write_text(json.dumps({"seconds": seconds, "megabytes": peak}))


def keep(schema):
    """Copies the rows that `load` made to a schema of their own, and removes them."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")
        for model in TABLES:
            table = model._meta.db_table
            cursor.execute(f'CREATE TABLE {schema}."{table}" AS TABLE "{table}"')
    for model in reversed(TABLES):
        model.objects.all()._raw_delete(connection.alias)


def write(schema, folder):
    """Writes what is kept to files, for the other processes of a parallel run."""
    with connection.cursor() as cursor:
        for model in TABLES:
            table = model._meta.db_table
            with cursor.copy(f'COPY {schema}."{table}" TO STDOUT') as rows, (folder / table).open("wb") as file:
                for part in rows:
                    file.write(part)


def read(schema, folder):
    """Keeps what another process has written."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")
        for model in TABLES:
            table = model._meta.db_table
            cursor.execute(f'CREATE TABLE {schema}."{table}" AS TABLE "{table}" WITH NO DATA')
            with cursor.copy(f'COPY {schema}."{table}" FROM STDIN') as rows:
                rows.write((folder / table).read_bytes())
            # As if the rows had been made here: no new one gets the number of one of them.
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {schema}.\"{table}\"")  # noqa: S608 - our own words


def put_back(schema):
    with connection.cursor() as cursor:
        for model in TABLES:
            table = model._meta.db_table
            cursor.execute(f'INSERT INTO "{table}" TABLE {schema}."{table}"')


def _kept(schema, blocker, temporary, load):
    """Reading the tables takes longer than most tests, so of parallel processes only one does. Returns the folder with what was
    loaded."""
    shared = temporary.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else temporary.getbasetemp()
    folder = shared / f"occupations-{schema}"
    with FileLock(folder.with_suffix(".lock")).held(wait=600, otherwise="The tables took too long."):
        with blocker.unblock(), transaction.atomic():
            if folder.exists():
                read(schema, folder)
                return folder
            part = folder.with_suffix(".part")
            part.mkdir()
            load(part)
            keep(schema)
            write(schema, part)
        part.rename(folder)
    return folder


@pytest.fixture(scope="session")
def _handful(django_db_setup, django_db_blocker, tmp_path_factory):
    return _kept("handful", django_db_blocker, tmp_path_factory, load_handful)


@pytest.fixture(scope="session")
def _everything(django_db_setup, django_db_blocker, tmp_path_factory):
    return _kept("everything", django_db_blocker, tmp_path_factory, load_everything)


@pytest.fixture
def occupations(_handful, db):
    """A handful of occupations (`HANDFUL`) by code, with every release they're made of."""
    put_back("handful")
    return {occupation.code: occupation for occupation in Occupation.objects.all()}


@pytest.fixture
def all_occupations(_everything, db):
    """All occupations. They're loaded once a session; a test then waits about a second."""
    put_back("everything")
    return Occupation.objects.all()


@pytest.fixture(scope="session")
def cost_of_loading(_everything):
    """Seconds of the processor and megabytes that the command took which loads everything."""
    return json.loads((_everything / COST).read_text())
