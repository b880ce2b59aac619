"""Fetches feeds safely: HTTPS, allowed hosts, public addresses, and limits on size, time and redirects.

The host of every redirect is resolved once, all of its addresses are checked, and the connection goes to a checked address with
the certificate verified for the host, so DNS rebinding has no effect. A request is one connection of urllib3, without its pools:
nothing is retried, redirected or sent through a proxy of the environment.
``FETCH_LOOPBACK`` allows servers on this machine, with HTTP and other ports, and nothing else.
"""

import email.utils
import gzip
import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from typing import Literal
from urllib.parse import urljoin

from django.conf import settings
from urllib3 import BaseHTTPResponse, HTTPHeaderDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from feeds.sources import addresses
from feeds.sources.addresses import Refused, Target
from feeds.sources.base import FeedError, Fetch, NothingThere
from feeds.sources.documents import MOST_BYTES
from feeds.sources.rate_limit import wait_for_turn
from toolkit.text import one_line

__all__ = ["Fetched", "Missing", "Refused", "Throttled", "Unreachable", "fetch", "fetcher"]

TIME_LIMIT = 30.0  # seconds for a feed with its redirects; looking up a host is bounded by the resolver's own limits
MOST_REDIRECTS = 3
_LONGEST_ETAG, _LONGEST_DATE = 200, 80  # what a source stores
_LONGEST_RETRY = 24 * 60 * 60  # seconds
_FAILURES = (OSError, HTTPException, HTTPError)  # urllib3 wraps only some errors of the modules it uses


class Unreachable(Exception):
    """The feed could not be fetched; the message says what went wrong."""


class Missing(Unreachable):
    """The server says that there is nothing at the address (404), or nothing any more (410)."""


class Throttled(Exception):
    """We are asked to come back later: in ``retry_after`` seconds where the answer says so."""

    def __init__(self, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Fetched:
    """``status`` is ``unchanged`` if the feed still matches ``etag`` and ``last_modified``; then there is no body.

    ``url`` is where the last redirect led.
    """

    status: Literal["new", "unchanged"]
    url: str
    body: bytes = b""
    etag: str = ""
    last_modified: str = ""


def fetch(url: str, *, hosts: Sequence[str], etag: str = "", last_modified: str = "") -> Fetched:
    """The feed at ``url``. Raises ``Refused``, ``Unreachable`` or ``Throttled``."""
    headers = {"User-Agent": f"JobBoard (+{settings.SITE_URL})", "Accept": "*/*", "Accept-Encoding": "gzip"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    left = TIME_LIMIT
    for _hop in range(MOST_REDIRECTS + 1):
        target = _looked_up(url, hosts)
        if not target.is_local and not wait_for_turn(target.host):
            raise Throttled(f"Other imports are using {target.host}. We send it one request per second.", 60)
        started = time.monotonic()
        answer = _asked(url, target, headers, left)
        if isinstance(answer, Fetched):
            return answer
        url = urljoin(url, answer)
        left -= time.monotonic() - started
    raise Unreachable(f"The feed was redirected more than {MOST_REDIRECTS} times.")


def fetcher(hosts: Sequence[str]) -> Fetch:
    """Returns a function that fetches further addresses of a feed for its parser. ``Throttled`` ends the whole import."""

    def body_of(url: str) -> bytes:
        try:
            return fetch(url, hosts=hosts).body
        except Missing as error:
            raise NothingThere(str(error)) from error
        except (Refused, Unreachable) as error:
            raise FeedError(str(error)) from error

    return body_of


# --- One request ----------------------------------------------------------------------------------------------------


def _looked_up(url: str, hosts: Sequence[str]) -> Target:
    try:
        return addresses.target_of(url, hosts)
    except OSError as error:
        raise Unreachable(f"The host of {url[:200]} can't be found: {error.strerror or error}.") from error


def _asked(url: str, target: Target, headers: dict[str, str], seconds: float) -> Fetched | str:
    """The feed, or the address that the response redirects to."""
    until = time.monotonic() + seconds
    try:
        with _connected(target, until) as connection:
            connection.request("GET", target.path, headers={"Host": target.authority, **headers}, preload_content=False)
            with connection.getresponse() as response:
                answer = _answered(url, target, headers, response)
    except (Unreachable, *_FAILURES) as error:
        if time.monotonic() < until:
            if isinstance(error, Unreachable):
                raise
            raise _explained(target, error) from error
    else:
        if time.monotonic() < until:  # later, a body without a length may have ended because the connection was cut
            return answer
    raise Unreachable(f"{target.host} didn't answer in full within {TIME_LIMIT:.0f} seconds.")


@contextmanager
def _connected(target: Target, until: float) -> Iterator[HTTPConnection]:
    """A connection that is cut when the time is over: time-outs of sockets start again with every byte that arrives."""
    connection = _opened(target, until)
    line = connection.sock  # which the connection forgets once only the body is left to read

    def cut() -> None:
        with suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)  # not that of TLS, which would continue in plain text

    clock = threading.Timer(max(until - time.monotonic(), 0), cut)
    clock.daemon = True
    clock.start()
    try:
        yield connection
    finally:
        clock.cancel()
        connection.close()


def _opened(target: Target, until: float) -> HTTPConnection:
    """A connection to the first of the checked addresses that answers, for https with the host's certificate checked."""
    failure: HTTPError | None = None
    for ip in target.ips:
        half = max((until - time.monotonic()) / 2, 0.01)  # one for the connection, one for the handshake of TLS
        connection = (
            HTTPSConnection(ip, target.port, timeout=half, server_hostname=target.host)
            if target.scheme == "https"
            else HTTPConnection(ip, target.port, timeout=half)
        )
        try:
            connection.connect()
            connection.timeout = max(until - time.monotonic(), 0.01)
            return connection
        except (NewConnectionError, ConnectTimeoutError) as error:
            failure = error
    raise failure or OSError("it has no address")


def _explained(target: Target, error: Exception) -> Unreachable:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unreachable(f"The certificate of {target.host} isn't valid: {error.verify_message.rstrip('.')}.")
    cause = error.__cause__ or error  # urllib3's message names the address instead of the host
    return Unreachable(f"The connection to {target.host} failed: {one_line(str(cause))[:200] or type(cause).__name__}.")


# --- One answer -----------------------------------------------------------------------------------------------------


def _answered(url: str, target: Target, sent: dict[str, str], response: BaseHTTPResponse) -> Fetched | str:
    status, headers = response.status, response.headers
    etag, last_modified = _kept(headers.get("ETag"), _LONGEST_ETAG), _kept(headers.get("Last-Modified"), _LONGEST_DATE)
    if status == HTTPStatus.OK:
        return Fetched("new", url, _body(response), etag, last_modified)
    if status == HTTPStatus.NOT_MODIFIED and ("If-None-Match" in sent or "If-Modified-Since" in sent):
        known = sent.get("If-None-Match", ""), sent.get("If-Modified-Since", "")
        return Fetched("unchanged", url, b"", etag or known[0], last_modified or known[1])
    if location := response.get_redirect_location():
        return location.encode("latin-1", "replace").decode("utf-8", "replace")
    is_busy = status == HTTPStatus.SERVICE_UNAVAILABLE and headers.get("Retry-After")
    if status == HTTPStatus.TOO_MANY_REQUESTS or is_busy:
        raise Throttled(f"{target.host} asks us to try again later ({status}).", _retry_after(headers))
    problem = Missing if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE) else Unreachable
    raise problem(f"{target.host} answered {status} {one_line(response.reason or '')[:60]}".rstrip() + ".")


