"""Runs migrations so that a table they can't lock at once doesn't stop the site.

An ALTER TABLE that waits for its lock makes every later query of that table wait behind it. So each migration gives up after
a few seconds, is rolled back, and is tried again a little later, when whatever had the table may be done.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

import psycopg
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import DatabaseError, OperationalError, connection
from django.db.backends.postgresql.schema import DatabaseSchemaEditor

from operations.releases.lock import KEY, ReleaseError
from toolkit.database import NO_TIMEOUTS, USUAL_TIMEOUTS, is_pooled

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0  # seconds between two tries
# A table that is in use; or two tables, which somebody else needs in the other order.
FIRST_OF_USERS = 16_384  # lower numbers are tables of the system
IN_THE_WAY = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)


def _nobody_hears(_who: str, _wait: float) -> None:
    """Does nothing."""


def migrate(
    *arguments: str,
    lock_seconds: float,
    patience: float,
    blocked: Callable[[str, float], None] = _nobody_hears,
    **options: Any,
) -> None:
    """Runs Django's ``migrate``. A migration that waits for a lock for ``lock_seconds`` is tried again, for up to ``patience``
    seconds in all; before each wait, ``blocked`` hears what was in the way and the wait. Raises ``ReleaseError`` after that."""
    deadline = time.monotonic() + patience
    wait = FIRST_WAIT
    while True:
        try:
            with _giving_up_after(lock_seconds) as last:
                call_command(Migrate(), *arguments, **options)
        except OperationalError as error:
            if not isinstance(error.__cause__, IN_THE_WAY) or not last.is_rolled_back:
                raise
            if time.monotonic() + wait > deadline:
                raise ReleaseError(
                    f"A table couldn't be locked within {lock_seconds:g} s, because of {_in_the_way()}. "
                    f"It was tried for {patience:g} s. Everything before it is migrated, and the site goes on. "
                    "SELECT pg_terminate_backend(…) ends the process; then run this again."
                ) from error
        else:
            return
        blocked(_in_the_way(), wait)
        time.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)


def _in_the_way() -> str:
    """Describes the oldest transaction of others, which most likely holds what a migration waited for. Of other users, nobody but
    a superuser is told when it began, but that it has a table is no secret."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pid, usename, state, round(extract(epoch FROM clock_timestamp() - xact_start))::int
               FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()
                     AND (xact_start IS NOT NULL OR pid IN (SELECT pid FROM pg_locks
                          WHERE locktype = 'relation' AND granted AND relation >= %s
                                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))
                     AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s)
               ORDER BY xact_start NULLS FIRST LIMIT 1""",
            [FIRST_OF_USERS, KEY & 0xFFFFFFFF],
        )
        found = cursor.fetchone()
    if found is None:
        return "a transaction that has ended since"
    pid, user, state, seconds = found
    return f"process {pid} of the user {user}" if seconds is None else f"process {pid} ({state}, for {seconds} s)"


class _Last:
    """The migration that runs, or ran last. One that isn't atomic may be half done after an error."""

    is_rolled_back = True


@contextmanager
def _giving_up_after(seconds: float) -> Iterator[_Last]:
    """Sets the time-out for locks in the transaction of each migration, never in the session, which a pooler would give to
    others. Limits that a role has for pages don't apply."""
    milliseconds = max(round(seconds * 1000), 1)  # 0 would be forever
    statement, last = f"SET LOCAL lock_timeout = {milliseconds}", _Last()

    class Editor(DatabaseSchemaEditor):
        def __enter__(self) -> Self:
            super().__enter__()
            last.is_rolled_back = self.atomic_migration
            if self.atomic_migration:
                with self.connection.cursor() as cursor:
                    cursor.execute(statement)
                    cursor.execute(NO_TIMEOUTS, [True])
            return self

    before = connection.SchemaEditorClass
    connection.SchemaEditorClass = Editor
    try:
        with _without_timeouts():
            yield last
    finally:
        connection.SchemaEditorClass = before


@contextmanager
def _without_timeouts() -> Iterator[None]:
    """For migrations that aren't atomic, and what comes after all of them. A session behind a pooler keeps its limits."""
    if is_pooled(connection):
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(NO_TIMEOUTS, [False])
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:  # the connection may be lost
            cursor.execute(USUAL_TIMEOUTS)
