"""Starts, reads and stops one process of the local site."""

import collections
import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from local.console import Console

TAIL_LINES = 20


class Child:
    """A running program whose output goes to the console, after its name, and to its own log file.

    It has its own session, so a Ctrl-C at the terminal reaches only us, and we stop programs in order.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environ: Mapping[str, str],
        folder: Path,
        log: Path,
        console: Console,
    ) -> None:
        self.name = name
        self.log = log
        self._tail: collections.deque[str] = collections.deque(maxlen=TAIL_LINES)
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=dict(environ),
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._relay, args=(console,), name=f"output of {name}", daemon=True)
        self._reader.start()

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative if a signal ended it."""
        return self._process.poll()

    def ask_to_end(self) -> None:
        if self.exit_code is None:
            self._process.terminate()

    def kill(self) -> None:
        if self.exit_code is None:
            self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2)

    def end_leftovers(self) -> None:
        """After it has ended: kill what it started, which could still hold its port or compete with the next process."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def last_lines(self) -> str:
        """The end of its output, once it has ended."""
        self._reader.join(1)  # a grandchild may keep the pipe open for longer; don't wait for it
        return "\n".join(f"    {line}" for line in list(self._tail))

    def how_it_ended(self) -> str:
        code = self.exit_code
        return f"was ended by signal {-code}" if code is not None and code < 0 else f"ended with exit code {code}"

    def _relay(self, console: Console) -> None:
        output = self._process.stdout
        if output is None:
            return
        with output, self._open_log() as log:
            for raw in output:
                with contextlib.suppress(OSError):  # the output goes on when the disk is full
                    log.write(raw)
                    log.flush()
                line = raw.decode(errors="replace").rstrip()
                self._tail.append(line)
                console.relay(self.name, line)

    def _open_log(self) -> BinaryIO:
        try:
            return self.log.open("ab")
        except OSError:  # and is read, because otherwise the process would block
            return open(os.devnull, "ab")
