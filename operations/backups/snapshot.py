"""Looks at a database in one moment: how many rows each table has, which migrations ran, which files rows name."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.apps import apps
from psycopg import sql

from operations.backups.errors import BackupError, BrokenBackup
from operations.backups.postgres import Database
from toolkit.database import EXTENSIONS
from toolkit.private_files import PrivateFileField

# Tables of the site, not those of extensions.
_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Contents:
    """``snapshot`` names the moment, for programs that look at the same one while the block lasts."""

    snapshot: str
    taken_at: dt.datetime
    postgresql: int  # 180006 is 18.6
    bytes: int
    counts: dict[str, int]
    migrations: list[str]
    extensions: list[str]  # of those that the site needs
    files: list[str]


@contextmanager
def contents(database: Database) -> Iterator[Contents]:
    """Yields what the database holds, and keeps that moment until the block ends. Raises ``BackupError``."""
    with database.connect(autocommit=True) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            [(snapshot, now, size)] = connection.execute(
                "SELECT pg_export_snapshot(), now(), pg_database_size(current_database())"
            ).fetchall()
            names = table_names(connection)
            yield Contents(
                snapshot,
                now,
                connection.info.server_version,
                size,
                count_rows(connection),
                _migrations(connection, names),
                _extensions(connection),
                files_in_rows(connection),
            )
        except psycopg.Error as error:
            raise BackupError(f"The database can't be read: {' '.join(str(error).split())}") from error


def table_names(connection: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """Returns schema and name of each table."""
    return [(schema, name) for schema, name in connection.execute(_TABLES)]


def count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Returns the exact number of rows of each table; tables outside of `public` have their schema's name in front."""
    counts = {}
    for schema, name in table_names(connection):
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, name))
        [(number,)] = connection.execute(query).fetchall()
        counts[name if schema == "public" else f"{schema}.{name}"] = number
    return counts


def check_counts(database: Database, expected: dict[str, int]) -> None:
    """Raises ``BrokenBackup`` that names the tables whose rows aren't as many as ``expected``."""
    with database.connect() as connection:
        found = count_rows(connection)
    wrong = [name for name in sorted(found.keys() | expected.keys()) if found.get(name) != expected.get(name)]
    if wrong:
        named = [
            f"{name} has {found.get(name, 'no table')}, not {expected.get(name, 'this table')}" for name in wrong[:5]
        ]
        raise BrokenBackup(f"{len(wrong)} tables don't have the rows that were backed up: {'; '.join(named)}.")


def files_in_rows(connection: psycopg.Connection[Any]) -> list[str]:
    """Returns the names of members' files that rows name."""
    existing = {name for schema, name in table_names(connection) if schema == "public"}
    found: set[str] = set()
    for table, column in _file_columns():
        if table in existing:
            query = sql.SQL("SELECT DISTINCT {0} FROM {1} WHERE {0} <> ''").format(
                sql.Identifier(column), sql.Identifier(table)
            )
            found.update(name for (name,) in connection.execute(query))
    return sorted(found)


def _file_columns() -> list[tuple[str, str]]:
    return [
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, PrivateFileField)
    ]


def _extensions(connection: psycopg.Connection[Any]) -> list[str]:
    query = "SELECT extname FROM pg_extension WHERE extname = ANY(%s) ORDER BY 1"
    return [name for (name,) in connection.execute(query, [list(EXTENSIONS)])]


def _migrations(connection: psycopg.Connection[Any], names: list[tuple[str, str]]) -> list[str]:
    if ("public", "django_migrations") not in names:
        raise BackupError("The database has no tables of the site. Run `manage.py migrate` first.")
    rows = connection.execute("SELECT app, name FROM public.django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in rows]
