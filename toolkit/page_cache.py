"""Page cache: serves shared pages as ready bytes from Valkey, before any other middleware.

A view marks its response with ``share``. The middleware, first in the list, stores the finished page (plain and brotli, with
headers and ETag) and answers the next visitor without a session with one round trip to Valkey. A process also keeps the bytes
it has served, so that round trip carries only an address and a digest.

Freshness is one number, the *generation*. Publishing increments it on commit, and entries of older generations are no
longer served. A page is stored under the generation that was read before rendering, so a page rendered from older data
can't outlive a publication. The number is a database sequence with a copy in Valkey. Publishing while Valkey is
unavailable still increments it; the copy is updated before entries are served again, and by a task every minute. While
Valkey is unavailable, pages are rendered on every request.

Addresses under ``ALONE`` have a mark of their own beside the generation, so a change to one of them leaves all other pages in
the cache (`forget_pages_on_commit`).

A part of a page that has an end of its own, such as an ad, calls `add_part`: the page isn't kept longer, and each read of it
counts as a view of the part too (`toolkit.read_counter`).
"""

import gzip
import hashlib
import json
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar, cast

import brotli
import redis
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import Error, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from toolkit import place_cookie, read_counter, valkey
from toolkit.code_version import code_fingerprint
from toolkit.database.replica import from_primary
from toolkit.negotiation import content_coding, is_unchanged
from toolkit.request_ids import UNKNOWN, route_of
from toolkit.tracking import drop_tracking

GENERATION = "{pages}:generation"
LONGEST = 24 * 60 * 60
LOCAL_BYTES = 32 * 1024 * 1024
MOST_BYTES = 1024 * 1024  # a larger response is rendered for each visitor
BROTLI_QUALITY = 5  # measured on a guide: a tenth of the time of quality 9 for one hundredth more bytes
GZIP_LEVEL = 9  # made once for all readers: some milliseconds for one fortieth fewer bytes
COMPRESSED_ALREADY = ("application/pdf", "image/png")
# The start of addresses whose pages are invalidated alone: members change them often.
ALONE = re.compile(r"/r/[a-z0-9-]+/")
# The start of addresses whose answers are made for each request: asking whether one is kept would be a trip for nothing.
UNSHARED = re.compile(r"/api/v1/(?!openapi\.json$)")
# Pages that answer for what these cookies say; visitors who have one get them rendered.
ANSWERING = {"/": "place"}

_valkey = valkey.client

# Returns the number of seconds that something may be kept; called only before storing it.
Lifetime = Callable[[], int]


def _a_day() -> int:
    return LONGEST


@dataclass(frozen=True)
class Share:
    """How a response may be shared: for how long, and the name its reads are counted under (empty: not counted)."""

    lifetime: Lifetime
    counted_as: str = ""


@dataclass(frozen=True)
class Page:
    headers: dict[str, str]
    plain: bytes
    br: bytes
    gzip: bytes
    counted_as: str
    parts: tuple[str, ...] = ()
    route: str = ""

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.br) + len(self.gzip)


@dataclass(frozen=True)
class Part:
    """A part of a page: the name it's counted under (empty: not counted), and for how many seconds it can be kept."""

    counted_as: str
    seconds: int


R = TypeVar("R", bound=HttpResponseBase)


def share(response: R, *, lifetime: Lifetime = _a_day, counted_as: str = "") -> R:
    """Marks ``response`` as the same for every visitor without a session."""
    response.share = Share(lifetime, counted_as)  # type: ignore[attr-defined]
    return response


def add_part(request: HttpRequest, part: Part) -> None:
    """Says that the page rendered for ``request`` has this part."""
    request.parts = (*_parts(request), part)  # type: ignore[attr-defined]


def _parts(request: HttpRequest) -> tuple[Part, ...]:
    found: tuple[Part, ...] = getattr(request, "parts", ())
    return found


def _names(request: HttpRequest) -> tuple[str, ...]:
    return tuple(part.counted_as for part in _parts(request) if part.counted_as)


def _is_our_host(request: HttpRequest) -> bool:
    try:
        request.get_host()
    except DisallowedHost:
        return False  # rejected by the same check as all other hosts
    return True


def _seconds(lifetime: Lifetime) -> int:
    return max(1, min(lifetime(), LONGEST))


def forget_all_on_commit() -> None:
    """Invalidates the whole cache once the current transaction commits."""
    _ask_sequence(
        "nextval('page_generation')"
    )  # for the task that runs every minute, if this process ends before the next line is reached
    transaction.on_commit(forget_all)


def forget_all() -> None:
    """Invalidates the whole cache."""
    generation = _ask_sequence("nextval('page_generation')")
    try:
        _valkey().set(GENERATION, generation)
    except redis.RedisError as error:
        valkey.report_failure(error)


