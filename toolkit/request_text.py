"""Rejects requests with text that PostgreSQL can't store: null characters and lone surrogates.

One check here replaces one in every view, form and admin filter. Every request is read as UTF-8.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _

from toolkit.request_bodies import Application, Start

_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
# As written in JSON; with an escaped backslash before them they are plain text.
_ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u(?:0000|[dD][89a-fA-F])")
_CHARSET = re.compile(r""";\s*charset\b[^;"]*("[^"]*")?[^;]*""", re.IGNORECASE)
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class BadInput(BadRequest):
    """A request that is answered with 400; its message says what is wrong and what to do."""


class Utf8Requests:
    """WSGI middleware: drops the charset named by a request, which Django would use to decode the URL and the form.

    Some charsets encode null characters (``+AAA-`` is one in UTF-7), and some are codecs but not text encodings (zlib,
    rot13).
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        environ["CONTENT_TYPE"] = _CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
        return self.application(environ, start_response)


class RequestTextMiddleware:
    """Answers 400 to such a request before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_unkeepable(_head(request)) or (request.method not in ("GET", "HEAD") and _is_body_unkeepable(request)):
            raise BadInput(_("Your text has a character we can't read. Remove it, then send it again."))
        return self.get_response(request)


def _has_unkeepable(texts: Iterable[str]) -> bool:
    return any(map(_UNKEEPABLE.search, texts))


def _head(request: HttpRequest) -> Iterator[str]:
    """Returns URL, headers and cookies. A query string is checked without parsing: ``%00`` is a null character in every
    one."""
    yield request.path
    yield request.META.get("QUERY_STRING", "").replace("%00", "\0")
    for name, value in request.META.items():
        if name.startswith("HTTP_"):
            yield value
    yield from request.COOKIES.values()  # a quoted cookie may spell characters as numbers


def _is_body_unkeepable(request: HttpRequest) -> bool:
    try:
        if request.content_type in _FORMS:
            return _has_unkeepable(_form(request))
        return _is_json_unkeepable(request.body) if request.body.lstrip()[:1] in (b"{", b"[", b'"') else False
    except UnreadablePostError:  # the client has disconnected
        return True
    except RequestDataTooBig:  # the view reports it, if it reads the body at all
        return False


def _form(request: HttpRequest) -> Iterator[str]:
    for name, values in request.POST.lists():
        yield name
        yield from values
    for name, files in request.FILES.lists():
        yield name
        yield from (str(file.name) for file in files)


def _is_json_unkeepable(body: bytes) -> bool:
    if b"\0" in body:
        return True
    if not _ESCAPED.search(body):
        return False
    try:
        return _has_unkeepable(_texts(json.loads(body)))
    except (ValueError, RecursionError):
        return True


def _texts(value: Any) -> Iterator[str]:
    """Returns every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
