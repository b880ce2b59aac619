"""Restores a backup into an empty database.

While it's at work, the database looks empty to everyone else: its `search_path` leads to a schema that doesn't exist. Only
the last step takes that back, so a restore that was stopped can't be mistaken for a whole one. It is repeated from the start.
"""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from operations.backups.errors import BackupError
from operations.backups.folder import BackupFolder
from operations.backups.loading import Opened, check_release, files_archive, load_dump
from operations.backups.manifest import check_digests, read_manifest
from operations.backups.member_files import put_back
from operations.backups.postgres import Database, database_of
from operations.backups.settings import BackupSettings
from operations.backups.snapshot import check_counts, table_names
from toolkit.code_version import code_fingerprint
from toolkit.database import CONNECTIONS, EXTENSIONS, NAMES_OF_TIMEOUTS

logger = logging.getLogger(__name__)
UNFINISHED = "restore_unfinished"
LONGEST_STEP = 6 * 60 * 60
# Of the old database, so they must not reach the commands that work on the new one.
_ELSEWHERE = ("DATABASE_REPLICA_URL", "DATABASE_POOLER")


@dataclass(frozen=True)
class Restored:
    """``seconds`` by step; ``files`` counts those that were stored, and those that the storage had."""

    rows: int
    tables: int
    files: tuple[int, int]
    seconds: dict[str, float]


@dataclass(frozen=True)
class Order:
    """What is asked for. ``lost_at``: when the old database was last in use; ``replace``: the name of a database that may be
    emptied; ``processes`` load at the same time."""

    given: str
    target: Database
    lost_at: str
    identity: Path | None = None
    replace: str = ""
    with_files: bool = True
    processes: int = 2


def restore_backup(order: Order, *, options: BackupSettings, progress: Callable[[str], None]) -> Restored:
    """Restores. Raises ``BackupError``; then the target looks empty, and the same command can be repeated."""
    seconds: dict[str, float] = {}
    clock = _Clock(seconds)
    path = _find(order.given, options)
    manifest = read_manifest(path)
    check_release(manifest)
    check_digests(path)
    clock.lap("check")
    backup = Opened(path, manifest, identity=order.identity)
    _prepare(order, progress)
    load_dump(backup, order.target, options, processes=order.processes)
    check_counts(order.target, manifest.counts)
    progress(f"Loaded {sum(manifest.counts.values()):,} rows of {len(manifest.counts)} tables; all counts are right.")
    with order.target.connect(autocommit=True) as connection:
        connection.execute("ANALYZE")  # a dump has no statistics: searches would be slow, and their counts off
    clock.lap("load")
    progress(_bring_up_to_date(order, is_same_release=manifest.code == code_fingerprint()))
    clock.lap("update")
    files = (0, 0)
    if order.with_files and manifest.files:
        with files_archive(backup, manifest.files) as archive:
            files = put_back(archive)
        progress(f"Stored {files[0]:,} files of members; {files[1]:,} were there.")
    clock.lap("files")
    with order.target.connect(autocommit=True) as connection:
        connection.execute(_on_database("ALTER DATABASE {} RESET search_path", order.target))
    return Restored(sum(manifest.counts.values()), len(manifest.counts), files, seconds)


class _Clock:
    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds, self._began = seconds, time.monotonic()

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self._seconds[name], self._began = round(now - self._began, 1), now


def _find(given: str, options: BackupSettings) -> Path:
    """On a new server the backup may be anywhere, without ``BACKUP_DIR``."""
    if options.folder is None or Path(given).is_absolute():
        return Path(given).absolute()  # tools run elsewhere
    return BackupFolder(options).find(given)


# --- The target ---------------------------------------------------------------------------------------------------------


