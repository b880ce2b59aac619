"""Writes a résumé or a cover letter as Markdown (CommonMark). Member text is escaped: what was text stays text."""

import re
from collections.abc import Iterable, Iterator, Sequence

from resumes.exports.content import AnyDocument, Content, Entry, Fact, Linked, arrange
from resumes.exports.options import Export, Options
from resumes.exports.rich_text import Block, Line, Span, escape, line_of, text_of


def render_markdown(document: AnyDocument, options: Options) -> Export:
    content = arrange(document, options.language)
    return Export("\n\n".join(_blocks(content)).encode() + b"\n")


def _blocks(content: Content) -> Iterator[str]:
    comma = content.labels.comma
    yield f"# {escape(content.heading)}"
    if content.label:
        yield f"**{escape(content.label)}**"
    if content.contact:
        yield " · ".join(map(_linked, content.contact))
    yield from _text(content.summary)
    for section in content.sections:
        yield f"## {escape(section.title)}"
        for entry in section.entries:
            yield from _entry(entry, comma)
        if section.facts:
            facts = [_fact(fact, comma) for fact in section.facts]
            yield comma.join(facts) if section.is_inline else _list(facts)


def _entry(entry: Entry, comma: str) -> Iterator[str]:
    if entry.title:
        yield f"### {escape(entry.title)}"
    about = [comma.join(map(_linked, entry.places)), escape(entry.period)]
    if any(about):
        yield " · ".join(filter(None, about))
    yield from _text(entry.text)
    if entry.highlights:
        yield _list(map(_line, entry.highlights))
    if entry.keywords:
        yield comma.join(map(escape, entry.keywords))


def _fact(fact: Fact, comma: str) -> str:
    return ": ".join(filter(None, (escape(fact.label), comma.join(map(escape, fact.items)))))


def _text(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        lines = map(_line, block.lines)
        match block.kind:
            case "paragraph":
                yield from lines
            case "bullets":
                yield _list(lines)
            case "numbers":
                yield "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _line(line: Line) -> str:
    """Returns a line with its styles; without them where their marks would touch and be read as text."""
    marked = _joined(line)
    same = text_of(line_of(marked)).split() == text_of(line).split()
    return marked if same else _joined(Span(span.text, url=span.url) for span in line)


def _joined(spans: Iterable[Span]) -> str:
    return "".join(map(_span, spans)).replace("![", "\\![")  # an exclamation mark before a link would make it an image


def _span(span: Span) -> str:
    """Returns a span in its style. White space stays outside the marks, where Markdown wants it."""
    text = escape(span.text).replace("\n", "\\\n   ")
    mark = "**" * span.bold + "*" * span.italic
    core = text.strip()
    if not core:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{_link(f'{mark}{core}{mark}', span.url)}{after}"


def _linked(linked: Linked) -> str:
    return _link(escape(linked.text), linked.url)


def _link(shown: str, url: str) -> str:
    address = re.sub(r"[\s<>\\]", lambda match: f"%{ord(match[0]):02X}", url)
    return f"[{shown}](<{address}>)" if url else shown
