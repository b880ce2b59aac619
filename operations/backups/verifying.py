"""Verifies a backup: restores it into a database that is made for this, compares, and drops that database."""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from operations.backups.errors import BackupError, BrokenBackup, explained
from operations.backups.folder import BackupFolder
from operations.backups.loading import Opened, files_archive, load_dump
from operations.backups.manifest import Manifest, check_digests, read_manifest
from operations.backups.member_files import read_archive
from operations.backups.postgres import Database, site_database
from operations.backups.settings import BackupSettings
from operations.backups.snapshot import check_counts, files_in_rows
from operations.models import Backup
from toolkit.command_line import undisturbed

logger = logging.getLogger(__name__)
WAIT_SECONDS = 3600  # for a backup that is under way
PROCESSES = 1  # the site works meanwhile
PROVIDERS = {"c": "libc", "i": "icu", "b": "builtin"}  # of sort orders
SUFFIX, MARK = "_verify", "made by verify_backup; dropped after each verification"


def verify_backup(
    *, given: str, options: BackupSettings, server: Database | None, identity: Path | None, now: dt.datetime
) -> Manifest:
    """Verifies the backup ``given`` by name or path, or the newest one, on the site's own server or another ``server``. Records
    the result, and logs a failure as an error, also if there was nothing to verify. Raises ``BackupError``."""
    name = given or "the newest backup"
    try:
        with explained("The verification failed"):
            folder = BackupFolder(options)
            with folder.locked(wait=WAIT_SECONDS):
                path = folder.find(given)
                name = path.name
                is_ours = path.parent == folder.path  # a copy elsewhere says nothing of the one here
                rows = Backup.objects.filter(name=path.name) if is_ours else Backup.objects.none()
                row = Backup.objects.filter(name=path.name).first()
                key = row.key if row and not identity else ""
                try:
                    manifest = _verify(path, options, server, identity, key)
                except BrokenBackup as error:  # not if only the verification couldn't be done
                    rows.update(problem=str(error))
                    raise
                rows.update(verified_at=now, problem="", key="")
    except BackupError as error:
        logger.error("Verifying %s failed: %s", name, error)
        raise
    return manifest


def _verify(path: Path, options: BackupSettings, server: Database | None, identity: Path | None, key: str) -> Manifest:
    manifest = read_manifest(path)
    check_digests(path)
    opened = Opened(path, manifest, key=key, identity=identity)
    with throwaway_database(server or site_database(options)) as target:
        load_dump(opened, target, options, processes=PROCESSES)
        check_counts(target, manifest.counts)
        _check_files(opened, target)
    return manifest


@contextmanager
def throwaway_database(server: Database) -> Iterator[Database]:
    """Makes an empty database beside the given one, and drops it. One that a killed verification left is dropped first."""
    name = f"{server.name[:50]}{SUFFIX}"
    with server.connect(autocommit=True) as connection:
        _drop(connection, name)
    try:
        with undisturbed():  # without its mark it would be left, and be nobody's
            _make(server, name)
        yield server.with_options(dbname=name)
    finally:
        with server.connect(autocommit=True) as connection:
            _drop(connection, name)


def _make(server: Database, name: str) -> None:
    with server.connect(autocommit=True) as connection:
        try:
            connection.execute(_made_like(connection, name))
        except psycopg.errors.InsufficientPrivilege as error:
            raise BackupError(
                f"The user of the database can't create another one. Allow it (ALTER ROLE {connection.info.user} CREATEDB), "
                "or name another server with --server."
            ) from error
        except psycopg.Error as error:
            raise BackupError(f"The database {name} can't be created: {' '.join(str(error).split())}") from error
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(MARK))
        connection.execute(comment)


def _made_like(connection: "psycopg.Connection[tuple[Any, ...]]", name: str) -> sql.Composed:
    """Returns the command that makes a database with the sort order of the connected one, in UTF-8 as the site's has to be. The
    server's own can be others, and then our texts are too long there, or break rules that they keep."""
    query = "SELECT to_jsonb(d), pg_encoding_to_char(encoding) FROM pg_database d WHERE datname = current_database()"
    [(found, encoding)] = connection.execute(query).fetchall()
    options = {
        "TEMPLATE": "template0",
        "ENCODING": "UTF8",
        "LC_COLLATE": "C",
        "LC_CTYPE": "C",
        "LOCALE_PROVIDER": "libc",
    }
    if encoding == "UTF8":
        options |= {"LC_COLLATE": found["datcollate"], "LC_CTYPE": found["datctype"]}
        options["LOCALE_PROVIDER"] = provider = PROVIDERS[found["datlocprovider"]]
        if provider != "libc":  # the column had another name before 17
            options[f"{provider}_LOCALE".upper()] = found.get("datlocale") or found.get("daticulocale")
        if found.get("daticurules"):
            options["ICU_RULES"] = found["daticurules"]
    words = [sql.SQL(option) + sql.SQL(" ") + sql.Literal(value) for option, value in options.items()]
    return sql.SQL("CREATE DATABASE {} ").format(sql.Identifier(name)) + sql.SQL(" ").join(words)


def _drop(connection: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    """Ends what is left of a killed verification, and drops its database. Raises ``BackupError`` for one of that name that isn't
    ours."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    for (comment,) in connection.execute(query, [name]).fetchall():
        if comment != MARK:
            raise BackupError(f"There's a database {name} that no verification made. Rename it.")
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        connection.execute(drop)
    except psycopg.errors.ObjectInUse:
        # Not WITH (FORCE): autovacuum, which leaves in time, is a superuser's process that we may not end.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'",
            [name],
        )
        connection.execute(drop)


def _check_files(backup: Opened, target: Database) -> None:
    """Every file that the restored rows name is in the archive, apart from those that were missing before."""
    part = backup.manifest.files
    if part is None:
        return
    with files_archive(backup, part) as archive:
        found = {name for name, _content in read_archive(archive)}
    with target.connect() as connection:
        named = set(files_in_rows(connection))
    if len(found) != backup.manifest.file_count or len(named - found) != backup.manifest.missing_files:
        raise BrokenBackup(
            f"The archive has {len(found):,} files, and rows name {len(named):,}; {len(named - found):,} of these are missing."
        )
