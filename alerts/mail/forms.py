"""Templates rendered once, with holes that are filled for each mail: a template takes a millisecond, a hole a millionth."""

import binascii
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

_HOLE = re.compile(r"\[\[(\w+)\]\]")
_EMPTY_LINES = re.compile(r"\n\s*\n(?:\s*\n)*")
_PLACE = 4711004711  # where an argument goes


class Form:
    """A text with holes such as ``[[name]]``; what fills them is escaped if the text is HTML. Lines without holes are encoded
    once."""

    def __init__(self, text: str, *, is_html: bool) -> None:
        self._text = _EMPTY_LINES.sub("\n\n", text).strip("\n")
        self._escaped = escape if is_html else str
        self._is_html = is_html
        self._pieces: list[bytes | list[str]] = []
        for line in self._text.split("\n"):
            parts = _HOLE.split(line)
            if len(parts) > 1:
                self._pieces.append(parts)
            elif self._pieces and isinstance(self._pieces[-1], bytes):
                self._pieces[-1] += _encoded_line(line)
            else:
                self._pieces.append(_encoded_line(line))

    def encoded(self, values: Mapping[str, str]) -> bytes:
        """The filled text as it travels: quoted-printable (RFC 2045) in whole lines, so that encoded pieces put together are the
        encoded whole."""
        return b"".join(piece if isinstance(piece, bytes) else self._filled(piece, values) for piece in self._pieces)

    def _filled(self, parts: list[str], values: Mapping[str, str]) -> bytes:
        line = parts.copy()
        for at in range(1, len(line), 2):
            line[at] = self._escaped(values[line[at]])
        return _encoded_line("".join(line))

    @cache  # noqa: B019 - there are a dozen forms
    def cut(self, hole: str) -> "tuple[Form, Form]":
        """The text before a hole, which has a line of its own, and the one after it."""
        before, _hole, after = self._text.partition(f"[[{hole}]]")
        return Form(before.rstrip(" "), is_html=self._is_html), Form(after, is_html=self._is_html)


def _encoded_line(line: str) -> bytes:
    return binascii.b2a_qp(line.encode(), istext=True).replace(b"\n", b"\r\n") + b"\r\n"


@cache
def form(name: str) -> Form:
    """The form of a template of ``alerts/email``."""
    return Form(rendered(name, {}), is_html=name.endswith(".html"))


def rendered(name: str, context: Mapping[str, Any]) -> str:
    shared = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "contact_email": settings.CONTACT_EMAIL}
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string(f"alerts/email/{name}", {**shared, **context})


@cache
def _around(name: str) -> tuple[str, str]:
    before, _number, after = reverse(name, args=[_PLACE]).partition(str(_PLACE))
    return settings.SITE_URL + before, after


def page(name: str, argument: object = None) -> str:
    """The address of a page, which may have one argument."""
    if argument is None:
        return _plain(name)
    before, after = _around(name)
    return f"{before}{argument}{after}"


@cache
def _plain(name: str) -> str:
    return settings.SITE_URL + reverse(name)
