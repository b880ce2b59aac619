"""Sanitizes untrusted HTML into a small grammar, and extracts its text.

``clean`` produces HTML in a small grammar: paragraphs, two levels of headings, lists, quotes, code blocks and plain
tables, with emphasis, code and links inside them. ``words`` and the functions after it read that grammar. ``RichText``
combines both.
"""

import html
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString, mark_safe

from toolkit.sanitizer import Sanitizer
from toolkit.sentences import Sentence, each_sentence
from toolkit.simple_html import SimpleHtml

LONGEST = 200_000  # characters, far more than any honest job
DEEPEST = 100

_ALLOWED = {
    "p", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "table", "tbody", "tr", "th", "td", "strong", "em", "code", "a", "br",
}  # fmt: skip
# Elements that the first pass keeps because they carry structure, though the result renames or removes them.
_UNDERSTOOD = _ALLOWED | {
    "h1", "h2", "h5", "h6", "b", "i", "div", "section", "article", "header", "footer", "main", "aside", "dl", "dt", "dd", "hr",
    "figure", "figcaption", "caption", "thead", "tfoot", "address", "details", "summary", "tt", "kbd", "samp",
}  # fmt: skip
_SILENT = {
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "select",
    "textarea",
    "button",
    "title",
}
_first_pass = Sanitizer(
    tags=_UNDERSTOOD, clean_content_tags=_SILENT, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"},
    link_rel=None,
)  # fmt: skip
_last_pass = Sanitizer(
    tags=_ALLOWED, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel="nofollow ugc noopener"
)

_TAG = re.compile(r"<[a-zA-Z/!?]")
_BLOCK = re.compile(r"<(?:p|div|br|li|ul|ol|h[1-6]|table|tr|td|section|article|blockquote|pre|dl)\b", re.IGNORECASE)
_BULLET = re.compile(r"[-*•·▪‣–]\s+(?=\S)")
# Elements that stay open until they are closed: only these can nest without limit.
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|td|th|tr|tbody|br|hr|img|dt|dd|meta|link|input|option|wbr)\b)[a-z][^<>]*>", re.IGNORECASE
)


@dataclass(frozen=True)
class RichText:
    """Untrusted HTML and what is derived from it; each value is computed once, on first access."""

    source: str

    @cached_property
    def html(self) -> SafeString:
        return clean(self.source)

    @cached_property
    def text(self) -> str:
        return words(self.html)


def clean(source: str) -> SafeString:
    """Returns ``source`` (HTML, or plain text with line breaks) without anything that runs, loads, styles or embeds.

    Headings start at ``h3``; links may use http, https and mailto and tell search engines that they aren't ours; empty
    paragraphs and runs of white space are removed. Idempotent. Text beyond ``LONGEST`` characters is cut.
    """
    source = source[:LONGEST]
    if _TAG.search(source):
        if not _BLOCK.search(source):
            source = _with_blocks(source)
        if source.count("<") > DEEPEST:
            source = _flattened(source)
        source = _first_pass.clean(source)
    else:
        source = _with_blocks(html.escape(html.unescape(source), quote=False))
    return mark_safe(_last_pass.clean(SimpleHtml(source).html))  # noqa: S308 - just sanitized


def _with_blocks(source: str) -> str:
    """Converts text whose only structure is its lines to paragraphs and lists."""
    made: list[str] = []
    for block in re.split(r"\n\s*\n", source.replace("\r\n", "\n").replace("\r", "\n")):
        lines: list[str] = []
        for line in filter(None, map(str.strip, block.split("\n"))):
            bullet = _BULLET.match(line)
            if bullet:
                made.append(_paragraph(lines))
                lines = []
                made.append(f"<ul><li>{line[bullet.end() :]}</li></ul>")
            else:
                lines.append(line)
        made.append(_paragraph(lines))
    return "".join(made).replace("</ul><ul>", "")


def _paragraph(lines: list[str]) -> str:
    """Joins wrapped lines: a line as long as a letter's that continues in lower case was wrapped, not ended."""
    made = lines[:1]
    for before, line in itertools.pairwise(lines):
        made += (" " if len(before) >= 60 and line[0].islower() else "<br>", line)
    return f"<p>{''.join(made)}</p>" if made else ""


def _flattened(source: str) -> str:
    """Returns ``source`` without the elements nested deeper than ``DEEPEST``; their text is kept."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[1]:
            depth = max(depth - 1, 0)
            return tag[0] if depth < DEEPEST else ""
        depth += 1
        return tag[0] if depth <= DEEPEST else ""

    return _NESTING.sub(keep, source)


# --- Words ----------------------------------------------------------------------------------------------------------

_BREAKS = {
    "<br>": "\n",
    "</tr>": "\n",
    "<ul><li>": "\n\n- ",
    "<ol><li>": "\n\n- ",
    "</li><li>": "\n- ",
    "<li>": "\n- ",
} | {f"</{one}><{other}>": " | " for one in ("td", "th") for other in ("td", "th")}
_BREAK = re.compile("|".join(map(re.escape, _BREAKS)) + r"|</?(?P<block>p|h3|h4|ul|ol|blockquote|pre|table)>|<[^>]*>")
_EMPTY_ITEM = re.compile(r"^- ?\n+(?=- )", re.MULTILINE)


def words(cleaned: str) -> str:
    """Returns the text of HTML that ``clean`` made: a blank line between blocks, each list item on a line that starts
    with ``- ``."""

    def broken(tag: re.Match[str]) -> str:
        return _BREAKS.get(tag[0]) or ("\n\n" if tag["block"] else "")

    said = re.sub(r"\n{3,}", "\n\n", html.unescape(_BREAK.sub(broken, cleaned)))
    return _EMPTY_ITEM.sub("", said).strip()


def excerpt(said: str, most: int = 55) -> str:
    """Returns the beginning of a text in at most ``most`` words: whole sentences if they fill half of that, else cut
    with an ellipsis.

    Headings are left out if there is other text.
    """
    start = said[: most * 200]
    prose = (one for one in each_sentence(start) if one.text[-1] in '.!?…:;)”"' or len(one.text.split()) > 8)
    return _words_of(prose, most) or _words_of(each_sentence(start), most)


def _words_of(sentences: Iterable[Sentence], most: int) -> str:
    taken: list[str] = []
    for sentence in sentences:
        more = sentence.text.split()
        room = most - len(taken)
        if len(more) <= room:
            taken += more
            continue
        if len(taken) >= most // 2:
            break
        return " ".join([*taken, *more[:room]]).rstrip(",;:–-") + "…"
    return " ".join(taken)