def forget_pages_on_commit(start: str) -> None:
    """Invalidates the pages whose addresses have this ``start``, which ``ALONE`` matches, once the transaction commits.

    If the process ends before that, they are served until their ``lifetime`` is over: keep it short.
    """
    transaction.on_commit(lambda: _forget_pages(start))


def _forget_pages(start: str) -> None:
    try:
        with _valkey().pipeline(transaction=False) as pipe:
            # Never the same twice, so it may expire: by then, no page from before is left.
            pipe.set(_mark_key(start), secrets.token_hex(8), ex=LONGEST)
            valkey.confirm(pipe)
            _is_set, *confirmed = pipe.execute()
    except redis.RedisError as error:
        valkey.report_failure(error)
        confirmed = [0]
    if not all(confirmed):
        forget_all()  # PostgreSQL remembers that, and tells the next primary


def _mark_key(start: str) -> str:
    return f"{{pages}}:mark:{start}"


def _read_entry(path: str, key: str) -> tuple[bytes, bytes | None]:
    """Returns the generation of the address, with its own mark if it has one, and its entry. Raises ``redis.RedisError``."""
    alone = ALONE.match(path)
    if not alone:
        generation, kept = cast("list[bytes | None]", _valkey().mget(GENERATION, key))
        return generation or b"0", kept
    generation, kept, mark = cast("list[bytes | None]", _valkey().mget(GENERATION, key, _mark_key(alone[0])))
    return (generation or b"0") + b"." + (mark or b""), kept


@valkey.on_recovery
def catch_up(server: "redis.Redis | None" = None) -> None:
    """Updates Valkey's copy of the generation. Raises ``redis.RedisError``."""
    try:
        generation = _ask_sequence("last_value FROM page_generation")
    except Error:  # the database is unavailable as well: nobody publishes, and the next minute's task tries again
        return
    server = server or _valkey()
    if server.get(GENERATION) != str(generation).encode():
        server.set(GENERATION, generation)


