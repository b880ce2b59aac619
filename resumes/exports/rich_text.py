"""Parses the Markdown of summaries and highlights into data: bold, italics, links and lists. The rest stays text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from resumes.exports.cleaning import clean_lines
from toolkit.markdown import linear_link


@dataclass(frozen=True)
class Span:
    """A piece of text in one style. ``url`` is empty or a safe address."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""


Line = tuple[Span, ...]
# Characters that mean something anywhere, and an ampersand that starts a character reference; then those of a line's start.
_SPECIAL = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)")
_SPECIAL_AT_START = re.compile(r"(?m)^(?P<before>\s*)(?P<mark>[#+=:-]|\d+(?=[.)]))")
_LONGEST_URL = 2_000  # characters; browsers and files cope with that


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list of lines. A list inside a list becomes lines of the outer one."""

    kind: Literal["paragraph", "bullets", "numbers"]
    lines: tuple[Line, ...]


def safe_url(url: str) -> str:
    """Returns ``url`` if a file may link to it; else nothing."""
    if len(url) > _LONGEST_URL:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme in ("http", "https"):
        return url if parts.netloc else ""
    return url if parts.scheme == "mailto" and "@" in parts.path else ""


def escape(text: str) -> str:
    """Returns ``text`` so that Markdown shows it as it is."""
    escaped = _SPECIAL.sub(r"\\\g<0>", text)
    return _SPECIAL_AT_START.sub(_escape_start, escaped)


def _escape_start(match: re.Match[str]) -> str:
    before, mark = match["before"], match["mark"]
    return f"{before}{mark}\\" if mark.isdecimal() else f"{before}\\{mark}"


def blocks_of(source: str, *, keep_breaks: bool = False) -> tuple[Block, ...]:
    """Returns the paragraphs and lists of a text. ``keep_breaks``: a line break is one, as in a letter; else it's a space."""
    found: list[Block] = []
    lists: list[tuple[Literal["bullets", "numbers"], list[Line]]] = []
    for token in _parser.parse(clean_lines(source)):
        if token.type in ("bullet_list_open", "ordered_list_open") and not lists:
            lists.append(("bullets" if token.type == "bullet_list_open" else "numbers", []))
            depth = token.level
        elif token.type in ("bullet_list_close", "ordered_list_close") and token.level == depth:
            kind, lines = lists.pop()
            found.append(Block(kind, tuple(lines)))
        elif token.type == "inline" and (line := _line(token.children or [], "\n" if keep_breaks else " ")):
            if lists:
                lists[0][1].append(line)
            else:
                found.append(Block("paragraph", (line,)))
    return tuple(block for block in found if block.lines)


def line_of(source: str) -> Line:
    """Returns a text of one paragraph: its line breaks stay, its lists are text."""
    tokens = _parser.parseInline(clean_lines(source))
    return _line(tokens[0].children or []) if tokens else ()


def text_of(line: Line) -> str:
    return "".join(span.text for span in line)


def _line(tokens: Sequence[Token], soft_break: str = " ") -> Line:
    bold = italic = 0
    url = ""
    found: list[Span] = []
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                url = safe_url(str(token.attrGet("href") or ""))
            case "link_close":
                url = ""
            case "softbreak":
                found.append(Span(soft_break, bold > 0, italic > 0, url))
            case "hardbreak":
                found.append(Span("\n"))
            case _:
                found.append(Span(token.content, bold > 0, italic > 0, url))
    return _trimmed(_joined(found))


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Returns neighbors of one style as one span."""
    grouped = groupby(spans, key=lambda span: (span.bold, span.italic, span.url))
    joined = (Span("".join(span.text for span in group), *style) for style, group in grouped)
    return [span for span in joined if span.text]


def _trimmed(spans: list[Span]) -> Line:
    """Returns a line without white space at its ends."""
    while spans and not (text := spans[0].text.lstrip()):
        spans = spans[1:]
    if spans:
        spans[0] = Span(text, spans[0].bold, spans[0].italic, spans[0].url)
    while spans and not (text := spans[-1].text.rstrip()):
        spans = spans[:-1]
    if spans:
        spans[-1] = Span(text, spans[-1].bold, spans[-1].italic, spans[-1].url)
    return tuple(spans)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["list", "emphasis", "link", "autolink", "escape", "newline"])
    parser.inline.ruler.at("link", linear_link)
    parser.validateLink = lambda url: bool(safe_url(url))  # type: ignore[method-assign]
    return parser


_parser = _make_parser()
