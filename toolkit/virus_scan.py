"""Asks a virus scanner about an upload, if the site has one: clamd's INSTREAM command over TCP or a Unix socket."""

import socket
import struct
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 10  # for the whole scan
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
    with _connected() as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # it answers before it has read a file that is too large
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                chunk = content[start : start + _CHUNK]
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
        answer = b""
        while len(answer) < 1000 and not answer.endswith(b"\0"):
            part = connection.recv(1000)
            if not part:
                break
            answer += part
        return answer.rstrip(b"\0")


def _connected() -> socket.socket:
    address = urlsplit(settings.VIRUS_SCANNER)
    if address.scheme == "tcp":
        return socket.create_connection((address.hostname or "", address.port or 0), SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(SECONDS)
    try:
        connection.connect(address.path)
    except OSError:
        connection.close()
        raise
    return connection
