"""Runs programs that hand data to each other, with time-outs, and says which one failed."""

import os
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from operations.backups.errors import BackupError, ToolFailed
from toolkit.command_line import end_if_told, undisturbed

CHUNK = 1024 * 1024  # bytes
SILENT_SECONDS = 15 * 60  # a program that neither reads nor writes for so long hangs
LONGEST_SECONDS = 12 * 60 * 60
END_SECONDS = 10
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Command:
    """``secret``: bytes that the program reads from a file without a name; ``{secret}`` in arguments and environment is its
    path."""

    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    secret: bytes = b""

    @property
    def name(self) -> str:
        return Path(self.arguments[0]).name


class Running:
    """A started program. It ends when its pipes end, also if we are killed."""

    def __init__(self, command: Command, *, stdin: Any, stdout: Any) -> None:
        self.command = command
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by end()
        handed = (_unnamed(command.secret),) if command.secret else ()
        path = f"/dev/fd/{handed[0]}" if handed else ""
        environment = {name: value.replace("{secret}", path) for name, value in command.environment.items()}
        try:
            self.process = subprocess.Popen(  # noqa: S603 - tools that the operator installed, no shell
                [one.replace("{secret}", path) for one in command.arguments],
                stdin=stdin,
                stdout=stdout,
                stderr=self._said,
                env=environment
                or {"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/"), "LC_ALL": "C"},
                cwd="/",
                pass_fds=handed,
                start_new_session=True,  # a Ctrl-C reaches us only, and we end it
            )
        except OSError as error:
            raise BackupError(f"{command.name} doesn't start: {error.strerror}") from error
        finally:
            for descriptor in handed:
                os.close(descriptor)

    @property
    def status(self) -> int | None:
        """The exit status; None while it runs. ``subprocess`` keeps a lock if it's disturbed, and waits for it forever later."""
        with undisturbed():
            return self.process.poll()

    @property
    def failed(self) -> bool:
        return bool(self.status)

    @property
    def lost_its_reader(self) -> bool:
        """Whether it failed only because the program that it writes to was gone."""
        return self.status == -signal.SIGPIPE or "broken pipe" in self.words().lower()

    def words(self) -> str:
        """Returns the end of what the program said."""
        self._said.seek(0, os.SEEK_END)
        self._said.seek(max(self._said.tell() - 2000, 0))
        return " ".join(self._said.read().decode(errors="replace").split())

    def end(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        if self.status is None:
            self.process.terminate()
            try:
                self.process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._said.close()


@contextmanager
def pipeline(commands: Sequence[Command], *, stdin: Any = subprocess.DEVNULL, stdout: Any) -> Iterator[list[Running]]:
    """Starts programs, each of which reads what the one before writes. They are ended when the block is left."""
    running: list[Running] = []
    try:
        for command in commands:
            is_last = command is commands[-1]
            source = running[-1].process.stdout if running else stdin
            with undisturbed():  # one that is started is known, so it will be ended
                running.append(Running(command, stdin=source, stdout=stdout if is_last else subprocess.PIPE))
            if len(running) > 1 and running[-2].process.stdout:
                running[-2].process.stdout.close()  # only the next program reads it
        yield running
    finally:
        for one in running:
            one.end()


def write_output(commands: Sequence[Command], target: IO[bytes]) -> None:
    """Writes what the last program prints. Raises ``BackupError`` if one of them fails, hangs or takes too long, and
    ``OSError`` if the target can't be written."""
    with pipeline(commands, stdout=subprocess.PIPE) as running:
        output = Output(running)
        while chunk := output.read(CHUNK):
            target.write(chunk)
        check_all(running, output.deadline)


def check_all(running: Sequence[Running], deadline: float) -> None:
    """Waits for all programs, but only some seconds once one has failed. Raises ``ToolFailed`` with the last words of the one
    that is the cause: those after it only miss their input, and those before it only somebody who reads what they write."""
    has_failed = False
    while any(one.status is None for one in running):
        if not has_failed and any(one.failed for one in running):
            has_failed, deadline = True, min(deadline, time.monotonic() + END_SECONDS)
        if time.monotonic() > deadline:
            break
        end_if_told()
        time.sleep(POLL_SECONDS)
    failed = [one for one in running if one.failed]
    for one in failed:
        if one is failed[-1] or not one.lost_its_reader:
            status = one.process.returncode
            raise ToolFailed(one.command.name, status, one.words() or "it said nothing")
    for one in running:
        if one.status is None:
            raise BackupError(f"{one.command.name} took too long and was stopped.")


class _End:
    """One end of a pipeline: waits for the programs, but not forever."""

    event = selectors.EVENT_READ

    def __init__(self, running: Sequence[Running], pipe: IO[bytes] | None) -> None:
        assert pipe is not None  # noqa: S101 - for the type checker
        self.running, self.descriptor = running, pipe.fileno()
        self.deadline = time.monotonic() + LONGEST_SECONDS

    def wait(self) -> None:
        """Raises ``BackupError`` if nothing moves for too long: nobody can tell from outside which of the programs hangs."""
        end_if_told()
        with selectors.DefaultSelector() as selector:
            selector.register(self.descriptor, self.event)
            if not selector.select(min(SILENT_SECONDS, max(self.deadline - time.monotonic(), 0))):
                names = " and ".join(one.command.name for one in self.running)
                verb = "were" if len(self.running) > 1 else "was"
                raise BackupError(f"{names} {verb} silent for too long and {verb} stopped.")


class Output(_End):
    """What the last program prints. Read at its end, it says nothing of whether the programs failed: ask ``check_all``."""

    def __init__(self, running: Sequence[Running]) -> None:
        super().__init__(running, running[-1].process.stdout)

    def read(self, size: int) -> bytes:
        """Returns at most so many bytes; none at the end."""
        self.wait()
        return os.read(self.descriptor, size)


class Input(_End):
    """What the first program reads."""

    event = selectors.EVENT_WRITE

    def __init__(self, running: Sequence[Running]) -> None:
        super().__init__(running, running[0].process.stdin)
        os.set_blocking(
            self.descriptor, False
        )  # a pipe that is nearly full takes some of it and has to be waited for again

    def write(self, content: bytes) -> int:
        """Raises ``BackupError``, also if the program has ended."""
        left = memoryview(content)
        while left:
            self.wait()
            try:
                left = left[os.write(self.descriptor, left) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                check_all(self.running, time.monotonic() + END_SECONDS)
                raise BackupError(f"{self.running[0].command.name} ended before it had read everything.") from None
        return len(content)

    def close(self) -> None:
        """Says that this was everything."""
        pipe = self.running[0].process.stdin
        assert pipe is not None  # noqa: S101 - for the type checker
        pipe.close()


def _unnamed(content: bytes) -> int:
    """Returns a descriptor of a file that has no name and these contents. Unlike a pipe it can be opened more than once."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("secret")
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
