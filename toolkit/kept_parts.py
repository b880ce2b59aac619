"""Keeps parts of pages in the process: a template that sees nothing but the values it's given is rendered once for equal values.

What a part shows is in its key, so nothing has to be forgotten, and a reader gets a part made for another only if it's the same.
"""

from collections.abc import Hashable
from functools import lru_cache
from typing import cast

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from toolkit.localization import Reader, reader

MOST = 128  # parts of up to 40 KB, with their values 60


def kept_part(template: str, **about: Hashable) -> SafeString:
    """Renders a template with ``about`` alone, without the page's variables and context processors."""
    render = _render.__wrapped__ if settings.DEBUG else _render
    made: SafeString = render(template, tuple(about.items()), get_language(), reader())
    return made


@lru_cache(maxsize=MOST)
def _render(template: str, about: tuple[tuple[str, Hashable], ...], language: str | None, who: Reader) -> SafeString:
    """``language`` and ``who``: what else a template's output depends on."""
    return cast("SafeString", get_template(template).render(dict(about)))
