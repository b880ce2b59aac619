"""Runs the whole board with 1,000,000 open jobs on one core and 2 GB, and measures its searches.

PostgreSQL (`deploy/postgres/small.conf`), Valkey, one web worker, one Celery worker and beat are in one control group without
swap; tantivy, with the same jobs, is in another one of the same size. The search is measured in a process of the first group
that stands for a web thread, the page over HTTP. Bar: the p95 of a search at most 4 times that of tantivy in the same run.

Needs root, Linux, tantivy (``uv pip install tantivy``), and the first time 8 GB of memory and 20 GB of disk to make the board.
"""

import argparse
import contextlib
import datetime as dt
import json
import os
import pickle
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pages import Connection, request
from search import WARM_UP, words_of_board
from search_clocks import clock, p95
from search_data import ROOT, boards
from search_queries import KINDS, Query, mix
from search_rivals import Tantivy, has_tantivy
from served import _wait_for, free_port
from small_machine import Machine, forget_files, memory_of

MEASURED = 2026  # seed of the searches, as in search.py
CORES, GIGABYTES, BAR = 1, 2, 4.0
VALKEY_MEMORY = "96mb"
THREADS = 4


def main() -> int:
    options = _options()
    if options.role:
        return _work(options.role, options.keep, options.jobs)
    if not has_tantivy():
        sys.exit("This needs tantivy: uv pip install tantivy")
    _prepare(options)
    memory = int(options.gigabytes * 1024**3)
    with (
        Machine("board", cores=CORES, memory=memory).made() as board,
        Machine("rival", cores=CORES, memory=memory).made() as rival,
        contextlib.ExitStack() as running,
    ):
        forget_files(options.keep)
        port = _start(board, options, running)
        searcher = running.enter_context(_role("search", board, options))
        tantivy = running.enter_context(_role("tantivy", rival, options))
        queries, warm_up = pickle.loads((options.keep / "queries").read_bytes())  # noqa: S301 - our own
        found = _measure(queries, warm_up, port, searcher, tantivy, options)
        _print_memory(board, "the board")
        _print_memory(rival, "tantivy")
        return _report(found, queries, options, board.memory_used())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, required=True, metavar="FOLDER", help="where the board is, or is made")
    parser.add_argument("--jobs", type=int, default=1_000_000, help="open jobs (default: %(default)s)")
    parser.add_argument("--as-is", action="store_true", help="use a kept board even if what makes it has changed")
    parser.add_argument("--turns", type=int, default=3, help="how often each search is timed (default: %(default)s)")
    parser.add_argument(
        "--gigabytes", type=float, default=GIGABYTES, help="memory of the machine (default: %(default)s)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--role", choices=("search", "tantivy"), help=argparse.SUPPRESS)
    return parser.parse_args()


# --- Before the machine is small --------------------------------------------------------------------------------------


def _prepare(options: argparse.Namespace) -> None:
    """Makes board, tantivy's index, static files and searches, unless they are there."""
    with boards(options.keep, as_it_is=options.as_is) as made:
        now = made.prepare(options.jobs, corpus=True)
        index = made.folder / f"tantivy-{options.jobs}"
        if made.corpus(options.jobs).exists() or not index.exists():
            Tantivy(index).build(made.corpus(options.jobs))
        words = words_of_board(made, options.jobs, now, jobs=min(options.jobs, 10_000))
        queries = mix(words, seed=MEASURED)
        warm_up = mix(words, seed=WARM_UP, without=queries)
        (made.folder / "queries").write_bytes(pickle.dumps((queries, warm_up)))
        (made.folder / "now").write_text(now.isoformat())
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
        with made.default(options.jobs):
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
        subprocess.run(collect, cwd=ROOT, check=True)


# --- The small machine -------------------------------------------------------------------------------------------------


