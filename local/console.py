"""Writes to the terminal: whole lines, tables, and errors in plain words."""

import contextlib
import errno
import os
import sys
import threading
from collections.abc import Sequence


class Console:
    """Standard output shared by threads. If the terminal is closed, the work continues without it."""

    def __init__(self, width: int = 0) -> None:
        self._lock = threading.Lock()
        self._width = width

    def say(self, text: str) -> None:
        """Print one of our own messages."""
        with self._lock, contextlib.suppress(OSError, ValueError):
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def relay(self, name: str, line: str) -> None:
        """Print a line of a process after its name, so that it can't be mistaken for one of our own."""
        self.say(f"{name:<{self._width}} | {line}")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns, indented by two."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join("  " + line.rstrip() for line in lines)


class LocalError(Exception):
    """Local mode can't continue. The text says what is wrong and what to do, and is shown without a traceback."""


def plain(error: LocalError | OSError) -> str:
    """The message for the person at the terminal."""
    if not isinstance(error, OSError):
        return str(error)
    what = error.strerror or str(error)
    where = f": {os.fsdecode(error.filename)}" if error.filename else ""
    help_ = {
        errno.ENOSPC: "The disk is full. Free some space, or set LOCAL_DIR to another folder.",
        errno.EDQUOT: "Your disk quota is used up. Free some space, or set LOCAL_DIR to another folder.",
    }.get(error.errno or 0, "Set LOCAL_DIR to a folder that you can write to.")
    return f"{what}{where}. {help_}"
