"""Functions that run in a child process and misbehave there."""

import os
import tempfile
import time


def sleep(_content: bytes) -> None:
    time.sleep(30)


def spin(_content: bytes) -> None:
    while True:
        pass


def allocate(_content: bytes) -> int:
    return len(bytearray(500_000_000))


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
