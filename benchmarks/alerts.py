"""Measures matching, planning and sending of alerts, as ratios of figures from one run.

Bars. Matching, its tables included: at least 50 times as fast as one search an alert, at most 4 times as slow as sets of bits
in memory, growing with the power 0.85 of alerts and 1.05 of jobs at most, the answers of the plain way. Sending, from claim
to sent row: at least half of what a bare smtplib loop sends of the same bytes over one connection; at most 3 queries a
digest. Two workers at least 1.7 times one: sharing all cores with the database and a server that answers at once; with one
that needs 5 ms for an email; and two on two cores over one on one. Planning all alerts at once: within 20 s, the memory not
growing with them.

The default sizes need 4 GB of disk and about half an hour: 200,000 alerts, 20,000 new jobs. ``--alerts 5000 --postings
2000 --board 5000 --digests 1000`` is a quick look.
"""

import argparse
import contextlib
import datetime as dt
import json
import math
import multiprocessing
import os
import random
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import alerts_data
import psutil
from alerts_rivals import InMemory, one_search
from search import Report, words_of_board
from search_data import boards

SEED = 3
PLAIN, COMPARED = 1_000, 2_000
SLOW = 5  # milliseconds that the slow mail server takes for an email; real ones take longer
SPARE = 3  # alerts are made for each digest that is sent, as many find no new job
LETTERS = 2_000  # emails for the bare loop
HERE = Path(__file__).resolve().parent


