"""Buffers a request's whole body before Django runs, within limits on time and size.

Otherwise a client that sends a byte a second would block one of few threads for as long as it likes, and a truncated
body would be treated as complete.
"""

import io
import queue
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
MOST_IN_CHUNKS = 3 * 1024 * 1024  # bytes, as proxies let through
PIECE = 256  # bytes; a server may wait until it has a whole piece, and a refused client's thread ends between two


class BufferedBodies:
    """WSGI middleware. ``seconds`` and ``at_most`` bytes apply to one body.

    One in chunks, without a length, is refused: nobody could tell whether it was cut off, and Django would take it for an empty
    one. JSON is taken, as some programs send it so, and JSON that was cut off can't be read.
    """

    def __init__(self, application: Application, *, seconds: float, at_most: int) -> None:
        self.application = application
        self.seconds = seconds
        self.at_most = at_most

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if _is_json_in_chunks(environ):
            return self._take_chunks(environ, start_response)
        length = environ.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isascii() and length.isdecimal() else 0
        if not size and "HTTP_TRANSFER_ENCODING" in environ and environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _refused(
                start_response, "411 Length Required", "The request must say how long its body is (Content-Length)."
            )
        if size > self.at_most:
            return _too_large(start_response, self.at_most)
        if size:
            body = _read(environ["wsgi.input"], size, self.seconds)
            if body is None:
                return _too_slow(start_response)
            if len(body) < size:
                return _refused(start_response, "400 Bad Request", "The request was cut off.")
            environ["wsgi.input"] = io.BytesIO(body)
        return self.application(environ, start_response)

    def _take_chunks(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        most = min(self.at_most, MOST_IN_CHUNKS)
        body = _read(environ["wsgi.input"], most + 1, self.seconds)
        if body is None:
            return _too_slow(start_response)
        if len(body) > most:
            return _too_large(start_response, most)
        environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
        return self.application(environ, start_response)


def _is_json_in_chunks(environ: dict[str, Any]) -> bool:
    coding = environ.get("HTTP_TRANSFER_ENCODING", "").strip().lower()
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    return coding == "chunked" and kind == "application/json" and not environ.get("CONTENT_LENGTH")


def _read(stream: Any, size: int, seconds: float) -> bytes | None:
    """Reads up to ``size`` bytes, fewer if the client stops; None if they don't arrive in time."""
    deadline = time.monotonic() + seconds
    answer: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        body = bytearray()
        while len(body) < size and time.monotonic() < deadline:
            piece = stream.read(min(PIECE, size - len(body)))
            body += piece
            if not piece:
                break
        if time.monotonic() < deadline:
            answer.put(bytes(body))

    # Reading can't be interrupted, so it runs in another thread that may be abandoned.
    threading.Thread(target=read, name="request body", daemon=True).start()
    try:
        return answer.get(timeout=seconds)
    except queue.Empty:
        return None


def _too_large(start_response: Start, most: int) -> list[bytes]:
    return _refused(start_response, "413 Content Too Large", f"The request is too large. Send at most {most} bytes.")


def _too_slow(start_response: Start) -> list[bytes]:
    return _refused(start_response, "408 Request Timeout", "The request took too long to arrive.")


def _refused(start_response: Start, status: str, words: str) -> list[bytes]:
    body = f"{words}\n".encode()
    start_response(
        status,
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
        ],
    )
    return [body]