def _start(board: Machine, options: argparse.Namespace, running: contextlib.ExitStack) -> int:
    """Starts all processes of the site in the group; returns the web server's port."""
    folder = options.keep
    os.environ["REDIS_URL"] = _valkey(board, folder, running)
    database = _postgres(board, folder, running)
    os.environ["DATABASE_URL"] = f"{database}/bench_{options.jobs}"
    port = free_port()
    web = {
        "WEB_PORT": str(port),
        "WEB_WORKERS": "1",
        "WEB_THREADS": str(THREADS),
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    celery = (sys.executable, "-m", "celery", "-A", "jobboard")
    _run(board, running, folder / "web.log", sys.executable, "-m", "operations.web", **web, DRAIN_SECONDS="0")
    _run(board, running, folder / "worker.log", *celery, "worker", "--concurrency=1", **web)
    _run(board, running, folder / "beat.log", *celery, "beat", f"--schedule={folder}/beat", **web)
    began = time.monotonic()
    _wait_long(port)
    print(f"the site answers after {time.monotonic() - began:.0f} s", flush=True)
    return port


def _wait_long(port: int) -> None:
    for _attempt in range(10):
        with contextlib.suppress(OSError):
            return _wait_for(port)
    return _wait_for(port)


def _run(board: Machine, running: contextlib.ExitStack, log: Path, *command: str, **environ: str) -> None:
    with log.open("wb") as file:
        process = subprocess.Popen(
            board.command(*command), cwd=ROOT, env={**os.environ, **environ}, stdout=file, stderr=file
        )

    def stop() -> None:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    running.callback(stop)


def _valkey(board: Machine, folder: Path, running: contextlib.ExitStack) -> str:
    from local.valkey import Valkey

    port = free_port()
    options = (
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--maxmemory",
        VALKEY_MEMORY,
    )
    binary = str(Valkey(folder / "valkey").binary)
    _run(board, running, folder / "valkey.log", binary, *options, "--maxmemory-policy", "volatile-lru")
    return f"redis://127.0.0.1:{port}/0"


def _postgres(board: Machine, folder: Path, running: contextlib.ExitStack) -> str:
    """Starts the board's PostgreSQL with the settings for a small machine; returns its address without a database."""
    import psycopg

    from local.postgres import Postgres

    server = Postgres(folder / "postgres")
    server._initialise()
    settings = dict(_settings(), listen_addresses="127.0.0.1", port=server.url().rpartition("/")[0].rpartition(":")[2])
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    become = list(server.identity.prefix)
    if server.identity.user is not None:
        become = ["setpriv", f"--reuid={server.identity.user}", f"--regid={server.identity.group}", "--clear-groups"]
    command = [*become, str(server.binaries / "postgres"), "-D", str(server.data), *options]
    os.chdir("/")  # the server's user can't look into the checkout
    _run(board, running, folder / "postgres.log", *command, "-c", "unix_socket_directories=", "-c", "timezone=UTC")
    deadline = time.monotonic() + 120
    while True:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return server.url().rpartition("/")[0]


def _settings() -> Iterator[tuple[str, str]]:
    for line in (ROOT / "deploy" / "postgres" / "small.conf").read_text().splitlines():
        name, equals, value = line.partition("#")[0].partition("=")
        if equals:
            yield name.strip(), value.strip()


# --- What is measured ---------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _role(role: str, machine: Machine, options: argparse.Namespace) -> Iterator["subprocess.Popen[str]"]:
    own = [f"--role={role}", f"--keep={options.keep.resolve()}", f"--jobs={options.jobs}"]
    command = machine.command(sys.executable, str(Path(__file__).resolve()), *own)
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _work(role: str, folder: Path, jobs: int) -> int:
    """In a process of its own: answers each line, the number of a search, with the seconds that it took, and those of the
    processor."""
    import django

    django.setup()
    from django.db import connection

    from jobs.search.query import condition
    from jobs.search.results import look_up

    queries, warm_up = pickle.loads((folder / "queries").read_bytes())  # noqa: S301 - our own
    now = dt.datetime.fromisoformat((folder / "now").read_text())
    if role == "tantivy":
        rival = Tantivy(folder / f"tantivy-{jobs}")
        rival.build(folder / "no corpus")
        processor = clock(processor=True)
    else:
        processor = clock(processor=True, connection=connection)
    everything = [*warm_up, *queries]
    for line in sys.stdin:
        query = everything[int(line)]
        began, spent = time.perf_counter(), processor()
        if role == "tantivy":
            rival.search(query.criteria, condition(query.criteria, now))
        else:
            look_up(query.criteria.replace(sort="best"), now=now)
        print(time.perf_counter() - began, processor() - spent, flush=True)
    return 0


def _ask(process: "subprocess.Popen[str]", number: int) -> tuple[float, float]:
    """Returns the seconds that a search took, and the processor's part of them."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{number}\n")
    process.stdin.flush()
    elapsed, processor = map(float, process.stdout.readline().split())
    return elapsed, processor


def _measure(
    queries: list[Query],
    warm_up: list[Query],
    port: int,
    searcher: "subprocess.Popen[str]",
    tantivy: "subprocess.Popen[str]",
    options: argparse.Namespace,
) -> dict[str, dict[int, float]]:
    """Returns milliseconds by contestant and number of the search: the median of the turns, in which all take turns."""
    web = Connection(port)

    def page(query: Query) -> float:
        began = time.perf_counter()
        head = web.ask(request(f"/jobs/?{query.criteria.querystring}"))
        assert b" 200 " in head[:20], head
        return time.perf_counter() - began

    for number, query in enumerate(warm_up):
        _ask(searcher, number)
        _ask(tantivy, number)
        if number % 4 == 0:
            page(query)
    print("warmed up", flush=True)
    names = ("search", "search, processor", "tantivy", "tantivy, processor", "page")
    found: dict[str, dict[int, list[float]]] = {name: {} for name in names}
    for _turn in range(options.turns):
        for number, query in enumerate(queries):
            at = len(warm_up) + number
            spent = (*_ask(searcher, at), *_ask(tantivy, at), page(query))
            for name, seconds in zip(found, spent, strict=True):
                found[name].setdefault(number, []).append(seconds * 1000)
    return {name: {number: statistics.median(turns) for number, turns in rows.items()} for name, rows in found.items()}


def _print_memory(machine: Machine, name: str) -> None:
    print(f"\nmemory of {name}, MB (what processes share is divided among them)")
    rows = []
    for pid in machine.processes():
        with contextlib.suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
            rows.append((memory_of(pid) / 1024**2, command.replace(str(ROOT), "")[:100]))
    for size, command in sorted(rows, reverse=True):
        print(f"{size:8.1f}  {command}")
    used = machine.memory_used()
    print(
        "all of it: " + ", ".join(f"{key} {value / 1024**2:.0f} MB" for key, value in used.items() if key != "killed")
    )
    print(f"killed for lack of memory: {used['killed']}")


def _report(
    found: dict[str, dict[int, float]], queries: list[Query], options: argparse.Namespace, used: dict[str, int]
) -> int:
    print(f"\n{'milliseconds, p50 / p95':12}" + "".join(f"{kind:>16}" for kind in (*KINDS, "all")))
    figures: dict[str, Any] = {"memory": used}
    for name, rows in found.items():
        cells = []
        for kind in (*KINDS, "all"):
            of_kind = [spent for number, spent in rows.items() if kind in (queries[number].kind, "all")]
            cells.append(f"{statistics.median(of_kind):.1f} / {p95(of_kind):.1f}")
            figures[f"{name} {kind} ms"] = [round(statistics.median(of_kind), 2), round(p95(of_kind), 2)]
        print(f"{name:23}" + "".join(f"{cell:>16}" for cell in cells))
    ratio = p95(found["search"].values()) / p95(found["tantivy"].values())
    processor = p95(found["search, processor"].values()) / p95(found["tantivy, processor"].values())
    figures |= {"ratio": round(ratio, 3), "ratio of processor time": round(processor, 3)}
    is_met = ratio <= BAR and not used["swapped"] and not used["killed"]
    print(
        f"\np95 of a search over that of tantivy: {ratio:.2f}, at most {BAR:g} without swap: {'met' if is_met else 'MISSED'}"
    )
    print(f"the same in processor time: {processor:.2f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2))
    return int(not is_met)


if __name__ == "__main__":
    sys.exit(main())
