"""What must hold when things break: real workers, PostgreSQL, Valkey and a mail server that misbehaves, all killed and cut off in the
middle of sending. ``python -m tests.alerts.faults`` runs it in full and prints figures; the tests run it small.
"""

import contextlib
import datetime as dt
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import celery
import psutil
import psycopg
import redis

from local.environment import SITE_VARIABLES, local_environment
from local.files import free_port
from local.processes import end
from local.servers import Servers
from local.site import CHECKOUT, Site
from tests.alerts.sink import Sink
from tests.tables import load_tables

PYTHON = (sys.executable, "-X", "utf8")
DOUBT = 60  # seconds, instead of half an hour: longer than a busy machine takes to restart a database, or lets a worker wait
SHORT_DOUBT = 5  # seconds, where killed workers leave digests that are sent again when their lease ends
PACE = 0.002  # seconds that the mail server takes for an email
RING_SECONDS = 0.3
STAGES = ("rcpt", "text", "end")  # before, during and after the server has the text


class Failed(AssertionError):
    """A promise was broken, or the time was over."""


def until(condition, what, seconds=120):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise Failed(f"not within {seconds} s: {what}")
        time.sleep(0.05)
    return value


def tell(program, word):
    program.stdin.write(f"{word}\n")
    program.stdin.flush()


def await_done(program):
    """Until it has done what it was told."""
    if program.stdout.readline() != "done\n":
        raise Failed(f"{' '.join(program.args)} failed")


@dataclass
class Figures:
    """What a run came to: emails that never arrived, those that arrived more than once, and among these the ``stray``: what came
    before was not the last email of a connection that broke off, so that no killed sender explains the repetition."""

    name: str
    digests: int
    lost: int = 0
    twice: int = 0
    stray: int = 0
    other: dict = field(default_factory=dict)

    def __str__(self):
        rest = "".join(f", {name} {value}" for name, value in self.other.items())
        return f"{self.name}: {self.digests:,} digests, lost {self.lost}, twice {self.twice}, stray {self.stray}{rest}"


