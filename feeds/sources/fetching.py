"""Fetches feeds safely: HTTPS, allowed hosts, public addresses, and limits on size, time and redirects.

The host of every redirect is resolved once, all of its addresses are checked, and the connection goes to a checked address with
the certificate verified for the host, so DNS rebinding has no effect. Proxies from the environment are ignored.
``FETCH_LOOPBACK`` allows servers on this machine, with HTTP and other ports, and nothing else.
"""

import email.utils
import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from typing import Literal
from urllib.parse import urljoin

from django.conf import settings

from feeds.sources import addresses
from feeds.sources.addresses import Refused, Target
from feeds.sources.base import FeedError, Fetch, NothingThere
from feeds.sources.documents import MOST_BYTES
from feeds.sources.rate_limit import wait_for_turn
from toolkit.text import one_line

__all__ = ["Fetched", "Missing", "Refused", "Throttled", "Unreachable", "fetch", "fetcher"]

TIME_LIMIT = 30.0  # seconds for a feed with its redirects; looking up a host is bounded by the resolver's own limits
MOST_REDIRECTS = 3
_REDIRECTS = {301, 302, 303, 307, 308}
_LONGEST_ETAG, _LONGEST_DATE = 200, 80  # what a source stores
_LONGEST_RETRY = 24 * 60 * 60  # seconds
_PART = 65_536  # bytes
_GZIP = 31  # zlib's number for the gzip format


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
    too_slow = Unreachable(f"{target.host} didn't answer in full within {TIME_LIMIT:.0f} seconds.")
    if seconds <= 0:
        raise too_slow
    try:
        with _connected(target, seconds) as (connection, is_over):
            try:
                connection.request("GET", target.path, headers=headers)
                with connection.getresponse() as response:
                    answer = _answered(url, target, headers, response)
            except (OSError, http.client.HTTPException, Unreachable) as error:
                raise too_slow if is_over() else error from error
            if is_over():  # a body without a length just ends when the time is over
                raise too_slow
            return answer
    except TimeoutError as error:
        raise too_slow from error
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(f"The certificate of {target.host} isn't valid: {error.verify_message}.") from error
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"The connection to {target.host} failed: {error or type(error).__name__}.") from error


@contextmanager
def _connected(target: Target, seconds: float) -> Iterator[tuple[http.client.HTTPConnection, Callable[[], bool]]]:
    """A connection that is cut when the time is up, however slowly bytes arrive, and a function that says whether it was."""
    until = time.monotonic() + seconds
    line = _opened(target, until)
    is_over = threading.Event()

    def cut() -> None:
        is_over.set()
        with suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)  # not that of TLS, which would continue in plain text

    clock = threading.Timer(max(until - time.monotonic(), 0), cut)
    clock.daemon = True
    clock.start()
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.default_port = {"https": 443, "http": 80}[target.scheme]
    connection.sock = line
    try:
        yield connection, is_over.is_set
    finally:
        clock.cancel()
        connection.close()
        line.close()


def _opened(target: Target, until: float) -> socket.socket:
    """A connection to the first of the checked addresses that answers, for https with the host's certificate checked."""
    failure: OSError = OSError("it has no address")
    for ip in target.ips:
        try:
            line = socket.create_connection((ip, target.port), timeout=max(until - time.monotonic(), 0.01))
            break
        except OSError as error:
            failure = error
    else:
        raise failure
    if target.scheme == "http":
        return line
    try:
        line.settimeout(max(until - time.monotonic(), 0.01))
        return ssl.create_default_context().wrap_socket(line, server_hostname=target.host)
    except BaseException:
        line.close()
        raise


# --- One answer -----------------------------------------------------------------------------------------------------


def _answered(url: str, target: Target, sent: dict[str, str], response: http.client.HTTPResponse) -> Fetched | str:
    status, headers = response.status, response.headers
    etag, last_modified = _kept(headers["ETag"], _LONGEST_ETAG), _kept(headers["Last-Modified"], _LONGEST_DATE)
    if status == http.HTTPStatus.OK:
        return Fetched("new", url, _body(response), etag, last_modified)
    if status == http.HTTPStatus.NOT_MODIFIED and ("If-None-Match" in sent or "If-Modified-Since" in sent):
        known = sent.get("If-None-Match", ""), sent.get("If-Modified-Since", "")
        return Fetched("unchanged", url, b"", etag or known[0], last_modified or known[1])
    if status in _REDIRECTS and headers["Location"]:
        return str(headers["Location"]).encode("latin-1", "replace").decode("utf-8", "replace")
    is_busy = status == http.HTTPStatus.SERVICE_UNAVAILABLE and headers["Retry-After"]
    if status == http.HTTPStatus.TOO_MANY_REQUESTS or is_busy:
        raise Throttled(f"{target.host} asks us to try again later ({status}).", _retry_after(headers))
    problem = Missing if status in (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.GONE) else Unreachable
    raise problem(f"{target.host} answered {status} {one_line(response.reason)[:60]}".rstrip() + ".")


def _kept(value: str | None, longest: int) -> str:
    """A validator we can send back later; empty if it is too long or malformed."""
    return value if value and len(value) <= longest and value.isascii() and value.isprintable() else ""


def _retry_after(headers: Message) -> int | None:
    """The seconds of a ``Retry-After`` that gives seconds, or a date, which is compared with the response's own."""
    given = (headers["Retry-After"] or "").strip()
    if given.isascii() and given.isdigit():
        return min(int(given[:9]), _LONGEST_RETRY)
    try:
        until, sent = (email.utils.parsedate_to_datetime(when) for when in (given, headers["Date"] or ""))
        return min(max(int((until - sent).total_seconds()), 0), _LONGEST_RETRY)
    except (ValueError, TypeError, IndexError):
        return None


def _body(response: http.client.HTTPResponse) -> bytes:
    _check_size(response.length or 0)
    body = bytearray()
    try:
        for part in _unpacked(_raw(response), (response.headers["Content-Encoding"] or "").strip().lower()):
            body += part
            _check_size(len(body))
    except zlib.error as error:
        raise Unreachable("The feed says it's compressed, but it isn't.") from error
    return bytes(body)


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise Unreachable(f"The feed is larger than {MOST_BYTES // 10**6} MB.")


def _raw(response: http.client.HTTPResponse) -> Iterator[bytes]:
    size = 0
    while part := response.read(_PART):
        size += len(part)
        _check_size(size)
        yield part
    if response.length:
        raise Unreachable(f"The feed was cut off {response.length} bytes before its end.")


def _unpacked(parts: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Yields the body in chunks, so that a small body that decompresses to a huge one is noticed in time."""
    if encoding in ("", "identity"):
        yield from parts
        return
    if encoding not in ("gzip", "x-gzip"):
        raise Unreachable(f"The feed uses a compression we didn't ask for ({one_line(encoding)[:40]}).")
    unpacker = zlib.decompressobj(wbits=_GZIP)
    for part in parts:
        while part:
            if unpacker.eof:
                unpacker = zlib.decompressobj(wbits=_GZIP)
            yield unpacker.decompress(part, _PART)
            part = unpacker.unconsumed_tail or unpacker.unused_data
    yield unpacker.flush()
    if not unpacker.eof:
        raise Unreachable("The feed was cut off before its end.")
