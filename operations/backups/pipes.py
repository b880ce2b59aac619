"""Runs programs that hand data to each other, with time-outs, and says which one failed."""

import os
import selectors
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from operations.backups.errors import BackupError

CHUNK = 1024 * 1024  # bytes
SILENT_SECONDS = 15 * 60  # a program that neither reads nor writes for so long hangs
LONGEST_SECONDS = 12 * 60 * 60
END_SECONDS = 10


@dataclass(frozen=True)
class Command:
    """``secret``: bytes that the program reads from a descriptor; ``{secret}`` in the arguments is its path."""

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
        arguments = list(command.arguments)
        handed: tuple[int, ...] = ()
        if command.secret:
            reads, writes = os.pipe()
            os.write(writes, command.secret)  # keys are shorter than the buffer of a pipe
            os.close(writes)
            handed = (reads,)
            arguments = [one.replace("{secret}", f"/dev/fd/{reads}") for one in arguments]
        try:
            self.process = subprocess.Popen(  # noqa: S603 - tools that the operator installed, no shell
                arguments,
                stdin=stdin,
                stdout=stdout,
                stderr=self._said,
                env=dict(command.environment)
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

    def check(self, seconds: float) -> None:
        """Waits until the program has ended. Raises ``BackupError`` with its last words if it failed."""
        try:
            status = self.process.wait(max(seconds, 0.1))
        except subprocess.TimeoutExpired as error:
            raise BackupError(f"{self.command.name} took too long and was stopped.") from error
        if status:
            raise BackupError(f"{self.command.name} failed ({status}): {self.words() or 'it said nothing'}")

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
        if self.process.poll() is None:
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
    deadline = time.monotonic() + LONGEST_SECONDS
    with pipeline(commands, stdout=subprocess.PIPE) as running:
        output = running[-1].process.stdout
        assert output is not None  # noqa: S101 - for the type checker
        for chunk in chunks(output, running[-1].command.name, deadline):
            target.write(chunk)
        check_all(running, deadline)


def check_all(running: Sequence[Running], deadline: float) -> None:
    """Waits for all programs. The first one that failed names the cause: those after it only miss their input."""
    for one in running:
        one.check(deadline - time.monotonic())


def chunks(pipe: IO[bytes], name: str, deadline: float) -> Iterator[bytes]:
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if not selector.select(min(SILENT_SECONDS, max(deadline - time.monotonic(), 0))):
                raise BackupError(f"{name} was silent for too long and was stopped.")
            chunk = os.read(pipe.fileno(), CHUNK)
            if not chunk:
                return
            yield chunk
