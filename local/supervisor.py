"""Restarts stopped processes with backoff, and PostgreSQL and Valkey at once.

A process that keeps failing is given up with a clear message, and the others continue: a broken worker doesn't stop the pages.
The servers are never given up, because nothing works without them.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from local.console import Console, LocalError, plain
from local.process import Child
from local.programs import Program
from local.servers import Servers

FIRST_WAIT = 0.5  # seconds; doubled each time it ends
LONGEST_WAIT = 30.0
STEADY_SECONDS = 60  # after running for this long, earlier ends no longer count
MOST_ENDS = 6
SERVER_CHECK_SECONDS = 1


@dataclass
class Kept:
    """A program, its process, and how often it has ended recently."""

    program: Program
    child: Child
    started: float
    ends: int = 0
    again_at: float | None = None
    given_up: bool = False


class Supervisor:
    """Keeps the programs of one site running; ``start`` starts a program, ``first_wait`` is in seconds."""

    def __init__(self, start: Callable[[Program], Child], console: Console, *, first_wait: float = FIRST_WAIT) -> None:
        self._start = start
        self._console = console
        self._first_wait = first_wait
        self._kept: list[Kept] = []

    def start(self, program: Program) -> None:
        self._kept.append(Kept(program, self._start(program), time.monotonic()))

    def children(self, *, early: bool) -> list[Child]:
        return [kept.child for kept in self._kept if kept.program.early is early]

    def check_start(self) -> None:
        """During the start: raise if a process has ended, because starting it again wouldn't help."""
        for kept in self._kept:
            if kept.child.exit_code is not None:
                raise LocalError(failure(kept.child))

    def look_after(self) -> None:
        """After the start: restart processes that have ended, once their wait is over."""
        now = time.monotonic()
        for kept in self._kept:
            if kept.given_up or kept.child.exit_code is None:
                continue
            if kept.again_at is None:
                self._note_end(kept, now)
            elif now >= kept.again_at:
                kept.child, kept.started, kept.again_at = self._start(kept.program), now, None

    def restart_all(self) -> None:
        """After the environment has changed: ask every process to end, so that each is restarted."""
        for kept in self._kept:
            kept.child.ask_to_end()

    def _note_end(self, kept: Kept, now: float) -> None:
        kept.child.end_leftovers()
        kept.ends = 1 if now - kept.started >= STEADY_SECONDS else kept.ends + 1
        if kept.ends >= MOST_ENDS:
            kept.given_up = True
            self._console.say(
                f"{failure(kept.child)}\n{kept.program.name} stopped {kept.ends} times in a row and won't be started again. The "
                "rest of the site keeps running. Fix the problem shown above, then restart the site."
            )
            return
        wait = min(LONGEST_WAIT, self._first_wait * 2 ** (kept.ends - 1))
        kept.again_at = now + wait
        how = f"{kept.program.name} {kept.child.how_it_ended()}"
        self._console.say(f"{how}. Restarting it in {wait:g} s. Log: {kept.child.log}")


class ServerWatch:
    """Notices that PostgreSQL or Valkey has stopped, says so, and restarts it."""

    def __init__(self, servers: Servers, variables: Collection[str], console: Console) -> None:
        self._servers = servers
        self._variables = variables
        self._console = console
        self._next = 0.0
        self._wait = 0.0

    def look_after(self) -> dict[str, str]:
        """The URLs, by variable, of restarted servers."""
        if time.monotonic() < self._next:
            return {}
        urls = {}
        try:
            for variable in self._servers.gone(self._variables):
                self._console.say(f"{self._servers.name(variable)} has stopped. Restarting it.")
                urls[variable] = self._servers.restart(variable)
                self._console.say(f"{self._servers.name(variable)} is back.")
            self._wait = 0.0
        except (LocalError, OSError) as error:
            self._wait = min(LONGEST_WAIT, 2 * self._wait or 2.0)
            self._console.say(f"{plain(error)}\nTrying again in {self._wait:g} s.")
        self._next = time.monotonic() + (self._wait or SERVER_CHECK_SECONDS)
        return urls


def failure(child: Child) -> str:
    """How a process ended, with its last lines."""
    return f"{child.name} {child.how_it_ended()}. Last lines (full log: {child.log}):\n{child.last_lines()}"
