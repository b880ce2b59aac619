"""Functions that run in a child process and misbehave there."""

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path


def sleep(_content: bytes) -> None:
    time.sleep(30)


def spin(_content: bytes) -> None:
    while True:
        pass


def allocate(_content: bytes) -> int:
    return len(bytearray(500_000_000))


def fill_memory(_content: bytes) -> int:
    """Uses all memory that there is. Returns the most that was in use, in bytes."""
    parts = []
    with suppress(MemoryError):
        while len(parts) < 1000:
            parts.append(bytearray(b"x") * 1_000_000)
    del parts
    # Not ru_maxrss, which begins with the memory of the process that started this one.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) * 1024


def write(_content: bytes) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
        file.flush()


def open_many(_content: bytes) -> list[str]:
    return [file.name for file in [open(os.devnull) for _number in range(20)]]


def print_much(_content: bytes) -> str:
    return "x" * 20_000_000


def crash(_content: bytes) -> None:
    os.abort()


def look_around(content: bytes) -> dict[str, int]:
    return {"environment": len([name for name in os.environ if name != "LC_CTYPE"]), "length": len(content)}
