"""Puts members' files into an archive and back into their storage."""

import datetime as dt
import io
import re
import tarfile
from collections.abc import Iterator, Sequence
from typing import IO, Any, Protocol, cast

from django.core.files.base import ContentFile

from operations.backups.errors import BackupError, BrokenBackup
from toolkit.private_files import FilesUnavailable, private_storage

NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{30}")


class Target(Protocol):
    def write(self, content: bytes, /) -> Any: ...


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


def write_archive(names: Sequence[str], target: Target, *, taken_at: dt.datetime) -> list[str]:
    """Writes the files that rows name. Returns those that the storage lacks: they were deleted since the rows were read, or they
    are elsewhere."""
    missing = []
    storage = private_storage()
    with tarfile.open(fileobj=cast("IO[bytes]", target), mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for name in names:
            try:
                with storage.open(name, "rb") as opened:
                    content = opened.read()
            except FileNotFoundError:
                missing.append(name)
                continue
            except FilesUnavailable as error:
                raise BackupError(f"Members' files can't be read: {error}") from error
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(content), 0o600, int(taken_at.timestamp())
            archive.addfile(entry, io.BytesIO(content))
    return missing


def read_archive(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yields name and content of each file. Raises ``BrokenBackup`` for an archive that is cut off or holds anything else."""
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", source), mode="r|") as archive:
            for entry in archive:
                opened = archive.extractfile(entry) if entry.isreg() and NAME.fullmatch(entry.name) else None
                if opened is None:
                    raise BrokenBackup(
                        f"The archive of members' files has an entry that isn't one: {entry.name[:80]!r}"
                    )
                yield entry.name, opened.read()
    except tarfile.TarError as error:
        raise BrokenBackup(f"The archive of members' files is damaged: {error}") from error


def put_back(source: Source) -> tuple[int, int]:
    """Stores the files that the storage lacks. Returns how many were stored, and how many were there. Can be repeated."""
    storage = private_storage()
    stored = there = 0
    try:
        for name, content in read_archive(source):
            if storage.exists(name):
                if storage.size(name) == len(content):
                    there += 1
                    continue
                storage.delete(name)  # cut off by a restore that was stopped
            storage.save(name, ContentFile(content))
            stored += 1
    except FilesUnavailable as error:
        raise BackupError(f"Members' files can't be stored: {error}") from error
    return stored, there
