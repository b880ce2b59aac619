"""Asks a virus scanner about an upload, if the site has one: clamd's INSTREAM command over TCP or a Unix socket."""

import socket
import struct
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 10  # for the whole scan, from connecting to the last byte of the answer
_CHUNK = 256 * 1024  # bytes; clamd takes what it is configured for in any number of chunks


class VirusFound(Exception):
    """The scanner found something in the file."""


class ScannerUnavailable(Exception):
    """The scanner is down, too slow, or refuses the file. Nobody knows what the file holds."""


def scan(content: bytes) -> None:
    """Returns if the scanner finds nothing, or if the site has none (``VIRUS_SCANNER``). Raises ``VirusFound`` and
    ``ScannerUnavailable``."""
    if not settings.VIRUS_SCANNER:
        return
    try:
        answer = _ask(content)
    except OSError as error:
        raise ScannerUnavailable(f"{type(error).__name__} at the virus scanner.") from error
    if answer == b"stream: OK":
        return
    if answer.endswith(b" FOUND"):
        raise VirusFound(answer.decode("ascii", "replace"))
    raise ScannerUnavailable(f"The virus scanner answered {answer[:100]!r}.")


def _ask(content: bytes) -> bytes:
    """Returns clamd's answer, without the null character at its end."""
    deadline = time.monotonic() + SECONDS
    with _connected(deadline) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # it answers before it has read a file that is too large
            _send(connection, b"zINSTREAM\0", deadline)
            for start in range(0, len(content), _CHUNK):
                chunk = content[start : start + _CHUNK]
                _send(connection, struct.pack("!L", len(chunk)) + chunk, deadline)
            _send(connection, struct.pack("!L", 0), deadline)
        answer = b""
        while len(answer) < 1000 and not answer.endswith(b"\0"):
            connection.settimeout(_left(deadline))
            part = connection.recv(1000)
            if not part:
                break
            answer += part
        return answer.rstrip(b"\0")


def _connected(deadline: float) -> socket.socket:
    """Connects to the scanner. If its name has several addresses, all of them share the time."""
    failure: OSError = TimeoutError()
    for family, target in _addresses():
        connection = socket.socket(family)
        try:
            connection.settimeout(_left(deadline))
            connection.connect(target)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def _addresses() -> list[tuple[int, Any]]:
    address = urlsplit(settings.VIRUS_SCANNER)
    if address.scheme != "tcp":
        return [(socket.AF_UNIX, address.path)]
    found = socket.getaddrinfo(address.hostname, address.port or 0, type=socket.SOCK_STREAM)
    return [(family, target) for family, _kind, _protocol, _name, target in found]


def _send(connection: socket.socket, content: bytes, deadline: float) -> None:
    connection.settimeout(_left(deadline))  # of ``sendall`` as a whole
    connection.sendall(content)


def _left(deadline: float) -> float:
    """Returns the seconds until the deadline. Raises ``TimeoutError`` if there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
