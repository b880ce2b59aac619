"""Loads the dump of a backup into a database, and reads its archive of files."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from operations.backups.encryption import decrypting
from operations.backups.errors import BackupError, BrokenBackup, ToolFailed
from operations.backups.manifest import Manifest, Part
from operations.backups.member_files import Source
from operations.backups.pipes import CHUNK, LONGEST_SECONDS, Command, Output, check_all, pipeline
from operations.backups.postgres import Database, tool
from operations.backups.settings import BackupSettings

# What tools say about a backup that can't be read, and the server about rows that contradict each other. Anything else, such as a
# full disk, a lost connection or a process that was killed, says nothing about the backup.
_OF_BACKUP = re.compile(
    r"could not read from input file|input file (appears|does not)|could not (un|de)compress|corrupt|unexpected (data|end)"
    r"|end of file|data block|bad header|failed to decrypt|checksum|bad data|violates|duplicate key|is duplicated"
    r"|could not create unique index|invalid (input|byte|memory alloc)|out of range|malformed",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Opened:
    """A backup and what it takes to read it: ``key`` is its own, ``identity`` a file with the operator's secret key."""

    folder: Path
    manifest: Manifest
    key: str = ""
    identity: Path | None = None

    def commands(self, part: Part) -> list[Command]:
        return decrypting(self.manifest.encryption, self.folder / part.file, key=self.key, identity=self.identity)


def load_dump(backup: Opened, target: Database, options: BackupSettings, *, processes: int) -> None:
    """Loads all tables, rows and indexes. An encrypted dump is never on the disk in plain text, so it's loaded by one process.
    Raises ``BrokenBackup`` if the dump is the reason why something can't be loaded, and ``BackupError`` for any other."""
    with target.connect() as connection:
        server = connection.info.server_version // 10_000
    dumped = backup.manifest.postgresql // 10_000
    if server < dumped:
        raise BackupError(f"The backup is of PostgreSQL {dumped}, and this server is older ({server}).")
    decrypt = backup.commands(backup.manifest.database)
    restore = [
        tool("pg_restore", options, server=server),
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--no-comments",  # that of an extension belongs to whoever made it
        "--no-password",
        f"--dbname={target.conninfo}",
    ]
    if not decrypt:
        restore += [f"--jobs={processes}", str(backup.folder / backup.manifest.database.file)]
    commands = [*decrypt, Command(restore, target.environment(), target.secret)]
    with pipeline(commands, stdout=subprocess.DEVNULL) as running:
        try:
            check_all(running, time.monotonic() + LONGEST_SECONDS)
        except ToolFailed as error:
            if error.status > 0 and _OF_BACKUP.search(error.words):
                raise BrokenBackup(str(error)) from error
            raise


@contextmanager
def files_archive(backup: Opened, part: Part) -> Iterator[Source]:
    """Yields the plain archive of members' files. Raises ``BackupError`` if it can't be decrypted, whatever its reader thought of
    the part that it got."""
    decrypt = backup.commands(part)
    if not decrypt:
        with (backup.folder / part.file).open("rb") as file:
            yield file
        return
    with pipeline(decrypt, stdout=subprocess.PIPE) as running:
        output = Output(running)
        broken = None
        try:
            yield output
        except BrokenBackup as error:
            broken = error
        while output.read(CHUNK):  # what pads the archive
            pass
        check_all(running, output.deadline)
        if broken:
            raise broken


def check_release(manifest: Manifest) -> None:
    """Raises ``BackupError`` if a newer release made the backup: this code doesn't know its tables."""
    loader = MigrationLoader(None)
    ours = {app for app, _name in loader.disk_migrations}
    replaced = {one for migration in loader.disk_migrations.values() for one in migration.replaces}
    known = {f"{app}.{name}" for app, name in (*loader.disk_migrations, *replaced)}
    newer = [one for one in manifest.migrations if one not in known and one.split(".")[0] in ours]
    if newer:
        raise BackupError(
            f"A newer release of the site made this backup ({len(newer)} migrations that this one lacks, such as {newer[-1]}). "
            "Install that release first."
        )
