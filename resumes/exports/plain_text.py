"""Writes a résumé or a cover letter as plain text, to be pasted into forms: no wrapped lines, an address after each link."""

from collections.abc import Iterator, Sequence

from resumes.exports.content import AnyDocument, Content, Entry, Linked, Section, arrange
from resumes.exports.options import Export, Options
from resumes.exports.rich_text import Block, Line


def render_text(document: AnyDocument, options: Options) -> Export:
    content = arrange(document, options.language)
    return Export("\n".join(_lines(content)).strip().encode() + b"\n")


def _lines(content: Content) -> Iterator[str]:
    yield from filter(None, (content.name, content.label))
    yield from (linked.text for linked in content.contact)
    if content.summary:
        yield ""
        yield from _text(content.summary)
    for section in content.sections:
        yield from ("", "", section.title, "-" * len(section.title))
        yield from _section(section, content.labels.comma)


def _section(section: Section, comma: str) -> Iterator[str]:
    for position, entry in enumerate(section.entries):
        if position:
            yield ""
        yield from _entry(entry, comma)
    if section.is_inline and section.facts:
        yield comma.join(fact.label for fact in section.facts)
    elif section.facts:
        for fact in section.facts:
            yield ": ".join(filter(None, (fact.label, comma.join(fact.items))))


def _entry(entry: Entry, comma: str) -> Iterator[str]:
    yield from filter(None, (entry.title, comma.join(map(_linked, entry.places)), entry.period))
    yield from _text(entry.text)
    yield from (f"- {_line(line)}" for line in entry.highlights)
    if entry.keywords:
        yield comma.join(entry.keywords)


def _text(blocks: Sequence[Block]) -> Iterator[str]:
    for position, block in enumerate(blocks):
        match block.kind:
            case "paragraph":
                if position:
                    yield ""
                yield from map(_line, block.lines)
            case "bullets":
                yield from (f"- {_line(line)}" for line in block.lines)
            case "numbers":
                yield from (f"{number}. {_line(line)}" for number, line in enumerate(block.lines, 1))


def _line(line: Line) -> str:
    return "".join(_linked(Linked(span.text, span.url)) for span in line)


def _linked(linked: Linked) -> str:
    address = linked.url.removeprefix("mailto:")
    if not address or linked.text in address:
        return linked.text
    return f"{linked.text} ({address})"