def _prepare(order: Order, progress: Callable[[str], None]) -> None:
    """Makes sure that the target is empty and nobody uses it, and hides what is restored until it's complete."""
    target = order.target
    with target.connect(autocommit=True) as connection:
        tables = len(table_names(connection))
        is_unfinished = _is_unfinished(connection)
        if tables and not is_unfinished and order.replace != target.name:
            raise BackupError(_occupied(connection, target, tables))
        if others := _other_sessions(connection):
            raise BackupError(
                f"{others} other sessions use the database {target.name}. Stop web, workers and beat first."
            )
        if (encoding := connection.info.parameter_status("server_encoding")) != "UTF8":
            raise BackupError(
                f"The database {target.name} is encoded in {encoding}. "
                "Make another one: createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0"
            )
        if not tables:
            _drop_extensions(connection, target)
        try:
            connection.execute(_on_database(f"ALTER DATABASE {{}} SET search_path TO {UNFINISHED}", target))
        except psycopg.errors.InsufficientPrivilege as error:
            raise BackupError(f"{connection.info.user} must own the database {target.name}.") from error
        if tables:
            progress("Emptying the database" + (", in which a restore was stopped." if is_unfinished else "."))
            _empty(connection)


def _occupied(connection: psycopg.Connection[Any], target: Database, tables: int) -> str:
    live = database_of(settings.DATABASES["default"])
    is_live = _identity(connection) == _identity_of(live)
    what = "is the live database of this site" if is_live else "isn't empty"
    return (
        f"The database {target.name} {what}: it has {tables} tables. Make an empty one (createdb). "
        f"To lose what is in it, add --replace {target.name}"
    )


def _identity(connection: psycopg.Connection[Any]) -> tuple[Any, ...]:
    """Returns what tells a database from all others, whatever name and address lead to it."""
    query = "SELECT system_identifier, oid FROM pg_control_system(), pg_database WHERE datname = current_database()"
    return tuple(connection.execute(query).fetchall()[0])


def _identity_of(database: Database) -> tuple[Any, ...] | None:
    try:
        with database.connect(autocommit=True) as connection:
            return _identity(connection)
    except BackupError:  # it is gone; that's why there's a restore
        return None


def _is_unfinished(connection: psycopg.Connection[Any]) -> bool:
    query = (
        "SELECT setconfig FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
        " WHERE d.datname = current_database() AND s.setrole = 0"
    )
    return any(f"search_path={UNFINISHED}" in row[0] for row in connection.execute(query).fetchall())


def _other_sessions(connection: psycopg.Connection[Any]) -> int:
    [(here, own)] = connection.execute("SELECT current_database(), pg_backend_pid()").fetchall()
    return sum(name == here and pid != own for name, pid in connection.execute(CONNECTIONS))


def _empty(connection: psycopg.Connection[Any]) -> None:
    query = "SELECT nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'"
    for (schema,) in connection.execute(query).fetchall():
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
    connection.execute("CREATE SCHEMA public")


def _drop_extensions(connection: psycopg.Connection[Any], target: Database) -> None:
    """Removes ours, which a template may have. The restore makes them in its own session, which may then name their settings."""
    for name in EXTENSIONS:
        try:
            connection.execute(sql.SQL("DROP EXTENSION IF EXISTS {}").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as error:
            raise BackupError(
                f"The database {target.name} has the extension {name} already, and {connection.info.user} doesn't own it. "
                f"Remove it there as a superuser (DROP EXTENSION {name}); the restore makes it again."
            ) from error


def _on_database(command: str, target: Database) -> sql.Composed:
    return sql.SQL(command).format(sql.Identifier(target.name))


# --- Afterwards -----------------------------------------------------------------------------------------------------------


def _bring_up_to_date(order: Order, *, is_same_release: bool) -> str:
    """Migrates and runs `after_restore` in a process whose database is the target. Returns what it said."""
    with order.target.connect() as connection:
        limits = [name for (name,) in connection.execute(NAMES_OF_TIMEOUTS)]
    given = order.target.parameters.get("options", "")
    options = " ".join([given, "-c search_path=public", *(f"-c {name}=0" for name in limits)]).strip()
    inherited = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    command = [
        sys.executable,
        "-X",
        "utf8",
        str(settings.BASE_DIR / "manage.py"),
        "after_restore",
        "--lost-at",
        order.lost_at,
    ]
    if is_same_release:
        command.append("--keep-listing")  # it takes most of an hour for a million jobs
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command,
            env={**inherited, "DATABASE_URL": order.target.with_options(options=options).url},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=LONGEST_STEP,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BackupError("after_restore took too long and was stopped.") from error
    if done.returncode:
        raise BackupError(f"The restored database can't be brought up to date: {done.stderr.strip()[-2000:]}")
    return done.stdout.strip()
