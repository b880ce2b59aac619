"""Runs ``make run``: starts everything in order and stops it in reverse."""

import contextlib
import http.client
import os
import secrets
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType

from local.console import Console, LocalError, table
from local.demo_users import LOGINS
from local.environment import local_environment, missing_servers
from local.files import POLL_SECONDS, free_port, port_is_free, read_text, write_private
from local.process import Child
from local.processes import end, processes_marked
from local.programs import PREPARE, STEPS, Ports, Program, preparing, programs
from local.servers import Servers
from local.site import CHECKOUT, Running, Site
from local.supervisor import ServerWatch, Supervisor, failure

MARK = "JOBBOARD_RUN"  # in the environment of every process of a run, so that a later run can find those that are left
READY_SECONDS = 90
# Together below 15 s: the site and its workers, then what they talk to, then (4 s each at most) the servers.
STEP_GRACE = 5.0  # to finish, so that no file or data set is left half copied
SITE_GRACE = 6.0
EARLY_GRACE = 2.0


class StopRequested(Exception):
    """The run was asked to stop; this isn't an error."""


class StopSignals:
    """Records Ctrl-C, SIGTERM, a closed terminal, and the end of the `make` that started us.

    An exception in a signal handler could interrupt us between starting a process and recording it; `check` raises instead.
    """

    def __init__(self) -> None:
        self._noted = False
        # Only `make` is our guard: a shell that ends after `… &` is no reason to stop.
        self._parent = os.getppid() if "MAKELEVEL" in os.environ else None
        signal.signal(signal.SIGINT, self._note)
        signal.signal(signal.SIGTERM, self._note)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # unless started with nohup
            signal.signal(signal.SIGHUP, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._noted = True

    def check(self) -> None:
        """Raise ``StopRequested`` if there was a reason to stop."""
        if self._noted or (self._parent is not None and os.getppid() != self._parent):
            raise StopRequested


class Run:
    """One run of the local site."""

    def __init__(self, site: Site, signals: StopSignals, environ: Mapping[str, str]) -> None:
        self.site = site
        self.signals = signals
        self.ports = Ports(
            site=site.port,
            mail_page=free_port(site.port + 25),
            smtp=free_port(site.port + 26),
            stripe=free_port(site.port + 27),
            model=free_port(site.port + 28),
        )
        self.mail_url = f"http://127.0.0.1:{self.ports.mail_page}/"
        self.mark = secrets.token_hex(16)
        self.environ = {**environ, MARK: self.mark, "PYTHONUNBUFFERED": "1"}
        self.stands_in = not environ.get("STRIPE_SECRET_KEY")
        debug = _is_on(environ.get("DEBUG", ""))
        self.model_stands_in = not environ.get("ADVICE_BASE_URL")
        self.programs = programs(
            site, self.ports, debug=debug, stands_in=self.stands_in, model_stands_in=self.model_stands_in
        )
        self.console = Console(width=max(len(name) for name in (PREPARE, *(part.name for part in self.programs))))
        self.supervisor = Supervisor(lambda program: self._start(program.name, program.command), self.console)

    def __call__(self) -> None:
        """Run until asked to stop or until something fails; no process of this run is left afterwards."""
        # Record the run first, so that its processes can be found even if it is killed at once.
        self.site.record(
            Running(
                os.getpid(),
                self.site.url,
                self.mail_url,
                self.ports.smtp,
                self.ports.stripe,
                self.ports.model,
                self.mark,
            )
        )
        try:
            variables = missing_servers(self.environ)
            servers = Servers(self.site.folder)
            with servers.joined(variables) as urls:
                self.environ = local_environment(
                    self.environ,
                    self.site,
                    urls,
                    smtp_port=self.ports.smtp,
                    stripe_port=self.ports.stripe,
                    model_port=self.ports.model,
                )
                try:
                    self._begin()
                    self._go_on(ServerWatch(servers, variables, self.console))
                finally:
                    self._end_all()
        finally:
            self.site.forget()

    def _begin(self) -> None:
        """Start everything in order; a process that ends during the start ends the run."""
        self.signals.check()
        early = [program for program in self.programs if program.early]
        for program in early:  # the demo members buy Plus and get digests while the site is prepared
            self.supervisor.start(program)
            self._wait_until_listening(program)
        self._prepare()
        for program in self.programs:
            if not program.early:
                self.supervisor.start(program)
        self._wait_until_ready()
        self.console.say(self._welcome())

    def _go_on(self, servers: ServerWatch) -> None:
        """Wait until asked to stop; a process that ends is started again."""
        while True:
            time.sleep(POLL_SECONDS)
            self.signals.check()
            if not self.site.logs.is_dir():
                raise LocalError(f"The site's folder, {self.site.folder}, was removed while the site was running.")
            urls = servers.look_after()
            if any(self.environ[name] != url for name, url in urls.items()):
                self.environ |= urls
                self.supervisor.restart_all()
            self.supervisor.look_after()

    def _prepare(self) -> None:
        """Run the steps, except those whose inputs haven't changed since they last ran."""
        due, marks = [], {}
        for step in STEPS:
            mark = self.site.folder / f"{step.command[0]}.done"
            if step.inputs and read_text(mark) == step.fingerprint(self.environ):
                continue
            due.append(step)
            if step.inputs:
                mark.unlink(missing_ok=True)  # before the step: one that is interrupted must run again
                marks[mark] = step
        child = self._start(PREPARE, preparing(due))
        try:
            while child.exit_code is None:
                self._pause()
        finally:
            _end([child], STEP_GRACE, ask=False)
        if child.exit_code != 0:
            raise LocalError(failure(child))
        for mark, step in marks.items():
            write_private(mark, step.fingerprint(self.environ))  # after the step

    def _start(self, name: str, command: Sequence[str]) -> Child:
        self.signals.check()
        log = self.site.logs / f"{name}.log"
        return Child(name, command, environ=self.environ, folder=CHECKOUT, log=log, console=self.console)

    def _pause(self) -> None:
        """During the start: wait a moment; raise if asked to stop or if a process of the site has ended."""
        time.sleep(POLL_SECONDS)
        self.signals.check()
        self.supervisor.check_start()

    def _wait_until_listening(self, program: Program) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while program.port is not None and port_is_free(program.port):
            if time.monotonic() >= deadline:
                raise LocalError(
                    f"{program.name} isn't listening on port {program.port} after {READY_SECONDS} seconds."
                )
            self._pause()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while (answer := _readiness(self.site.port)) != "200":
            if time.monotonic() >= deadline:
                raise LocalError(f"The site isn't ready after {READY_SECONDS} seconds. /health/ready says: {answer}")
            self._pause()

    def _welcome(self) -> str:
        places = [("Site", self.site.url), ("Admin", f"{self.site.url}admin/"), ("Emails", self.mail_url)]
        if self.stands_in:
            places.append(("Payments", f"http://127.0.0.1:{self.ports.stripe}/ (a stand-in for Stripe)"))
        if self.model_stands_in:
            places.append(("Model", f"http://127.0.0.1:{self.ports.model}/v1 (a stand-in that quotes its sources)"))
        logins = [(login.role, login.email, login.password) for login in LOGINS]
        return f"\n{table(places)}\n\n  Demo logins (email, password)\n{table(logins)}\n\nReady: {self.site.url}"

    def _end_all(self) -> None:
        self.console.say("Stopping…")
        for early, grace in ((False, SITE_GRACE), (True, EARLY_GRACE)):
            _end(self.supervisor.children(early=early), grace)
        # End what killed processes left; only this run has this mark.
        end(processes_marked(MARK, self.mark), grace=0.5)


def run(environ: Mapping[str, str]) -> int:
    """Run the local site until it is asked to stop; return the exit code."""
    signals = StopSignals()
    site = Site.from_environ(environ)
    site.make_folder()
    with _alone(site):
        _end_orphans(site)
        if not port_is_free(site.port):
            raise LocalError(f"Port {site.port} is in use by another program. Choose another port: PORT=8001 make run")
        for log in site.logs.glob("*.log"):
            log.unlink()  # of the previous run
        with contextlib.suppress(StopRequested):
            Run(site, signals, environ)()
    print("Stopped.", flush=True)
    return 0


@contextlib.contextmanager
def _alone(site: Site) -> Iterator[None]:
    lock = site.lock()
    # Wait a moment: a process that checks whether the site runs holds the lock briefly.
    if not lock.acquire(wait=0.5):
        other = site.running()
        where = f"at {other.url} (process {other.pid})" if other else "and is still starting"
        raise LocalError(f"This site is already running {where}. Its data is in {site.folder}.")
    try:
        yield
    finally:
        lock.release()


def _end_orphans(site: Site) -> None:
    """End processes that a killed `make run` left, found by the mark that it recorded."""
    last = site.last_run()
    if last is None:
        return
    orphans = processes_marked(MARK, last.mark)
    if orphans:
        print(f"Stopping {len(orphans)} processes left over from an earlier run.", flush=True)
        end(orphans, grace=2)  # tasks are acknowledged late, so none is lost
    site.forget()


def _end(children: Sequence[Child], grace: float, *, ask: bool = True) -> None:
    """Terminate all (or only wait, if not ``ask``); kill those that still run after ``grace`` seconds."""
    if ask:
        for child in children:
            child.ask_to_end()
    deadline = time.monotonic() + grace
    while any(child.exit_code is None for child in children) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    for child in children:
        child.kill()


def _is_on(value: str) -> bool:
    """Whether the settings read ``value`` as true."""
    return value.lower() in ("1", "true", "on", "ok", "y", "yes")


def _readiness(port: int) -> str:
    """The status of the site's readiness page, or the error if there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        response = connection.getresponse()
        body = response.read(500).decode(errors="replace")
        return "200" if response.status == 200 else f"{response.status} {body}"
    except (OSError, http.client.HTTPException) as error:
        return str(error)
    finally:
        connection.close()
