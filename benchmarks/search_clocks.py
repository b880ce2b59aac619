"""Measures work by elapsed time, or by processor time where other work shares the machine."""

import contextlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from search_queries import Query

Clock = Callable[[], float]  # seconds
Contestant = Callable[["Query"], float]  # seconds for one search


def clock(*, processor: bool, connection: "BaseDatabaseWrapper | None" = None) -> Clock:
    """Returns a clock for the work of this thread and, with ``connection``, of its database process."""
    if not processor:
        return time.perf_counter
    if connection is None:
        return time.thread_time
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # their time would not be counted
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    return lambda: time.thread_time() + processor_time([backend])


def processor_time(processes: Iterable[int]) -> float:
    """Returns the processor seconds that all threads of these processes have used so far (Linux)."""
    spent = 0
    for process in processes:
        for thread in Path(f"/proc/{process}/task").iterdir():
            with contextlib.suppress(FileNotFoundError):
                spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e9


def timed(work: "Callable[[Query], object]", clock: Clock) -> Contestant:
    def run(query: "Query") -> float:
        began = clock()
        work(query)
        return clock() - began

    return run


def p95(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[int(0.95 * len(ordered))]
