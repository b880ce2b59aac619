"""What can go wrong with a backup, in one sentence for an operator."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import DatabaseError


class BackupError(Exception):
    """The backup can't be made, verified or restored. The message says why and what to do."""


class BrokenBackup(BackupError):
    """The backup itself is at fault: another attempt won't help."""


class ToolFailed(BackupError):
    """A program failed: its name, its exit status (negative: the signal that ended it), and the last that it said."""

    def __init__(self, name: str, status: int, words: str) -> None:
        super().__init__(f"{name} failed ({status}): {words}")
        self.status, self.words = status, words


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turns errors of the database and of files into ``BackupError``: ``what`` failed, and why."""
    try:
        yield
    except (psycopg.Error, DatabaseError, OSError) as error:
        raise BackupError(f"{what}: {' '.join(str(error).split())}") from error
