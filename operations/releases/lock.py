"""Lets one process at a time migrate a database, on however many hosts it is started.

The lock is an advisory lock of an open transaction on a connection of its own. A session's lock wouldn't do: a pooler in
transaction mode hands the session to others after each transaction. It ends with the process, whatever ends that.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from toolkit.database import NO_TIMEOUTS

KEY = int.from_bytes(b"jobboard")  # any number that nobody else in this database locks
POLL_SECONDS = 1.0


class ReleaseError(Exception):
    """This release couldn't be brought to the database. Nothing is half done; it can be tried again."""


@contextmanager
def one_release(*, wait: float, waiting: Callable[[], None] = lambda: None) -> Iterator[Callable[[], None]]:
    """Holds the lock. Waits up to ``wait`` seconds for another process and calls ``waiting`` once if it has to. Yields a function
    that raises ``ReleaseError`` if the lock was lost since, with its connection."""
    holder = connection.copy()
    deadline, has_waited = time.monotonic() + wait, False
    try:
        while not _tried(holder):
            if time.monotonic() >= deadline:
                raise ReleaseError(f"Another process has been migrating this database for {wait:g} seconds.")
            if not has_waited:
                waiting()
                has_waited = True
            # Asked again and again, because a statement that waits for the lock would hold a snapshot, and the other process
            # would wait for that one if it builds an index concurrently.
            time.sleep(min(POLL_SECONDS, max(deadline - time.monotonic(), 0)))
        yield lambda: _check(holder)
    finally:
        holder.close()


def _tried(holder: BaseDatabaseWrapper) -> bool:
    holder.ensure_connection()
    if holder.get_autocommit():
        holder.set_autocommit(False)
    with holder.cursor() as cursor:
        cursor.execute(NO_TIMEOUTS, [True])
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [KEY])
        [has_lock] = cursor.fetchone()
    if not has_lock:
        holder.rollback()
    return bool(has_lock)


def _check(holder: BaseDatabaseWrapper) -> None:
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        raise ReleaseError("The connection that held the lock was lost. Run it again.") from error
