"""Templates rendered once, with holes that are filled for each mail: a template takes a millisecond, a hole a millionth."""

import binascii
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

_HOLE = re.compile(r"\[\[(\w+)\]\]")


class Form:
    """A text with holes such as ``[[name]]``; what fills them is escaped if the text is HTML."""

    def __init__(self, text: str, *, is_html: bool) -> None:
        self._parts = _HOLE.split(text)
        self._is_html = is_html

    def fill(self, values: Mapping[str, Any]) -> str:
        parts = self._parts.copy()
        for at in range(1, len(parts), 2):
            value = values[parts[at]]
            parts[at] = escape(value) if self._is_html else str(value)
        return "".join(parts)

    def cut(self, hole: str) -> "tuple[Form, Form]":
        """The text before a hole and the one after it."""
        before, _hole, after = self._text().partition(f"[[{hole}]]")
        return Form(before, is_html=self._is_html), Form(after, is_html=self._is_html)

    def _text(self) -> str:
        return "".join(f"[[{part}]]" if at % 2 else part for at, part in enumerate(self._parts))


@cache
def form(name: str) -> Form:
    """The form of a template of ``alerts/email``."""
    return Form(rendered(name, {}), is_html=name.endswith(".html"))


def rendered(name: str, context: Mapping[str, Any]) -> str:
    shared = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "contact_email": settings.CONTACT_EMAIL}
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string(f"alerts/email/{name}", {**shared, **context})


def encoded(text: str) -> bytes:
    """Whole lines as they travel: quoted-printable (RFC 2045), so that encoded pieces put together are the encoded whole. Runs of
    empty lines become one."""
    whole = re.sub(r"\n\s*\n(?:\s*\n)*", "\n\n", text).strip("\n") + "\n"
    return binascii.b2a_qp(whole.encode(), istext=True).replace(b"\n", b"\r\n")
