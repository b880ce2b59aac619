"""HTML from strangers: fenced, and read as words."""

import html
import re

import nh3
from django.utils.safestring import SafeString, mark_safe


def clean(source: str) -> SafeString:
    """``source`` without anything that runs, loads or styles."""
    return mark_safe(nh3.clean(source, tags={"p", "ul", "ol", "li", "strong", "em", "a", "br", "h3", "h4"}).strip())  # noqa: S308


def text(source: str) -> str:
    """The words, a blank line between blocks."""
    return html.unescape(re.sub(r"<[^>]+>", "\n\n", source)).strip()


def excerpt(words: str, most: int = 55) -> str:
    """The first ``most`` words as one line."""
    return " ".join(words.split()[:most])
