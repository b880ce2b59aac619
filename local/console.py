"""Writes to the terminal: whole lines, and never an error of its own."""

import contextlib
import sys
import threading
from collections.abc import Sequence


class Console:
    """Standard output shared by threads. A terminal that has gone away is no error: the work goes on unseen."""

    def __init__(self, width: int = 0) -> None:
        self._lock = threading.Lock()
        self._width = width

    def say(self, text: str) -> None:
        """Print our own words."""
        with self._lock, contextlib.suppress(OSError, ValueError):
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def relay(self, name: str, line: str) -> None:
        """Print one line of a process, behind its name, so that it can never pass for one of ours."""
        self.say(f"{name:<{self._width}} | {line}")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns, indented by two."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join("  " + line.rstrip() for line in lines)
