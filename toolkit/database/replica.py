"""Reads that may go to a replica, and whether it is fit for them.

`toolkit.database.middleware` decides for each request. Within `from_replica`, reads of models go to the replica, by the router,
and so do statements on `reading()`. Writes, and everything that is read after one or in a transaction, go to the primary.

A replica is fit if it is at most ``DATABASE_REPLICA_LAG`` seconds behind. A thread measures that once a second, so no request
waits for it. It compares positions in the log and needs no clock but its own: the lag is the age of the newest position of the
primary that the replica has replayed. So a replica that lost its primary is behind, too. One that was promoted isn't used, nor
one of another database: after a restore, a replica of the lost one may still be there, and far ahead.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import Error, ProgrammingError, connections

from toolkit.database import PRIMARY, REPLICA

logger = logging.getLogger(__name__)
EVERY = 1.0  # seconds between two measurements
STALE = 3.0  # seconds after which a measurement says nothing anymore: the servers don't answer
IDLE = 60.0  # seconds without a question after which the thread ends
_reads: ContextVar[str] = ContextVar("_reads", default=PRIMARY)


@contextmanager
def from_replica() -> Iterator[None]:
    """Sends reads to the replica."""
    token = _reads.set(REPLICA)
    try:
        yield
    finally:
        _reads.reset(token)


@contextmanager
def from_primary() -> Iterator[None]:
    """Sends reads to the primary: for what is kept for longer than a replica may be behind."""
    token = _reads.set(PRIMARY)
    try:
        yield
    finally:
        _reads.reset(token)


def read_alias() -> str:
    """Returns the name of the database that reads go to now."""
    is_elsewhere = _reads.get() == REPLICA and not connections[PRIMARY].in_atomic_block
    return REPLICA if is_elsewhere else PRIMARY


def reading() -> Any:
    """Returns the connection for a statement that only reads."""
    return connections[read_alias()]


class Router:
    """For ``DATABASE_ROUTERS``."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return read_alias()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        _reads.set(PRIMARY)  # what is read afterwards has to know of it
        return PRIMARY

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == PRIMARY


# --- How far behind ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measured:
    """``replayed``: the replica's position in the log, in bytes. ``lag`` in seconds; None if it can't be used."""

    at: float
    replayed: int = 0
    lag: float | None = None


class Watch:
    """Measures in a thread of its own, as long as somebody asks. One for each process."""

    def __init__(self) -> None:
        self._measured = Measured(float("-inf"))
        self._positions: deque[tuple[float, int]] = deque(maxlen=600)
        self._asked = 0.0
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._ends = threading.Event()

    def is_fit(self, written: int = 0) -> bool:
        """Whether the replica can be read, by somebody whose last write is at this position. Never waits."""
        self._asked = time.monotonic()
        self._begin()
        found = self._measured
        if self._asked - found.at > STALE or found.lag is None:
            return False
        return found.lag <= settings.DATABASE_REPLICA_LAG and found.replayed >= written

    @property
    def lag(self) -> float | None:
        """The last measurement, in seconds; None if there is none."""
        found = self._measured
        return None if time.monotonic() - found.at > STALE else found.lag

    def leave_out(self) -> None:
        """Leaves the replica out until it's measured again: a connection to it broke."""
        self._measured = Measured(float("-inf"))

    def end(self) -> None:
        """Ends the thread, and waits for it."""
        self._ends.set()
        if self._thread:
            self._thread.join()
        self._measured = Measured(float("-inf"))

    def _begin(self) -> None:
        if self._thread and self._thread.is_alive():
            return
        with self._lock:
            if not (self._thread and self._thread.is_alive()):
                self._positions.clear()
                self._ends.clear()
                self._thread = threading.Thread(target=self._run, name="replica", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        was_fit = None
        while time.monotonic() - self._asked < IDLE:
            began = time.monotonic()
            self._measured = self.measure()
            lag = self._measured.lag
            is_fit = lag is not None and lag <= settings.DATABASE_REPLICA_LAG
            if is_fit != was_fit:
                logger.warning("The replica is %s (seconds behind: %s)", "in use" if is_fit else "left out", lag)
            was_fit = is_fit
            if self._ends.wait(max(0.0, EVERY - (time.monotonic() - began))):
                break
        connections.close_all()

    def measure(self) -> Measured:
        """Asks both servers now."""
        try:
            [position] = _ask(PRIMARY, "SELECT pg_current_wal_flush_lsn() - '0/0'")
            now = time.monotonic()
            self._positions.append((now, int(position)))
            is_replica, replayed = _ask(REPLICA, "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() - '0/0'")
            is_ours = self._measured.lag is not None or is_same_database()  # once it's in use, it stays the same
        except Error:
            connections.close_all()  # of this thread
            return Measured(time.monotonic())
        if not is_replica or replayed is None or not is_ours:  # it was promoted: a primary of its own
            return Measured(now)
        reached = (then for then, position in reversed(self._positions) if position <= replayed)
        return Measured(now, int(replayed), now - next(reached, float("-inf")))


def _ask(alias: str, question: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


def is_same_database() -> bool:
    """Whether the replica is of the primary's database, whatever the addresses say. True if we may not ask."""
    question = "SELECT system_identifier, oid FROM pg_control_system(), pg_database WHERE datname = current_database()"
    try:
        return bool(_ask(PRIMARY, question) == _ask(REPLICA, question))
    except ProgrammingError:
        return True


watch = Watch()


def written_until() -> int:
    """Returns the position of the primary's log after everything that has been committed."""
    [position] = _ask(PRIMARY, "SELECT pg_current_wal_insert_lsn() - '0/0'")
    return int(position)
