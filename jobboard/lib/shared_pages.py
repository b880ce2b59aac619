"""Pages that are the same for every visitor, kept as ready bytes in Valkey and served before any other work.

A view marks its response with ``share``. The middleware, first in the list, keeps the finished page (plain and brotli, with
its headers and ETag) and answers the next visitor who brings no session with one round trip to Valkey; a process also keeps
the bytes it has served, so that round trip carries an address and a digest only.

Freshness is one number, the *generation*. Publishing raises it when its transaction commits, and everything kept under an
older generation is no longer served. A page is kept under the generation that was read before it was rendered, so a page
rendered from data older than a publication can never outlive it. When Valkey is away, pages are rendered as if nothing
were kept.
"""

import atexit
import hashlib
import json
import logging
import re
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import brotli
import redis
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from jobboard.lib.release import fingerprint

logger = logging.getLogger(__name__)

GENERATION = "{pages}:generation"
READS = "{pages}:reads"
LONGEST = 24 * 60 * 60
LOCAL_PAGES = 512
BROTLI_QUALITY = 5  # measured on a guide: a tenth of the time of quality 9 for one hundredth more bytes
FLUSH_SECONDS = 1.0
ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|lighthouse|headless", re.I)

_pool: redis.ConnectionPool | None = None


def _valkey() -> redis.Redis:
    global _pool
    if _pool is None:
        _pool = redis.ConnectionPool.from_url(settings.CACHE_URL, socket_timeout=1, socket_connect_timeout=1)
    return redis.Redis(connection_pool=_pool)


# How many seconds something may be kept, asked only when it is about to be.
Lifetime = Callable[[], int]


def _a_day() -> int:
    return LONGEST


@dataclass(frozen=True)
class Share:
    """How a response may be shared: for how long, and under which name its reads are counted (empty: not)."""

    lifetime: Lifetime
    counted_as: str = ""


@dataclass(frozen=True)
class Page:
    headers: dict[str, str]
    plain: bytes
    br: bytes
    counted_as: str

    @property
    def digest(self) -> str:
        return hashlib.blake2b(json.dumps(self.headers).encode() + self.plain, digest_size=12).hexdigest()


R = TypeVar("R", bound=HttpResponseBase)


def share(response: R, *, lifetime: Lifetime = _a_day, counted_as: str = "") -> R:
    """Marks ``response`` as the same for every visitor without a session."""
    response.share = Share(lifetime, counted_as)  # type: ignore[attr-defined]
    return response


def _seconds(lifetime: Lifetime) -> int:
    return max(1, min(lifetime(), LONGEST))


def forget_all_on_commit() -> None:
    """Stops serving everything that is kept, once the current transaction commits."""
    transaction.on_commit(forget_all)


def forget_all() -> None:
    """Stops serving everything that is kept."""
    try:
        _valkey().incr(GENERATION)
    except redis.RedisError:
        logger.exception("Shared pages could not be forgotten; they end by themselves within a day")


def fragment(name: str, make: Callable[[], str], *, lifetime: Lifetime = _a_day) -> str:
    """The part of a page called ``name``, made once a generation: for readers whose whole page cannot be shared."""
    key = f"{{pages}}:{fingerprint()}:part:{name}"
    try:
        generation, kept = cast("list[bytes | None]", _valkey().mget(GENERATION, key))
    except redis.RedisError:
        return make()
    prefix = (generation or b"0") + b" "
    if kept and kept.startswith(prefix) and not settings.DEBUG:
        return kept[len(prefix) :].decode()
    made = make()
    try:
        _valkey().set(key, prefix + made.encode(), ex=_seconds(lifetime))
    except redis.RedisError:
        logger.exception("A part of a page could not be kept")
    return made