class Stage:
    """Servers of its own, with the migrated database, a mail server and workers. ``tables``: a file of SQL that makes the tables,
    instead of migrations, which take longer than a short run."""

    def __init__(self, folder, tables=None):
        self.tables = tables
        self.folder = Path(folder).resolve()
        self.folder.chmod(0o711)
        self.servers = Servers(self.folder / "servers")
        self.postgres, self.valkey = self.servers.all()
        self.sink = Sink(self.folder / "mail").start()
        self.workers = []
        self.steady = None
        self.celery = celery.Celery(set_as_current=False)
        self.celery.conf.broker_transport_options = {
            "socket_timeout": 2, "socket_connect_timeout": 2, "max_retries": 0,
        }  # fmt: skip
        self.rung_at = 0.0

    def __enter__(self):
        self._joined = self.servers.joined()
        urls = self._joined.__enter__()
        inherited = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
        self.environ = local_environment(
            inherited, Site(self.folder, free_port()), urls, smtp_port=self.sink.port
        ) | {
            "ALERT_DOUBT_SECONDS": str(DOUBT), "ALERT_SENDERS": "1", "EMAIL_TIMEOUT": "4", "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "jobboard.settings", "JOBBOARD_LOCAL": "1",
        }  # fmt: skip
        self.database = urls["DATABASE_URL"]
        self.broker = self.celery.conf.broker_url = urls["REDIS_URL"]
        if self.tables:
            load_tables(self.tables, self.database)
        else:
            self.command("manage.py", "migrate", "--verbosity=0")
        self.filler = self.program("fill")
        return self

    def __exit__(self, *_error):
        self.filler.communicate()
        self.stop_all()
        self.sink.close()
        self._joined.__exit__(None, None, None)

    def command(self, *arguments):
        subprocess.run([*PYTHON, *arguments], cwd=CHECKOUT, env=self.environ, check=True, timeout=300)

    def program(self, what):
        """``tests.alerts.fault_data``, which does as it's told line by line."""
        return subprocess.Popen(
            [*PYTHON, "-m", "tests.alerts.fault_data", what],
            cwd=CHECKOUT, env=self.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def fill(self, members):
        """``members`` digests to be sent; nothing is known of earlier ones."""
        self.sink.order()
        tell(self.filler, members)
        await_done(self.filler)
        self.begun = len(self.sink.accepted())
        return members

    # --- Workers --------------------------------------------------------------------------------------------------------------

    def worker(self, doubt=DOUBT):
        options = ("--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=WARNING")
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [*PYTHON, "-m", "celery", "-A", "jobboard", "worker", *options],
                cwd=CHECKOUT, env=self.environ | {"ALERT_DOUBT_SECONDS": str(doubt)}, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.workers.append(process)
        return process

    def steady_worker(self):
        """One that nobody ends: the same for several runs, which shows that it outlives them all."""
        if self.steady not in self.workers or self.steady.poll() is not None:
            self.steady = self.worker()
        return self.steady

    def stop(self, worker):
        """Politely, then firmly."""
        with contextlib.suppress(psutil.NoSuchProcess):
            end([psutil.Process(worker.pid)], grace=10)
        worker.wait()
        self.workers.remove(worker)

    def stop_all(self):
        for worker in list(self.workers):
            self.stop(worker)

    def sender(self, worker):
        """The child that talks to the mail server now, or None."""
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(worker.pid).children():
                if any(one.raddr and one.raddr.port == self.sink.port for one in child.net_connections("tcp")):
                    return child
        return None

    def ring(self):
        """What beat does, more often. Says whether the broker heard it."""
        if time.monotonic() - self.rung_at < RING_SECONDS:
            return True
        try:
            with self.celery.connection_for_write() as connection:
                self.celery.send_task("alerts.tasks.sweep", connection=connection, retry=False)
        except (OSError, redis.RedisError, celery.exceptions.OperationalError):
            return False
        self.rung_at = time.monotonic()
        return True

    def said(self):
        """The last words of the workers, for a run that fails."""
        return (self.folder / "worker.log").read_text(errors="replace")[-8_000:]

    # --- What came of it ------------------------------------------------------------------------------------------------------

    def query(self, statement):
        try:
            with psycopg.connect(self.database, autocommit=True, connect_timeout=2) as connection:
                return connection.execute(statement).fetchall()
        except psycopg.OperationalError:
            return []

    def states(self):
        return dict(self.query("SELECT state, count(*) FROM alerts_digest GROUP BY state"))

    def has_sent(self, count):
        return len(self.sink.accepted()) - self.begun >= count

    def go_on(self, count):
        """Until so many emails have arrived."""
        until(lambda: self.ring() and self.has_sent(count), f"{count} mails")

    def sender_at_work(self, worker):
        return until(lambda: (self.ring(), self.sender(worker))[1], "a sender at work", 60)

    def finish(self, members, seconds=180):
        """Until nothing is left to do, with a ring each second. No worker may have ended by itself."""
        deadline = time.monotonic() + seconds
        while (states := self.states()).get("sent", 0) < members:
            if any(worker.poll() is not None for worker in self.workers):
                raise Failed(f"a worker has ended by itself: {states}\n{self.said()}")
            if time.monotonic() > deadline:
                raise Failed(f"after {seconds} s: {states}\n{self.said()}")
            self.ring()
            time.sleep(1)

    def figures(self, name, members, **other):
        arrivals = self.sink.accepted()[self.begun :]
        final = {one.message: number for number, one in enumerate(arrivals)}
        last = {one.connection: number for number, one in enumerate(arrivals)}
        earlier = [(number, one) for number, one in enumerate(arrivals) if final[one.message] != number]
        stray = [one for number, one in earlier if last[one.connection] != number or one.connection in self.sink.left]
        return Figures(name, members, members - len(final), len(earlier), len(stray), other)


# --- The runs -------------------------------------------------------------------------------------------------------------------


def killed(stage, members, kills):
    """Senders and whole workers are killed before, during and after the text of an email, in turns."""
    stage.stop_all()
    stage.fill(members)
    worker = stage.worker(doubt=SHORT_DOUBT)
    dice = random.Random(1)  # noqa: S311 - not for secrets
    for number in range(kills):
        where, whole = STAGES[number % 3], number % 2 == 1
        stage.sink.order(f"{where} * slow 0.15")
        child = stage.sender_at_work(worker)
        time.sleep(dice.random() * 0.4)
        for victim in [worker.pid, child.pid] if whole else [child.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        if whole:
            stage.stop(worker)
            worker = stage.worker(doubt=SHORT_DOUBT)
        stage.sink.order()
        if number % 5 == 4:  # some of them arrive in between
            stage.go_on((number + 1) * members // (kills + 5))
    stage.finish(members)
    stage.stop_all()  # they hold digests for a shorter time than the next run may need
    return stage.figures("killed", members, kills=kills)


def flushed(stage, members, times, pace=PACE):
    """Everything in Valkey is gone, again and again."""
    stage.fill(members)
    stage.steady_worker()
    stage.sink.order(f"rcpt * slow {pace}")
    for number in range(times):
        stage.go_on(number * members // (2 * times) + 1)
        with redis.Redis.from_url(stage.broker) as client:
            client.flushall()
    stage.finish(members)
    return stage.figures("flushed", members, times=times)


def without_valkey(stage, members, seconds, pace=PACE):
    """Valkey is away for a while."""
    stage.fill(members)
    stage.steady_worker()
    stage.sink.order(f"rcpt * slow {pace}")
    stage.go_on(members // 10)
    stage.valkey.stop()
    time.sleep(seconds)
    stage.valkey.start()
    stage.finish(members)
    return stage.figures("without Valkey", members, seconds=seconds)


def restarted(stage, members, *, times, crash, pace=PACE):
    """PostgreSQL restarts, or crashes and recovers, while emails leave; the workers are left alone."""
    stage.fill(members)
    worker = stage.steady_worker()
    stage.sink.order(f"rcpt * slow {pace}")
    for number in range(times):
        stage.go_on((number + 1) * members // (2 * times))
        if crash:
            stage.postgres.process().send_signal(signal.SIGQUIT)
            until(lambda: stage.postgres.process() is None, "the database is gone", 20)
        else:
            stage.postgres.stop()
        stage.postgres.start()
    stage.finish(members)
    assert worker.poll() is None
    name = "database crashed" if crash else "database restarted"
    return stage.figures(name, members, times=times)


def three_beats(stage, members):
    """Three processes plan and send at the same time, hour after hour of tomorrow."""
    stage.stop_all()
    stage.fill(members)
    [(begin,)] = stage.query("SELECT date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day'")
    due = f"weekday = {begin.weekday()}, hour = id % 24, next_due_at = '{begin}+00'::timestamptz + id % 24 * interval '1 hour'"
    stage.query(f"UPDATE alerts_alert SET {due} RETURNING id")  # noqa: S608 - our own words
    beats = [stage.program("beat") for _beat in range(3)]
    for hour in range(24):
        for beat in beats:
            tell(beat, f"{begin + dt.timedelta(hours=hour, minutes=1)}+00:00")
        for beat in beats:
            await_done(beat)
    for beat in beats:
        beat.communicate()
    [(sections, digests)] = stage.query("SELECT count(*), count(DISTINCT digest_id) FROM alerts_section")
    if (sections, digests) != (members, members):
        raise Failed(f"{sections} sections of {digests} digests for {members} members")
    return stage.figures("three beats for a day", members)


def asked_to_stop(stage, members):
    """SIGTERM under load: the worker ends by itself and leaves nothing held."""
    stage.stop_all()
    stage.fill(members)
    worker = stage.worker()
    stage.sink.order("rcpt * slow 0.05")  # so that the last slice of time of two senders isn't enough for all
    stage.go_on(5)
    began = time.monotonic()
    worker.terminate()
    code = worker.wait(60)
    seconds = time.monotonic() - began
    stage.stop(worker)
    states = stage.states()
    if code != 0 or seconds > 40 or states.get("sending") or not states.get("planned"):
        raise Failed(f"ended with {code} after {seconds:.0f} s, leaving {states}: {stage.said()}")
    stage.sink.order()
    stage.steady_worker()
    stage.finish(members)
    return stage.figures("asked to stop", members, seconds=round(seconds, 1))


def main():
    with tempfile.TemporaryDirectory(prefix="jobboard-faults-") as folder, Stage(folder) as stage:
        runs = [
            lambda: killed(stage, 2_000, 50),
            lambda: flushed(stage, 2_000, 5),
            lambda: without_valkey(stage, 2_000, 60),
            lambda: restarted(stage, 2_000, times=3, crash=False),
            lambda: restarted(stage, 2_000, times=3, crash=True),
            lambda: asked_to_stop(stage, 2_000),
            lambda: three_beats(stage, 2_000),
        ]
        broken = 0
        for run in runs:
            try:
                figures = run()
            except Failed as failure:
                broken += 1
                print("BROKEN", failure, flush=True)  # noqa: T201
                stage.stop_all()
                continue
            is_kept = (figures.lost, figures.stray) == (0, 0) and figures.twice <= figures.other.get("kills", 0)
            broken += not is_kept
            print(figures, "" if is_kept else "BROKEN", flush=True)  # noqa: T201
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
