"""Writes a résumé or a cover letter as a PDF with typst: tagged, with language, title and bookmarks (PDF/UA-1 and PDF/A-2a).

Member text reaches typst only as JSON in ``sys.inputs``, where it's data and never code; the templates can read their own folder
and nothing else.
"""

import json
import logging
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings

from resumes.exports.content import AnyDocument, Content, Entry, Fact, Section, arrange
from resumes.exports.options import Export, Options
from resumes.exports.rich_text import Block, Line, text_of

logger = logging.getLogger(__name__)
_HERE = Path(__file__).parent
TEMPLATES = _HERE / "typst"
FONTS = _HERE / "fonts"
# The strictest standards first. PDF/A refuses characters for private use, both refuse characters that no font has.
Standard = Literal["ua-1", "a-2a"]
_STANDARDS: tuple[tuple[Standard, ...], ...] = (("ua-1", "a-2a"), ("ua-1",), ())
_MISSING = re.compile(r'the text `"(?P<text>(?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{(?P<code>[0-9a-f]+)\}|\\(?P<character>.)")
_KEPT_TOGETHER = 16  # lines: a shorter entry isn't divided between pages
_LINE_WIDTH = 90  # characters, about
# The family for Chinese characters depends on the language; the others share no characters.
_HAN = {"zh": "Noto Sans SC", "ja": "Noto Sans JP", "ko": "Noto Sans KR"}


def render_pdf(document: AnyDocument, options: Options) -> Export:
    """Returns the PDF. If a font lacks a character, the file has no claim to PDF/UA, and the export names the character."""
    return export_of(sys_inputs(document, options))


def export_of(inputs: dict[str, str]) -> Export:
    """Returns the PDF of what ``sys_inputs`` returned.

    Links are the only text of members that typst can refuse when no standard is asked for. Then the file comes without links. An
    error in a template still raises ``TypstError``.
    """
    missing = ""
    for standards in _STANDARDS:
        try:
            return Export(compile_pdf(inputs, standards), missing, is_accessible="ua-1" in standards)
        except typst.TypstError as error:
            missing = missing or "".join(sorted(_missing_characters(error), key=inputs["resume"].find))
    content = compile_pdf({"resume": json.dumps(_without_links(json.loads(inputs["resume"])), ensure_ascii=False)}, ())
    logger.error("typst refused a résumé with its links and took it without them.")
    return Export(content, missing, is_accessible=False)


def compile_pdf(inputs: dict[str, str], standards: Iterable[Standard]) -> bytes:
    return typst.compile(
        TEMPLATES / "resume.typ",
        root=TEMPLATES,
        font_paths=fonts(settings.RESUME_FONTS_DIR),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=list(standards),
        format="pdf",
    )


def sys_inputs(document: AnyDocument, options: Options) -> dict[str, str]:
    """Returns what the template reads: the arranged résumé as JSON."""
    content = arrange(document, options.language)
    data = {
        "paper": {"a4": "a4", "letter": "us-letter"}[options.paper],
        "design": options.design,
        "fonts": fallback_families(content.labels.language),
        "language": content.labels.language,
        "region": content.labels.locale.territory,
        "comma": content.labels.comma,
        "title": content.title,
        "author": content.name,
        "heading": content.heading,
        "label": content.label,
        "contact": [[linked.text, linked.url] for linked in content.contact],
        "summary": _blocks(content.summary),
        "is_letter": content.kind == "letter",
        "sections": [_section(section) for section in content.sections],
        "skills": _keywords(content),
    }
    return {"resume": json.dumps(data, ensure_ascii=False)}


@lru_cache(maxsize=4)
def fonts(more: str) -> typst.Fonts:
    """Returns our fonts, those in the folder ``more``, and typst's own, which have many symbols."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS, *map(Path, filter(None, [more]))])


def fallback_families(language: str) -> list[str]:
    """Returns the families beside the design's own, first the one for the language."""
    families = {
        font.family for font in fonts(settings.RESUME_FONTS_DIR).fonts() if font.path
    }  # typst's own have no path
    return sorted(families, key=lambda family: (family != _HAN.get(language), family))


def _keywords(content: Content) -> list[str]:
    return [fact.name for section in content.sections if section.key == "skills" for fact in section.facts if fact.name]


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "entries": [_entry(entry) for entry in section.entries],
        "facts": [_fact(fact) for fact in section.facts],
        "inline": section.is_inline,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "places": [[linked.text, linked.url] for linked in entry.places],
        "period": entry.period,
        "text": _blocks(entry.text),
        "highlights": [_line(line) for line in entry.highlights],
        "keywords": list(entry.keywords),
        "together": _height(entry) <= _KEPT_TOGETHER,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {"label": fact.label, "items": list(fact.items)}


def _blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [{"kind": block.kind, "lines": [_line(line) for line in block.lines]} for block in blocks]


def _line(line: Line) -> list[dict[str, Any]]:
    return [{"text": span.text, "bold": span.bold, "italic": span.italic, "url": span.url} for span in line]


def _without_links(value: Any) -> Any:
    """Returns what the template reads without the addresses behind texts."""
    if isinstance(value, list):
        return [_without_links(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _without_links(item) for key, item in value.items()}
    pairs = {key: [[text, ""] for text, _url in found[key]] for key in ("contact", "places") if key in found}
    return found | pairs | ({"url": ""} if "url" in found else {})


def _height(entry: Entry) -> int:
    """Returns about how many lines an entry takes. Wide characters count twice."""
    lines = [line for block in entry.text for line in block.lines] + list(entry.highlights)
    texts = [*map(text_of, lines), ", ".join(entry.keywords)]
    widths = (sum(1 + (character > "\u2e7f") for character in text) for text in texts)
    breaks = sum(text.count("\n") for text in texts)
    return 2 + breaks + sum(-(-width // _LINE_WIDTH) for width in widths)


def _missing_characters(error: typst.TypstError) -> set[str]:
    """Returns the characters that typst names in an error."""
    texts = (match["text"] for match in _MISSING.finditer(getattr(error, "diagnostic", None) or str(error)))
    return {character for text in texts for character in _ESCAPE.sub(_unescaped, text)}


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match["code"], 16)) if match["code"] else match["character"]
