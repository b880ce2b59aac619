"""Counts what processes do, for Prometheus: requests, tasks, errors, SQL, memory, open circuit breakers.

Off without ``METRICS_DIR``. The processes of a host (web, workers) write their counts into files of that folder, by the official
client's mode for several processes, and any of them can answer for all. The client names files by process id, which leaves one
behind for every process that ever ran. Here a process has a *slot*: the first number whose lock nobody holds. The next process
with that number continues to count in the same files, so there are only as many as processes ran at once, and a counter never
falls.
"""

import contextlib
import fcntl
import itertools
import logging
import os
import resource
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

logger = logging.getLogger(__name__)
SECONDS = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
TASK_SECONDS = (0.01, 0.1, 0.5, 1.0, 5.0, 30.0, 120.0, 300.0)
MANY_SLOTS = 200  # more processes at a time than a host runs; each has about 300 KB of files
MEMORY_EVERY = 10.0  # seconds
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_PAGE = resource.getpagesize()


class Slot:
    """The number of this process, held by the lock of a file for as long as the process lives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pid = 0
        self._file = -1
        self.number = 0

    def __call__(self) -> int:
        if os.getpid() != self._pid:
            self._take()
        return self.number

    def _take(self) -> None:
        if self._file >= 0:  # of the parent, which still holds it
            os.close(self._file)
        for number in itertools.count():
            file = os.open(self.folder / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
            if _locks(file, fcntl.LOCK_EX):
                break
            os.close(file)
        self._file, self.number, self._pid = file, number, os.getpid()
        _forget_gauges(self.folder, number)
        if number >= MANY_SLOTS:
            logger.warning(
                "METRICS_DIR: %s processes are counting in %s. If that's more than this host runs, hosts share the folder.",
                number + 1,
                self.folder,
            )


def _locks(file: int, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget_gauges(folder: Path, number: int) -> None:
    """A counter of an ended process still counts; what a gauge said doesn't hold any more."""
    for file in folder.glob(f"gauge_*_{number}.db"):
        file.unlink(missing_ok=True)


class Instruments:
    """Everything that is counted. Names end with their unit, as Prometheus wants it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        slot = Slot(folder)
        slot()
        values.ValueClass = values.MultiProcessValue(process_identifier=slot)  # type: ignore[no-untyped-call]
        of_route = ("route", "method", "status", "page_cache")
        self.requests = Histogram(
            "jobboard_http_request_duration_seconds", "Time to answer a request, without sending the answer.", of_route,
            registry=None, buckets=SECONDS,
        )  # fmt: skip
        self.in_flight = Gauge(
            "jobboard_http_requests_in_flight", "Requests that are being answered.",
            registry=None, multiprocess_mode="livesum",
        )  # fmt: skip
        self.queries = Counter("jobboard_sql_queries", "Queries.", ("kind", "name"), registry=None)
        self.sql_seconds = Counter("jobboard_sql_seconds", "Time that queries took.", ("kind", "name"), registry=None)
        self.exceptions = Counter(
            "jobboard_exceptions", "Errors that no code expected.", ("kind", "name", "type"), registry=None
        )
        self.tasks = Histogram(
            "jobboard_task_duration_seconds", "Time that a task took.", ("task", "state"),
            registry=None, buckets=TASK_SECONDS,
        )  # fmt: skip
        self.task_waits = Histogram(
            "jobboard_task_wait_seconds", "Time from sending a task until a worker began it.", ("task",),
            registry=None, buckets=TASK_SECONDS,
        )  # fmt: skip
        self.memory = Gauge(
            "jobboard_process_memory_bytes", "Memory of a process that serves requests or tasks (resident set).", ("role",),
            registry=None, multiprocess_mode="liveall",
        )  # fmt: skip
        self.open_circuits = Gauge(
            "jobboard_circuit_open_processes", "Processes for which this server doesn't answer.", ("server",),
            registry=None, multiprocess_mode="livesum",
        )  # fmt: skip
        self._of_request: dict[tuple[str, str, int, bool], Histogram] = {}
        self._memory_at = 0.0

    def count_request(self, route: str, method: str, status: int, kept: bool, seconds: float) -> None:
        key = (route, method if method in METHODS else "other", status // 100, kept)
        child = self._of_request.get(key)
        if child is None:
            child = self.requests.labels(route, key[1], f"{key[2]}xx", "hit" if kept else "")
            self._of_request[key] = child
        child.observe(seconds)

    def count_sql(self, kind: str, name: str, queries: int, seconds: float) -> None:
        if queries:
            self.queries.labels(kind, name).inc(queries)
            self.sql_seconds.labels(kind, name).inc(seconds)

    def note_memory(self, role: str) -> None:
        """Records the memory of this process, every few seconds at most."""
        now = time.monotonic()
        if now - self._memory_at >= MEMORY_EVERY:
            self._memory_at = now
            self.memory.labels(role).set(_resident_bytes())

    def collect(self) -> Iterable[Metric]:
        """Reads what all processes of this host counted."""
        for file in self.folder.glob("*.lock"):
            self._forget_if_ended(file)
        found = MultiProcessCollector(None, path=str(self.folder)).collect()  # type: ignore[no-untyped-call]
        return sorted(found, key=lambda metric: metric.name)

    def _forget_if_ended(self, file: Path) -> None:
        with contextlib.suppress(OSError, ValueError):
            lock = os.open(file, os.O_RDWR)
            try:
                if _locks(lock, fcntl.LOCK_SH):
                    _forget_gauges(self.folder, int(file.stem))
            finally:
                os.close(lock)


class Counted:
    """For a registry of the official client: everything that the processes of this host counted."""

    def collect(self) -> Iterable[Metric]:
        found = instruments()
        return found.collect() if found else ()


def host_registry() -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Counted())
    return registry


@cache
def instruments() -> Instruments | None:
    """Returns what to count with; ``None`` if counting is off, or the folder can't be written."""
    if not settings.METRICS_DIR:
        return None
    try:
        return Instruments(Path(settings.METRICS_DIR))
    except OSError as error:
        logger.error("METRICS_DIR can't be used (%s). Nothing is counted.", type(error).__name__)
        return None


def count_exception(kind: str, name: str, error: BaseException) -> None:
    found = instruments()
    if found:
        found.exceptions.labels(kind, name, type(error).__name__).inc()


def note_circuit(server: str, *, is_open: bool) -> None:
    found = instruments()
    if found:
        found.open_circuits.labels(server).set(int(is_open))


def _resident_bytes() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
    except OSError:  # not Linux: the highest so far, in kilobytes
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
