"""Keeps answers for programs in Valkey as ready bytes for a short time, and answers 304 to those who have them already."""

import datetime as dt
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import brotli
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from toolkit.code_version import code_fingerprint
from toolkit.negotiation import BROTLI_QUALITY, GZIP_LEVEL, content_coding, is_unchanged

KEPT = dt.timedelta(seconds=60)


@dataclass(frozen=True)
class Made:
    """An answer. ``identity`` tells whether it says something new, for the ETag; ``until``: how long it is true."""

    body: bytes
    identity: str
    until: dt.datetime


@dataclass(frozen=True)
class _Kept:
    body: bytes
    coding: str
    tag: str
    made: dt.datetime
    until: dt.datetime


def answer_kept(
    request: HttpRequest,
    name: str,
    make: Callable[[], Made],
    *,
    content_type: str = "application/json",
    max_age: int = int(KEPT.total_seconds()),
    now: dt.datetime,
) -> HttpResponse:
    """Answers with what was kept under ``name``, or with what ``make`` returns. ``max_age``: seconds for which clients may keep
    it."""
    coding = content_coding(request.headers.get("Accept-Encoding", ""))
    key = f"feed:{code_fingerprint()}:{coding}:{_digest(name)}"
    kept = cache.get(key)
    if not isinstance(kept, _Kept) or not kept.made <= now < kept.until:
        kept = _pack(make(), coding, now)
        cache.set(key, kept, KEPT.total_seconds())
    return _answer(request, kept, content_type, max_age)


def answer_made(request: HttpRequest, made: Made, *, max_age: int, now: dt.datetime) -> HttpResponse:
    """Answers with JSON that isn't worth keeping."""
    coding = content_coding(request.headers.get("Accept-Encoding", ""))
    return _answer(request, _pack(made, coding, now), "application/json", max_age)


def _answer(request: HttpRequest, kept: _Kept, content_type: str, max_age: int) -> HttpResponse:
    headers = {"Cache-Control": f"public, max-age={max_age}", "ETag": kept.tag, "Vary": "Accept-Encoding"}
    if is_unchanged(request.META, headers):
        response = HttpResponse(status=304, headers=headers)
        del response.headers["Content-Type"]
        return response
    response = HttpResponse(kept.body, content_type=content_type, headers=headers)
    if kept.coding:
        response.headers["Content-Encoding"] = kept.coding
    response.headers["Content-Length"] = str(len(kept.body))
    return response


def _pack(made: Made, coding: str, now: dt.datetime) -> _Kept:
    body = made.body
    if coding == "br":
        body = brotli.compress(body, quality=BROTLI_QUALITY)
    elif coding == "gzip":
        body = gzip.compress(body, GZIP_LEVEL, mtime=0)
    return _Kept(body, coding, f'W/"{_digest(made.identity)}"', now, min(made.until, now + KEPT))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
