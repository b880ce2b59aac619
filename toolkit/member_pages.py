"""Keeps shared pages for members too: rendered without a reader, then filled with the parts that are the reader's own.

A page that is the same for every visitor (`page_cache.share`) differs for a member in a few parts only, such as the header and
messages. Templates mark them with ``{% own_part %}``. A view with `same_for_members` is rendered for nobody: without user,
session, cookies or messages, and with a hole for each of those parts. That is kept for a generation, like pages for visitors,
and each request fills the holes. One reader's data can't reach another, because what is kept was made without any.
"""

import copy
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from toolkit import page_cache
from toolkit.localization import reader

_HOLE = re.compile(r"<!--own:([\w/.]+)-->")  # templates and sanitized text have no such comments
_ASKED_FOR_NOBODY = "is_for_nobody"

View = Callable[..., HttpResponse]


class _NotShared(Exception):
    """The response isn't the same for every reader."""


def same_for_members(view: View) -> View:
    """Keeps the page of a view whose responses are marked with `page_cache.share`."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "GET" or request.META.get("QUERY_STRING") or not _has_session(request):
            return view(request, *args, **kwargs)
        marks: list[page_cache.Share] = []
        try:
            kept = page_cache.fragment(
                _name(request),
                lambda: _rendered_for_nobody(view, request, args, kwargs, marks),
                lifetime=lambda: marks[0].lifetime(),
            )
        except _NotShared:
            return view(request, *args, **kwargs)
        head, _newline, html = kept.partition("\n")
        headers, counted_as = json.loads(head)
        return page_cache.share(HttpResponse(_filled(html, request), headers=headers), counted_as=counted_as)

    return answer


def own_part(context: Any, template: str) -> SafeString:
    """Renders a template that is different for each reader, or leaves a hole for it. In a hole it has the variables of
    context processors only."""
    request = context.get("request")
    if getattr(request, _ASKED_FOR_NOBODY, False):
        return mark_safe(f"<!--own:{template}-->")  # noqa: S308 - the name is written in a template
    rendered: SafeString = context.template.engine.get_template(template).render(context)
    return rendered


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _name(request: HttpRequest) -> str:
    """What a page depends on besides its own data: how dates are written for the reader, and the theme."""
    theme = request.COOKIES.get("theme", "")
    known_theme = theme if theme in ("light", "dark") else ""
    return f"page:{reader().locale}:{reader().zone}:{known_theme}:{request.path_info[:500]}"


def _rendered_for_nobody(
    view: View, request: HttpRequest, args: Any, kwargs: Any, marks: list[page_cache.Share]
) -> str:
    nobody = _nobody(request)
    response = view(nobody, *args, **kwargs)
    marked: page_cache.Share | None = getattr(response, "share", None)
    has_form = "CSRF_COOKIE" in nobody.META  # its token would be of one reader
    if marked is None or response.status_code != 200 or response.cookies or response.streaming or has_form:
        raise _NotShared
    marks.append(marked)
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    return json.dumps([headers, marked.counted_as]) + "\n" + response.content.decode()


def _nobody(request: HttpRequest) -> HttpRequest:
    """Returns the same request from nobody in particular."""
    nobody = copy.copy(request)
    nobody.META = {
        name: value for name, value in request.META.items() if name not in ("HTTP_COOKIE", "CSRF_COOKIE", "REMOTE_ADDR")
    }
    nobody.COOKIES = {name: value for name, value in request.COOKIES.items() if name == "theme"}
    nobody.user = AnonymousUser()
    nobody.session = SessionBase()
    nobody._messages = []  # type: ignore[attr-defined]  # where django.contrib.messages looks
    setattr(nobody, _ASKED_FOR_NOBODY, True)
    return nobody


def _filled(html: str, request: HttpRequest) -> str:
    parts = _HOLE.split(html)
    parts[1::2] = [get_template(name).render({}, request) for name in parts[1::2]]
    return "".join(parts)