def main() -> int:
    options = _options()
    report = Report()
    with boards(options.keep, as_it_is=options.as_is) as made, _Sink() as sink:
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        made.prepare(options.board, corpus=False)
        words = words_of_board(made, options.board, now, jobs=options.board)
        with made.default(options.board):
            _migrate()
            os.environ["DATABASE_URL"] = made.database(options.board)  # for the processes that are started
            _use(sink.port)
            searches = alerts_data.criteria_of_rank(words, options.alerts, seed=SEED)
            _matching(searches, options, report, now)
            _planning(searches, options, report, now)
            _sending(searches, options, report, sink, now)
    if options.json:
        options.json.write_text(json.dumps({**report.figures, "missed": report.missed}, indent=2))
    return int(bool(report.missed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default, words in (
        ("alerts", 200_000, "alerts, a member each"),
        ("postings", 20_000, "new postings"),
        ("board", 100_000, "open postings, with the new ones"),
        ("digests", 20_000, "digests that are sent"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{words} (default: %(default)s)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the board there and use it again next time")
    parser.add_argument("--as-is", action="store_true", help="use a kept board even if what makes it has changed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args()


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _use(port: int) -> None:
    """Sends all email there from now on, from started processes too."""
    from django.conf import settings

    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


class _Sink:
    """The mail server of ``mail_sink.c``, which takes ``thinks`` milliseconds for an email."""

    def __init__(self, thinks: int = 0) -> None:
        self.thinks = thinks

    def __enter__(self) -> "_Sink":
        self.folder = Path(tempfile.mkdtemp(prefix="jobboard-sink-"))
        compiler = next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), None)
        if compiler is None:
            raise SystemExit("A C compiler is needed: a mail server in Python would be what is measured.")
        subprocess.run([compiler, "-O2", "-o", self.folder / "sink", HERE / "mail_sink.c"], check=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen([self.folder / "sink", str(self.port), str(self.thinks)])
        for _attempt in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.05)
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder)


# --- Matching ---------------------------------------------------------------------------------------------------------------


def _matching(searches: list[Any], options: argparse.Namespace, report: Report, now: dt.datetime) -> None:
    from alerts import matching

    since, until = now - dt.timedelta(days=1), now - matching.TRAIL

    def matched(alerts: int, postings: int) -> tuple[float, int]:
        alerts_data.new_postings(postings, now=now)
        wanted = alerts_data.ranks(alerts, len(searches), seed=SEED)
        ids = alerts_data.fill(searches, wanted, now=now)
        spent = _seconds(lambda: matching.ensure(dict.fromkeys(ids, since), now=now))
        print(f"  {alerts:,} alerts, {len(ids):,} searches, {postings:,} postings: {spent:.2f} s", flush=True)
        return spent, len(ids)

    few, some = options.alerts // 4, options.postings // 4
    smaller, _ids = matched(few, options.postings)
    matched(options.alerts // 2, options.postings)
    fewer_postings, _ids = matched(options.alerts, some)
    whole, _ids = matched(options.alerts, options.postings)

    report.bar("growth with alerts, as a power", math.log(whole / smaller) / math.log(options.alerts / few), 0.85)
    report.bar(
        "growth with postings, as a power", math.log(whole / fewer_postings) / math.log(options.postings / some), 1.05
    )
    _against_rivals(whole, since, until, report, now)


def _against_rivals(whole: float, since: dt.datetime, until: dt.datetime, report: Report, now: dt.datetime) -> None:
    """Compares matching together (``whole``: its seconds) with one search an alert and with sets of bits in memory."""
    from alerts import matching
    from alerts.models import Alert, Match, Search

    rows = Search.objects.in_bulk()
    dice = random.Random(SEED)  # noqa: S311 - not for secrets
    asked = list(Alert.objects.order_by("pk").values_list("search_id", flat=True))
    sample = dice.sample(asked, min(PLAIN, len(asked)))
    plain = _seconds(
        lambda: [one_search(rows[pk], since=since, until=until, now=now, most=matching.MOST) for pk in sample]
    )
    plain *= len(asked) / len(sample)

    def in_memory() -> None:
        rival = InMemory(since=since, until=until, now=now)
        for row in rows.values():
            rival.newest(row, matching.MOST)

    memory = _seconds(in_memory)
    print(f"  one search an alert: {plain:.0f} s (from {len(sample):,} of them), in memory: {memory:.2f} s")
    report.bar("one search an alert over matching together", plain / whole, 50, at_least=True)
    report.bar("matching together over sets of bits in memory", whole / memory, 4)
    compared = dice.sample(sorted(rows), min(COMPARED, len(rows)))
    kept = Match.objects.in_bulk(compared)
    same = sum(
        kept[pk].positions == one_search(rows[pk], since=since, until=until, now=now, most=matching.MOST)
        for pk in compared
    )
    report.bar(f"equal to the plain way, of {len(compared)}", same, len(compared), at_least=True)


# --- Planning ---------------------------------------------------------------------------------------------------------------


def _planning(searches: list[Any], options: argparse.Namespace, report: Report, now: dt.datetime) -> None:
    memory = []
    for alerts in (options.alerts // 4, options.alerts):
        alerts_data.fill(searches, alerts_data.ranks(alerts, len(searches), seed=SEED), now=now)
        spent, planned, peak = _apart(_plan, now)
        memory.append(peak)
        print(f"  {planned:,} planned in {spent:.1f} s, at most {peak / 1024:.0f} MB", flush=True)
    report.bar(f"planning {options.alerts:,} alerts", spent, 20, unit=" s")
    report.bar("memory for all of them over that for a quarter", memory[1] / memory[0], 1.3)


def _apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """Runs ``work`` in a new process; returns its result."""
    with multiprocessing.get_context("spawn").Pool(1, initializer=_set_up) as pool:
        return pool.apply(work, arguments)


def _set_up() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "jobboard.settings"
    django.setup()


def _plan(now: dt.datetime) -> tuple[float, int, int]:
    from alerts import planning

    began = time.perf_counter()
    planned = planning.plan_due(now=now)
    spent = time.perf_counter() - began
    # getrusage would include the memory from before the fork.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return spent, planned, int(peak.split()[1])


# --- Sending ----------------------------------------------------------------------------------------------------------------


def _sending(searches: list[Any], options: argparse.Namespace, report: Report, sink: _Sink, now: dt.datetime) -> None:
    def ready(digests: int) -> None:
        from alerts import planning, tasks

        wanted = alerts_data.ranks(digests * SPARE, len(searches), seed=SEED)
        alerts_data.fill(searches, wanted, now=now)
        planning.plan_due(now=now)
        tasks.prepare(now)
        alerts_data.keep_digests_with_jobs(digests)

    def rate(workers: int, digests: int = options.digests) -> float:
        """Returns how many digests this many workers together send per second."""
        ready(digests)
        with multiprocessing.get_context("spawn").Pool(workers, initializer=_set_up) as pool:
            pool.map(_warm_up, range(workers), chunksize=1)
            began = time.perf_counter()
            each = [pool.apply_async(_send, [now, False]) for _worker in range(workers)]
            return sum(one.get()[2] for one in each) / (time.perf_counter() - began)

    ready(options.digests)
    alone = _one_worker(report, now)
    _two_workers(rate, alone, options.digests, report, sink)


def _one_worker(report: Report, now: dt.datetime) -> float:
    """Compares one worker with a bare loop; returns how many digests it sends a second."""
    spent, busy, sent, queries, letters = _apart(_send, now, True)
    print(
        f"  one worker: {sent:,} in {spent:.1f} s, {sent / spent:.0f} a second, {sent / busy:.0f} of its own processor time"
    )
    bare, bare_busy = _apart(_bare, letters, os.environ["EMAIL_URL"].rpartition(":")[2])
    print(
        f"  a bare loop: {bare:.0f} a second, {bare_busy:.0f} of its own processor time;"
        f" {sum(map(len, letters)) // len(letters):,} bytes a mail"
    )
    report.bar("digests a second over mails of a bare loop", sent / spent / bare, 0.5, at_least=True)
    report.bar("the same in processor time of the sender", sent / busy / bare_busy, 0.5, at_least=True)
    report.bar("queries a digest", queries / sent, 3)

    return sent / spent


def _two_workers(rate: Callable[..., float], alone: float, digests: int, report: Report, sink: _Sink) -> None:
    """Compares two workers with one, which sends ``alone`` digests a second; ``rate`` measures so many workers."""
    with _Sink(SLOW) as slow:
        _use(slow.port)
        rates = [rate(workers, digests // 4) for workers in (1, 2)]
        _use(sink.port)
    print(f"  with {SLOW} ms for a mail: {rates[0]:.0f} a second, two workers {rates[1]:.0f}", flush=True)
    report.bar(f"two workers over one, with {SLOW} ms for a mail", rates[1] / rates[0], 1.7, at_least=True)
    both = rate(2)
    print(f"  two workers: {both:.0f} a second", flush=True)
    report.bar("two workers over one", both / alone, 1.7, at_least=True)
    # One worker, the database and the mail server keep nearly two cores busy. So compare all of them on one core and on two.
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        rates = []
        for cores in (1, 2):
            with _on(cores, sink):
                rates.append(rate(cores))
        print(f"  one worker on one core: {rates[0]:.0f} a second, two on two: {rates[1]:.0f}")
        report.bar("two workers on two cores over one on one", rates[1] / rates[0], 1.7, at_least=True)


@contextlib.contextmanager
def _on(cores: int, sink: _Sink) -> Iterator[None]:
    """Limits workers, database and sink to this many cores together."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    everybody = [0, sink.process.pid, psutil.Process(backend).ppid()]
    all_cores = os.sched_getaffinity(0)
    try:
        for process in everybody:
            os.sched_setaffinity(process, set(sorted(all_cores)[:cores]))
        yield
    finally:
        for process in everybody:
            os.sched_setaffinity(process, all_cores)


def _warm_up(_number: int = 0) -> None:
    """Does what a worker does only once: connects, and loads the URLs of the site."""
    from django.db import connection
    from django.urls import reverse

    import alerts.sending  # noqa: F401

    connection.ensure_connection()
    reverse("jobs:search")


def _send(now: dt.datetime, keep: bool) -> tuple[float, float, int, int, list[bytes]]:
    """Returns seconds, seconds of processor time, digests, queries, and some of the emails."""
    from django.db import connection

    from alerts import sending
    from alerts.mail.message import DigestEmail

    letters: list[bytes] = []
    queries = 0

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments)

    as_bytes = DigestEmail.as_bytes

    def kept(letter: DigestEmail) -> bytes:
        made = as_bytes(letter)
        if len(letters) < LETTERS:
            letters.append(made)
        return made

    if keep:
        DigestEmail.as_bytes = kept  # type: ignore[method-assign]
    _warm_up()
    with connection.execute_wrapper(count):
        began, work = time.perf_counter(), time.process_time()
        tally = sending.send_due(clock=lambda: now, seconds=3600)
        spent, busy = time.perf_counter() - began, time.process_time() - work
    marks = tally.sent + tally.empty  # prepared statements, which Django does not see
    return spent, busy, tally.sent, queries + marks, letters


def _bare(letters: list[bytes], port: str) -> tuple[float, float]:
    """Returns emails per second of a loop that does nothing else, and per second of its processor time."""
    with smtplib.SMTP("127.0.0.1", int(port)) as server:
        server.ehlo()
        began, work = time.perf_counter(), time.process_time()
        for number, letter in enumerate(letters):
            server.sendmail("jobs@example.com", [f"member{number}@example.com"], letter)
        return len(letters) / (time.perf_counter() - began), len(letters) / (time.process_time() - work)


if __name__ == "__main__":
    sys.exit(main())
