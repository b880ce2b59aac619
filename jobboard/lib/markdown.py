"""Markdown to safe HTML, and to plain text for machine readers."""

import html
import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Raw HTML in Markdown is shown as text; nh3 then fences whatever the renderer made of links and attributes.
_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])

_TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


def render(source: str) -> SafeString:
    """``source`` as HTML without scripts, styles, images or frames; headings below ``h4`` level keep the page's outline.

    Links may use http, https and mailto, and tell search engines that they are not ours.
    """
    made = _markdown.render(source)
    made = re.sub(r"<(/?)h[123]>", r"<\1h4>", made)
    clean = nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow ugc",
    )
    return mark_safe(clean.strip())  # noqa: S308 - nh3 has just cleaned it


def links(source: str) -> list[str]:
    """The addresses that ``source`` links to, as written, in their order."""
    inline = (child for token in _markdown.parse(source) for child in token.children or ())
    return [str(child.attrGet("href") or "") for child in inline if child.type == "link_open"]


def plain(rendered: str) -> str:
    """The words of rendered HTML as one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", rendered)).split())
