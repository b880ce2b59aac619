"""Turns a claim into plain text: no HTML, no Markdown, no links, no invisible characters."""

import html
import re

from toolkit.text import one_line

_TAG = re.compile(r"<[/!?]?[a-zA-Z][^<>]{0,2000}>|<!--.{0,2000}?-->", re.DOTALL)
_IMAGE = re.compile(r"!\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s[^()]{0,200})?\)")
_LINK = re.compile(r"\[([^\[\]]{0,500})\](?:\([^()]{0,2000}\)|\[[^\[\]]{0,200}\])")
_MARKER = re.compile(
    r"\[(?:\d{1,3}(?:\s?[,–-]\s?\d{1,3})*)\]|【[^】]{0,60}】|\((?:sources?|see)\s\d[\d,\s]*\)", re.IGNORECASE
)
_HEAD = re.compile(r"^(?:[#>*•–+-]{1,6}\s+|\d{1,2}[.)]\s+(?=[A-Z]))+")
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|__|~~|`{1,3})(?=\S)(.{1,600}?)(?<=\S)\1")
_STARS = re.compile(r"(?<![\w*])\*(?=\S)([^*]{1,600})(?<=\S)\*(?![\w*])")
# Addresses: with a scheme, with www, an email address, or a domain that ends like one.
ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.|//(?=[\w-]+\.))[^\s<>\"']+|(?:javascript|data|mailto|tel|vbscript|file):\S+"
    r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|\b(?:[\w-]{2,63}\.)+(?:com|org|net|io|co|dev|ai|app|xyz|info|biz|ru|cn|me|ly|gg|us|uk|de|eu)\b"
    r"(?:/[^\s<>\"']*)?",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Returns the text of a claim as one line that can be read and compared."""
    shown = one_line(text)
    for _twice in range(2):  # text that was escaped twice
        shown = html.unescape(shown)
    shown = _TAG.sub(" ", shown)
    shown = _LINK.sub(r"\1", _IMAGE.sub(r"\1", shown))
    shown = _HEAD.sub("", _MARKER.sub("", shown).strip())
    for _inner in range(2):
        shown = _STARS.sub(r"\1", _EMPHASIS.sub(r"\2", shown))
    return re.sub(r"\s+([,.;:!?])", r"\1", one_line(shown))


def addresses(text: str) -> list[str]:
    """Returns every web and email address in a text, in lower case, without the punctuation behind it."""
    return [found[0].rstrip(".,;:!?)]}'\"").lower() for found in ADDRESS.finditer(text)]