def _ask_sequence(what: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {what}")
        return int(cursor.fetchone()[0])


def fragment(name: str, make: Callable[[], str], *, lifetime: Lifetime = _a_day) -> str:
    """Returns the page fragment called ``name``, rendered once per generation: for pages that can't be shared as a
    whole."""
    key = f"{{pages}}:{code_fingerprint()}:part:{name}"
    try:
        generation, kept = cast("list[bytes | None]", _valkey().mget(GENERATION, key))
    except redis.RedisError as error:
        valkey.report_failure(error)
        return make()
    prefix = (generation or b"0") + b" "
    if kept and kept.startswith(prefix) and not settings.DEBUG:
        return kept[len(prefix) :].decode()
    with from_primary():
        made = make()
    try:
        _valkey().set(key, prefix + made.encode(), ex=_seconds(lifetime))
    except redis.RedisError as error:
        valkey.report_failure(error)
    return made


class LocalPages:
    """The pages that this process served, by digest: up to ``LOCAL_BYTES``, the newest."""

    def __init__(self) -> None:
        self.pages: OrderedDict[str, Page] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def get(self, digest: str) -> Page | None:
        return self.pages.get(digest)

    def add(self, digest: str, page: Page) -> None:
        with self.lock:
            former = self.pages.pop(digest, None)
            self.pages[digest] = page
            self.size += page.size - (former.size if former else 0)
            while self.size > LOCAL_BYTES:
                self.size -= self.pages.popitem(last=False)[1].size


class PageCacheMiddleware:
    """Serves cached pages, and stores responses that views have marked. See the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.local = LocalPages()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            drop_tracking(request)
        if not self._is_anonymous(request):
            return self._personal(request, self.get_response(request))
        key = self._key(request)
        try:
            generation, kept = _read_entry(request.path_info, key)
            page = self._page(kept, generation)
        except redis.RedisError as error:
            valkey.report_failure(error)
            return self._personal(request, self.get_response(request))
        if page is None:
            response = self.get_response(request)
            page = self._keep(request, response, key, generation)
            if page is None:
                return self._personal(request, response)
        else:
            request.kept_route = page.route or UNKNOWN  # type: ignore[attr-defined]
        read_counter.count(request, page.counted_as, page.parts)
        return self._answer(request, page)

    @staticmethod
    def _is_anonymous(request: HttpRequest) -> bool:
        return (
            request.method in ("GET", "HEAD")
            and not request.META.get("QUERY_STRING")
            and "HTTP_HX_REQUEST" not in request.META  # a part for a script may differ from the page
            and not UNSHARED.match(request.path_info)
            and not settings.DEBUG
            and not (settings.SECURE_SSL_REDIRECT and not request.is_secure())
            and (
                "HTTP_COOKIE" not in request.META
                or not request.COOKIES.keys()
                & {settings.SESSION_COOKIE_NAME, "messages", ANSWERING.get(request.path_info, "messages")}
            )
            and _is_our_host(request)
        )

    @staticmethod
    def _key(request: HttpRequest) -> str:
        """Returns the key of an address, for the theme and the location that the visitor chose. Only known values count, so
        cookies can't fill the cache; shared pages show the location's name and nothing of its time zone."""
        if "HTTP_COOKIE" not in request.META:
            return f"{{pages}}:{code_fingerprint()}:::{request.path_info[:500]}"
        theme = request.COOKIES.get("theme", "")
        told = place_cookie.read(request)
        place = f"{told.country}|{told.part}" if told else ""
        theme = theme if theme in ("light", "dark") else ""
        return f"{{pages}}:{code_fingerprint()}:{theme}:{place}:{request.path_info[:500]}"

    def _page(self, kept: bytes | None, generation: bytes) -> Page | None:
        """Returns the page for an address entry (``b"generation digest"``), from this process or from Valkey."""
        if not kept or not kept.startswith(generation + b" "):
            return None
        digest = kept.rpartition(b" ")[2].decode()
        page = self.local.get(digest)
        if page is None:
            stored = cast("dict[bytes, bytes]", _valkey().hgetall(f"{{pages}}:body:{digest}"))
            if not stored:
                return None
            page = Page(
                json.loads(stored[b"headers"]),
                stored[b"plain"],
                stored[b"br"],
                stored[b"gzip"],
                stored[b"counted_as"].decode(),
                tuple(json.loads(stored[b"parts"])),
                stored.get(b"route", b"").decode(),
            )
            self.local.add(digest, page)
        return page

    @staticmethod
    def _personal(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        marked: Share | None = getattr(response, "share", None)
        if response.status_code == 200:
            read_counter.count(request, marked.counted_as if marked else "", _names(request))
        if marked:
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, ("Cookie",))
        if _parts(request) and settings.SESSION_COOKIE_NAME in request.COOKIES:
            # Browsers go back to a page that they keep without asking, and its reader may have got Plus since.
            patch_cache_control(response, private=True, no_store=True)
        return response

    def _keep(self, request: HttpRequest, response: HttpResponse, key: str, generation: bytes) -> Page | None:
        """Stores a marked response; ``None`` if not every visitor may see it, or it's too large."""
        marked: Share | None = getattr(response, "share", None)
        if marked is None or response.status_code != 200 or response.cookies or response.streaming:
            return None
        headers = {
            name: value for name, value in response.items() if name not in ("Content-Length", "Vary", "Cache-Control")
        }
        headers |= {"Cache-Control": "public, no-cache", "Vary": "Accept-Encoding, Cookie"}
        plain = response.content
        if len(plain) > MOST_BYTES:
            return None
        br = packed = b""
        if not headers.get("Content-Type", "").startswith(COMPRESSED_ALREADY):
            br, packed = brotli.compress(plain, quality=BROTLI_QUALITY), gzip.compress(plain, GZIP_LEVEL, mtime=0)
        digest = hashlib.blake2b(json.dumps(headers).encode() + plain, digest_size=12).hexdigest()
        tagged = {**headers, "ETag": f'W/"{digest}"'}
        page = Page(tagged, plain, br, packed, marked.counted_as, _names(request), route_of(request))
        stored: dict[Any, Any] = {
            "headers": json.dumps(page.headers), "plain": plain, "br": br, "gzip": packed,
            "counted_as": page.counted_as, "parts": json.dumps(page.parts), "route": page.route,
        }  # fmt: skip
        seconds = min(_seconds(marked.lifetime), *(max(1, part.seconds) for part in _parts(request)), LONGEST)
        body = f"{{pages}}:body:{digest}"
        try:
            with _valkey().pipeline(transaction=False) as pipe:
                pipe.hset(body, mapping=stored)
                # As long as the longest-lived entry of this body: several addresses can share one.
                pipe.expire(body, seconds, nx=True)
                pipe.expire(body, seconds, gt=True)
                pipe.set(key, generation + b" " + digest.encode(), ex=seconds)
                pipe.execute()
        except redis.RedisError as error:
            valkey.report_failure(error)
        else:
            self.local.add(digest, page)
        return page

    @staticmethod
    def _answer(request: HttpRequest, page: Page) -> HttpResponse:
        if is_unchanged(request.META, page.headers):
            response = HttpResponse(status=304)
            del response.headers["Content-Type"]
            for name in ("Cache-Control", "ETag", "Last-Modified", "Vary"):
                if name in page.headers:
                    response.headers[name] = page.headers[name]
            return response
        coding = content_coding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        packed = {"br": page.br, "gzip": page.gzip}.get(coding, b"")
        if packed and len(packed) < len(page.plain):
            response = HttpResponse(packed, headers=page.headers)
            response.headers["Content-Encoding"] = coding
        else:
            response = HttpResponse(page.plain, headers=page.headers)
        response.headers["Content-Length"] = str(len(response.content))
        return response