class ReadCounter:
    """Counts reads in the process and hands them to Valkey about once a second, with the next look-up."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.flushed = time.monotonic()
        atexit.register(self.flush)

    def add(self, request: HttpRequest, name: str) -> None:
        if name and not ROBOT.search(request.META.get("HTTP_USER_AGENT", "") or "bot"):
            self.counts[name] += 1
            if time.monotonic() - self.flushed > FLUSH_SECONDS:
                self.flush()

    def flush(self) -> None:
        counts, self.counts, self.flushed = self.counts, Counter(), time.monotonic()
        if not counts:
            return
        try:
            with _valkey().pipeline(transaction=False) as pipe:
                for name, count in counts.items():
                    pipe.hincrby(READS, name, count)
                pipe.execute()
        except redis.RedisError:
            self.counts.update(counts)


reads = ReadCounter()


def take_reads() -> dict[str, int]:
    """The reads counted since the last call, by name; they are handed over once."""
    with _valkey().pipeline(transaction=True) as pipe:
        pipe.hgetall(READS)
        pipe.delete(READS)
        counted = cast("dict[bytes, bytes]", pipe.execute()[0])
    return {name.decode(): int(count) for name, count in counted.items()}


class SharedPageMiddleware:
    """Answers from the kept pages, and keeps what views have marked. See the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.local: OrderedDict[str, Page] = OrderedDict()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._is_anonymous(request):
            return self._personal(request, self.get_response(request))
        key = self._key(request)
        try:
            generation, kept = cast("list[bytes | None]", _valkey().mget(GENERATION, key))
            page = self._page(kept, generation or b"0")
        except redis.RedisError:
            logger.warning("Valkey is away: pages are rendered one by one")
            return self._personal(request, self.get_response(request))
        if page is None:
            page = self._keep(request, response := self.get_response(request), key, generation or b"0")
            if page is None:
                return response
        reads.add(request, page.counted_as)
        return self._answer(request, page)

    @staticmethod
    def _is_anonymous(request: HttpRequest) -> bool:
        return (
            request.method in ("GET", "HEAD")
            and not request.META.get("QUERY_STRING")
            and not settings.DEBUG
            and not (settings.SECURE_SSL_REDIRECT and not request.is_secure())
            and (
                "HTTP_COOKIE" not in request.META
                or not request.COOKIES.keys() & {settings.SESSION_COOKIE_NAME, "messages"}
            )
        )

    @staticmethod
    def _key(request: HttpRequest) -> str:
        theme = request.COOKIES.get("theme", "") if "HTTP_COOKIE" in request.META else ""
        return f"{{pages}}:{fingerprint()}:{theme if theme in ('light', 'dark') else ''}:{request.path_info[:500]}"

    def _page(self, kept: bytes | None, generation: bytes) -> Page | None:
        """The page behind an address entry (``b"generation digest"``), from this process or from Valkey."""
        if not kept or not kept.startswith(generation + b" "):
            return None
        digest = kept.rpartition(b" ")[2].decode()
        page = self.local.get(digest)
        if page is None:
            stored = cast("dict[bytes, bytes]", _valkey().hgetall(f"{{pages}}:body:{digest}"))
            if not stored:
                return None
            page = Page(json.loads(stored[b"headers"]), stored[b"plain"], stored[b"br"], stored[b"counted_as"].decode())
            self._remember(digest, page)
        return page

    def _remember(self, digest: str, page: Page) -> None:
        self.local[digest] = page
        while len(self.local) > LOCAL_PAGES:
            self.local.popitem(last=False)

    @staticmethod
    def _personal(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        marked: Share | None = getattr(response, "share", None)
        if marked:
            reads.add(request, marked.counted_as)
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, ("Cookie",))
        return response

    def _keep(self, request: HttpRequest, response: HttpResponse, key: str, generation: bytes) -> Page | None:
        """Keeps a marked response; ``None`` when it is not one that every visitor may see."""
        marked: Share | None = getattr(response, "share", None)
        if (
            marked is None
            or response.status_code != 200
            or response.cookies
            or response.streaming
            or request.method != "GET"
        ):
            return None
        headers = {
            name: value for name, value in response.items() if name not in ("Content-Length", "Vary", "Cache-Control")
        }
        headers |= {"Cache-Control": "public, no-cache", "Vary": "Accept-Encoding, Cookie"}
        br = brotli.compress(response.content, quality=BROTLI_QUALITY)
        page = Page(headers, response.content, br, marked.counted_as)
        digest = page.digest
        page = Page({**headers, "ETag": f'W/"{digest}"'}, page.plain, page.br, page.counted_as)
        stored: dict[Any, Any] = {
            "headers": json.dumps(page.headers), "plain": page.plain, "br": page.br, "counted_as": page.counted_as
        }  # fmt: skip
        try:
            with _valkey().pipeline(transaction=False) as pipe:
                pipe.hset(f"{{pages}}:body:{digest}", mapping=stored)
                pipe.expire(f"{{pages}}:body:{digest}", LONGEST)
                pipe.set(key, generation + b" " + digest.encode(), ex=_seconds(marked.lifetime))
                pipe.execute()
        except redis.RedisError:
            logger.exception("A page could not be kept")
        else:
            self._remember(digest, page)
        return page

    @staticmethod
    def _answer(request: HttpRequest, page: Page) -> HttpResponse:
        meta = request.META
        known = meta.get("HTTP_IF_NONE_MATCH")
        if known and (page.headers["ETag"] in known or known == "*"):
            response = HttpResponse(status=304)
            del response.headers["Content-Type"]
            for name in ("Cache-Control", "ETag", "Vary"):
                response.headers[name] = page.headers[name]
            return response
        if "br" in meta.get("HTTP_ACCEPT_ENCODING", ""):
            response = HttpResponse(page.br, headers=page.headers)
            response.headers["Content-Encoding"] = "br"
        else:
            response = HttpResponse(page.plain, headers=page.headers)
        response.headers["Content-Length"] = str(len(response.content))
        return response
