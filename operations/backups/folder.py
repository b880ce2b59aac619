"""The folder of backups: one writer at a time, whole backups only, and which of them are kept."""

import datetime as dt
import errno
import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from operations.backups.errors import BackupError
from operations.backups.manifest import MANIFEST, Manifest, read_manifest
from operations.backups.settings import BackupSettings

NAME = "%Y%m%dT%H%M%SZ"
_NAMED = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_DRAFT = ".part"
POLL_SECONDS = 0.2
MORE = 1.2  # a backup may be larger than the one before by so much
FULL = {errno.ENOSPC, errno.EDQUOT}


class BackupFolder:
    """A backup is a folder named by its moment. It gets that name when it is complete, so whatever has it can be trusted."""

    def __init__(self, options: BackupSettings) -> None:
        if options.folder is None:
            raise BackupError("BACKUP_DIR isn't set. It's the folder that backups are written to.")
        self.path = options.folder

    def names(self) -> list[str]:
        """Returns the complete backups, the oldest first."""
        if not self.path.is_dir():
            return []
        return sorted(
            one.name for one in self.path.iterdir() if _NAMED.fullmatch(one.name) and (one / MANIFEST).exists()
        )

    def find(self, given: str) -> Path:
        """Returns the folder of a backup: by name, by path, or the newest one for an empty name. Raises ``BackupError``."""
        names = self.names()
        if not given:
            if not names:
                raise BackupError(f"There's no backup in {self.path}.")
            return self.path / names[-1]
        path = self.path / given if given in names else Path(given).absolute()  # tools run elsewhere
        if not (path / MANIFEST).exists():
            raise BackupError(f"{given} isn't a backup. In {self.path}: {', '.join(names[-5:]) or 'none'}.")
        return path

    @contextmanager
    def locked(self, *, wait: float = 0) -> Iterator[None]:
        """Holds the folder for one process; the lock ends with it, however it ends. Raises ``BackupError``."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise BackupError(f"{self.path} can't be written: {error.strerror}.") from error
        deadline = time.monotonic() + wait
        try:
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise BackupError(f"Another backup or verification is at work in {self.path}.") from None
                    time.sleep(POLL_SECONDS)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def draft(self, name: str) -> Iterator[Path]:
        """Yields a private folder that becomes the backup ``name`` if the block ends well, and is removed otherwise. What
        killed processes left is removed first."""
        for left in self.path.glob(f"*{_DRAFT}"):
            shutil.rmtree(left)
        if (self.path / name).exists():
            raise BackupError(f"There's a backup {name} already. Try again in a second.")
        draft = self.path / f"{name}{_DRAFT}"
        draft.mkdir(mode=0o700)
        try:
            yield draft
            for file in draft.iterdir():
                _sync(file)
            _sync(draft)
            draft.rename(self.path / name)
            _sync(self.path)
        except OSError as error:
            if error.errno in FULL:
                raise BackupError(f"{self.path} is full: {self._left()}") from error
            raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def check_space(self, expected: Callable[[], int]) -> None:
        """Raises ``BackupError`` if a backup as large as the last one doesn't fit; ``expected`` estimates the first one."""
        names = self.names()
        needed = int(read_manifest(self.path / names[-1]).size * MORE) if names else expected()
        free = shutil.disk_usage(self.path).free
        if free < needed:
            raise BackupError(
                f"Not enough space in {self.path}: {in_words(free)} free, {in_words(needed)} needed. {self._left()}"
            )

    def prune(self, keep: tuple[int, int, int], *, always: Collection[str], broken: Collection[str]) -> list[str]:
        """Removes what the policy doesn't keep, but not the newest backup and not those of ``always``. Those of ``broken``
        don't take the place of others; they stay as long as others do, since a verification can be wrong. Returns what was
        removed."""
        names = self.names()
        sound = [name for name in names if name not in broken]
        kept = to_keep(sound, keep) | to_keep(names, keep) | set(always) | set(names[-1:])
        removed = [name for name in names if name not in kept]
        for name in removed:
            # Renamed first: what is half removed is not a backup.
            (self.path / name).rename(self.path / f"{name}{_DRAFT}")
            shutil.rmtree(self.path / f"{name}{_DRAFT}")
        return removed

    def manifests(self) -> Mapping[str, Manifest]:
        return {name: read_manifest(self.path / name) for name in self.names()}

    def _left(self) -> str:
        names = self.names()
        return f"The last backup, {names[-1]}, is kept." if names else "There's no other backup."


def to_keep(names: Collection[str], keep: tuple[int, int, int]) -> set[str]:
    """Returns the newest backup of each of the last days, weeks and months (UTC) that have one."""
    kept: set[str] = set()
    periods: tuple[Callable[[dt.datetime], object], ...] = (
        lambda moment: moment.date(),
        lambda moment: moment.isocalendar()[:2],
        lambda moment: (moment.year, moment.month),
    )
    for period, most in zip(periods, keep, strict=True):
        newest: dict[object, str] = {}
        for name in sorted(names, reverse=True):
            newest.setdefault(period(moment_of(name)), name)
        kept.update(list(newest.values())[:most])
    return kept


def moment_of(name: str) -> dt.datetime:
    return dt.datetime.strptime(name, NAME).replace(tzinfo=dt.UTC)


def in_words(size: int) -> str:
    """Returns bytes as people read them."""
    amount, units = float(size), ["bytes", "KB", "MB", "GB", "TB"]
    while amount >= 1000 and len(units) > 1:
        amount, units = amount / 1000, units[1:]
    return f"{amount:.0f} {units[0]}" if units[0] == "bytes" else f"{amount:.1f} {units[0]}"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
