"""Makes a backup: dump, members' files, manifest; then copies it, and removes what the policy doesn't keep."""

import datetime as dt
import logging
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from operations.backups.encryption import SUFFIXES, encrypting, method_of, new_key
from operations.backups.errors import BackupError
from operations.backups.folder import NAME, BackupFolder
from operations.backups.manifest import Manifest, Part, part_of, write_manifest
from operations.backups.member_files import write_archive
from operations.backups.pipes import Command, Input, check_all, pipeline, write_output
from operations.backups.postgres import Database, site_database, tool
from operations.backups.settings import BackupSettings
from operations.backups.snapshot import Contents, contents, files_in_rows
from operations.models import Backup
from toolkit.code_version import code_fingerprint
from toolkit.private_files import private_storage

logger = logging.getLogger(__name__)
Progress = Callable[[str], None]
LOCK_WAIT_MILLISECONDS = 60_000
COMPRESSED = 0.25  # of the database, indexes and all: for the first backup
GZIP_LEVEL = 1  # the others take much longer for little


def make_backup(*, options: BackupSettings, now: dt.datetime, progress: Progress) -> Manifest:
    """Makes a backup, and records it. Raises ``BackupError``; then nothing of it is left, unless only the copy failed, or most of
    members' files weren't there."""
    folder = BackupFolder(options)
    with folder.locked():
        manifest, key, lost = _write(folder, options, now.astimezone(dt.UTC).strftime(NAME), progress)
        Backup.objects.exclude(key="").update(key="")  # only the newest backup can be read here
        row = Backup.objects.create(
            name=manifest.name, taken_at=manifest.taken_at, seconds=manifest.seconds, size=manifest.size, key=key
        )
        _copy(folder.path / manifest.name, row, options, now, progress)
        _check_files(manifest, lost)
        _prune(folder, options, progress)  # the last step: a night on which anything failed costs no older backup
    return manifest


def _write(folder: BackupFolder, options: BackupSettings, name: str, progress: Progress) -> tuple[Manifest, str, int]:
    """Returns also the own key of the backup, and how many files rows still name and the storage lacks."""
    began = time.monotonic()
    database, method = site_database(options), method_of(options)
    key = new_key(method)
    encrypt = encrypting(options, key)
    with contents(database) as found, folder.draft(name) as draft:
        folder.check_space(lambda: int(found.bytes * COMPRESSED))
        dump = _write_dump(draft / f"database.dump{SUFFIXES[method]}", database, found, encrypt, options)
        progress(f"Dumped {sum(found.counts.values()):,} rows of {len(found.counts)} tables.")
        files, missing = None, list[str]()
        if options.with_files:
            files, missing = _write_files(draft / f"files.tar{SUFFIXES[method]}", found, encrypt)
            progress(f"Stored {len(found.files) - len(missing):,} files of members.")
        manifest = Manifest(
            name=name,
            taken_at=found.taken_at.astimezone(dt.UTC),
            code=code_fingerprint(),
            postgresql=found.postgresql,
            encryption=method,
            migrations=found.migrations,
            counts=found.counts,
            database=dump,
            files=files,
            file_count=len(found.files) - len(missing) if files else 0,
            missing_files=len(missing),
            seconds=round(time.monotonic() - began, 1),
        )
        write_manifest(draft, manifest)
        for file in draft.iterdir():
            file.chmod(0o600)
    return manifest, key, _still_named(missing, database)


def _write_dump(
    path: Path, database: Database, found: Contents, encrypt: list[Command], options: BackupSettings
) -> Part:
    dump = Command(
        [
            tool("pg_dump", options, server=found.postgresql // 10_000),
            "--format=custom",
            f"--compress={GZIP_LEVEL}",
            f"--snapshot={found.snapshot}",
            f"--lock-wait-timeout={LOCK_WAIT_MILLISECONDS}",
            # Nothing that an operator added for the whole database, such as pg_stat_statements: who restores may not make it.
            *(f"--extension={name}" for name in found.extensions),
            "--no-password",
            f"--dbname={database.conninfo}",
        ],
        database.environment(),
        database.secret,
    )
    with _private(path) as target:
        write_output([dump, *encrypt], target)
    return part_of(path)


def _write_files(path: Path, found: Contents, encrypt: list[Command]) -> tuple[Part, list[str]]:
    with _private(path) as target:
        if not encrypt:
            missing = write_archive(found.files, target, taken_at=found.taken_at)
        else:
            with pipeline(encrypt, stdin=subprocess.PIPE, stdout=target) as running:
                given = Input(running)
                missing = write_archive(found.files, given, taken_at=found.taken_at)
                given.close()
                check_all(running, given.deadline)
    return part_of(path), missing


def _still_named(missing: list[str], database: Database) -> int:
    """Returns how many of the files aren't just deleted: a dump can take longer than a file lives."""
    if not missing:
        return 0
    with database.connect() as connection:
        return len({*missing} & {*files_in_rows(connection)})


def _check_files(manifest: Manifest, lost: int) -> None:
    """Raises ``BackupError`` if most of members' files are missing: then it isn't they that are gone, but the way to them."""
    if lost * 2 > manifest.file_count + manifest.missing_files:
        raise BackupError(
            f"The backup {manifest.name} is complete but for {lost:,} files that rows name and {_storage()} lacks, of "
            f"{manifest.file_count + manifest.missing_files:,}. Is it the right one, and mounted? No older backup was removed."
        )
    if lost:
        logger.warning("%s files that rows name are not in the storage of members' files.", lost)


def _storage() -> str:
    storage = private_storage()
    return str(getattr(storage, "location", "")) or f"the bucket {getattr(storage, 'bucket_name', '')}"


def _private(path: Path) -> IO[bytes]:
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _prune(folder: BackupFolder, options: BackupSettings, progress: Progress) -> None:
    """The newest backup that was verified stays, whatever the policy says, and those that failed don't take its place."""
    rows = Backup.objects.all()
    verified = rows.exclude(verified_at=None).filter(problem="", name__in=folder.names()).order_by("-taken_at")[:1]
    broken = rows.exclude(problem="").values_list("name", flat=True)
    removed = folder.prune(options.keep, always=list(verified.values_list("name", flat=True)), broken=set(broken))
    rows.filter(name__in=removed).delete()
    if removed:
        progress(f"Removed {len(removed)} old backups.")


def _copy(path: Path, row: Backup, options: BackupSettings, now: dt.datetime, progress: Progress) -> None:
    if options.bucket is None:
        return
    from operations.backups.bucket import copy_to_bucket  # boto3 takes a second to load

    try:
        copy_to_bucket(path, options.bucket)
    except BackupError as error:
        raise BackupError(f"The backup {row.name} is complete in {path.parent}, but {error}") from error
    row.copied_at = now
    row.save(update_fields=["copied_at"])
    progress(f"Copied it to the bucket {options.bucket.name}.")