def _kept(value: str | None, longest: int) -> str:
    """A validator we can send back later; empty if it is too long or malformed."""
    return value if value and len(value) <= longest and value.isascii() and value.isprintable() else ""


def _retry_after(headers: HTTPHeaderDict) -> int | None:
    """The seconds of a ``Retry-After`` that gives seconds, or a date, which is compared with the response's own."""
    given = headers.get("Retry-After", "").strip()
    if given.isascii() and given.isdigit():
        return min(int(given[:9]), _LONGEST_RETRY)
    try:
        until, sent = (email.utils.parsedate_to_datetime(when) for when in (given, headers.get("Date", "")))
        return min(max(int((until - sent).total_seconds()), 0), _LONGEST_RETRY)
    except (ValueError, TypeError, IndexError):
        return None


def _body(response: BaseHTTPResponse) -> bytes:
    """The body, of which at most ``MOST_BYTES`` are read and at most ``MOST_BYTES`` unpacked."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise Unreachable(f"The feed uses a compression we didn't ask for ({one_line(encoding)[:40]}).")
    _check_size(response.length_remaining or 0)
    body = response.read(MOST_BYTES + 1, decode_content=False)
    _check_size(len(body))
    if response.length_remaining:
        raise Unreachable(f"The feed was cut off {response.length_remaining} bytes before its end.")
    return _unpacked(body) if "gzip" in encoding else body


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise Unreachable(f"The feed is larger than {MOST_BYTES // 10**6} MB.")


def _unpacked(packed: bytes) -> bytes:
    """The content of a gzip file. urllib3 could unpack it, too, but doesn't notice if it is cut off."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            body = file.read(MOST_BYTES + 1)
        if not packed:
            raise EOFError
    except EOFError as error:
        raise Unreachable("The feed was cut off before its end.") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise Unreachable("The feed says it's compressed, but it isn't.") from error
    _check_size(len(body))
    return body
