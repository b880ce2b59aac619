"""A site with something in each corner, and what its backups are compared by."""

import contextlib
import dataclasses
import io

import psycopg
from django.conf import settings as site
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone
from psycopg import sql

from billing.models import BillingAccount
from local.postgres import wheel_folder
from operations.backups.postgres import database_of
from operations.backups.snapshot import count_rows
from resumes.models import RenderedPdf
from tests.alerts.support import an_alert
from tests.factories import a_job, a_published_guide, a_user
from toolkit.database.base import DatabaseWrapper

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


OF_SITE = site.BACKUPS


def options(folder, **changes):
    """Settings of backups for a test."""
    return dataclasses.replace(OF_SITE, folder=folder, tools=wheel_folder(), **changes)


def run(*words, **more):
    """Returns what a command printed."""
    said = io.StringIO()
    call_command(*map(str, words), stdout=said, **more)
    return said.getvalue()


def refused(*words, **more):
    """Returns why a command refused."""
    try:
        said = run(*words, **more)
    except CommandError as error:
        return str(error)
    raise AssertionError(f"it did it: {said}")


def here():
    """The database of the test."""
    return database_of(site.DATABASES["default"])


@contextlib.contextmanager
def another_database(name, template="template0"):
    """An empty database beside that of the test, or a copy of another one."""
    other = here().with_options(dbname=f"{here().name}_{name}")
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(other.name))
    with here().connect(autocommit=True) as connection:
        connection.execute(drop)
        names = (sql.Identifier(one) for one in (other.name, template))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        yield other
        connection.execute(drop)


def contents(database):
    """Row counts of every table, and all constraints, indexes, functions and triggers."""
    with database.connect() as connection:
        return count_rows(connection), [connection.execute(query).fetchall() for query in SHAPE]


def a_small_site():
    """A member with an alert, a billing account and a file; a guide; some jobs."""
    user = a_user()
    a_file(user)
    a_published_guide()
    BillingAccount.objects.create(user=user, created_at=timezone.now())
    an_alert(user, now=timezone.now())
    for _number in range(3):
        a_job()
    return user


def a_file(user, content=b"a PDF", key="first"):
    """A member's file and the row that names it."""
    pdf = RenderedPdf(user=user, key=key, inputs="{}", asked_at=timezone.now())
    pdf.file.save("", ContentFile(content))
    return pdf.file.name


@contextlib.contextmanager
def serving_from(database):
    """Django works with this database."""
    alias = {**connections.databases["default"], "NAME": database.name}
    before, connections["default"] = connections["default"], DatabaseWrapper(alias, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = before


def databases():
    with psycopg.connect(here().url) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
