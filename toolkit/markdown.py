"""Renders Markdown to safe HTML, and to plain text."""

import html
import re
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, link

from toolkit.sanitizer import Sanitizer

# The longest text that is parsed as Markdown. The parser takes time in proportion to the text, but up to 20 µs per character of
# a malicious one.
LONGEST = 20_000


@lru_cache(maxsize=4)
def _last_address(source: str) -> int:
    return source.rfind("](")


def linear_link(state: StateInline, silent: bool) -> bool:
    """Parses a link only where one can be: a bracket without an address after it would be searched to the end."""
    return bool((_last_address(state.src) >= state.pos or state.env.get("references")) and link(state, silent))


# Raw HTML in Markdown is shown as text, and images are disabled; the sanitizer then limits the links and attributes that the
# renderer produced.
_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
_markdown.inline.ruler.at("link", linear_link)

_TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_sanitizer = Sanitizer(
    tags=_TAGS,
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow ugc",
)


def render(source: str) -> SafeString:
    """Renders ``source`` as HTML without scripts, styles, images or frames; headings below ``h4`` level keep the page's
    outline.

    Links may use http, https and mailto, and tell search engines that they aren't ours. A text longer than ``LONGEST``
    characters is shown as plain paragraphs.
    """
    made = _markdown.render(source) if len(source) <= LONGEST else _paragraphs(source)
    made = re.sub(r"<(/?)h[123]>", r"<\1h4>", made)
    return mark_safe(_sanitizer.clean(made).strip())  # noqa: S308 - just sanitized


def _paragraphs(source: str) -> str:
    blocks = (block.strip() for block in re.split(r"\n[ \t]*\n", source))
    return "".join(f"<p>{html.escape(block, quote=False)}</p>" for block in blocks if block)


def links(source: str) -> list[str]:
    """Returns the addresses that ``source`` links to, as written, in order."""
    if len(source) > LONGEST:
        return []
    inline = (child for token in _markdown.parse(source) for child in token.children or ())
    return [str(child.attrGet("href") or "") for child in inline if child.type == "link_open"]


def lines_with_images(source: str) -> list[int]:
    """Returns the lines of ``source``, counted from one, that contain an image: ``render`` turns it into a link after a
    ``!``."""
    if len(source) > LONGEST:
        return []
    written = source.split("\n")
    found = []
    for token in _markdown.parse(source):
        line, before = token.map[0] if token.map else 0, ""
        for child in token.children or ():
            if child.type == "link_open" and before.endswith("!") and _PICTURE.search(written[line]):
                found.append(line + 1)
            line += child.type in ("softbreak", "hardbreak")
            before = child.content if child.type == "text" else ""
    return found


_PICTURE = re.compile(r"(?<!\\)!\[")  # a preceding backslash makes it a plain exclamation mark


def plain(rendered: str) -> str:
    """Returns the words of rendered HTML as one line."""
    apart = _INLINE.sub("", rendered)
    return " ".join(html.unescape(re.sub(r"<[^<>]+>", " ", apart)).split())


_INLINE = re.compile(r"</?(?:strong|em|s|a|code)(?:\s[^<>]*)?>")  # can be in the middle of a word or before a comma
