"""Writes a résumé or a cover letter as a Word file: one column, real headings and bullets, no tables and no text boxes."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from resumes.exports.content import AnyDocument, Content, Entry, Linked, Section, arrange
from resumes.exports.labels import Labels
from resumes.exports.options import Design, Export, Options, Paper
from resumes.exports.rich_text import Block, Line, Span

_PAPER: dict[Paper, tuple[float, float]] = {"a4": (210, 297), "letter": (215.9, 279.4)}  # millimeters
# Fonts that word processors have, or replace by one of the same widths; the color of section titles.
_FONT: dict[Design, str] = {"plain": "Arial", "modern": "Calibri", "classic": "Cambria"}
_COLOR: dict[Design, str] = {"plain": "000000", "modern": "0B5347", "classic": "8A3213"}
_INK, _PALE_INK = "1A1C20", "4A4F59"


def render_docx(document: AnyDocument, options: Options) -> Export:
    content = arrange(document, options.language)
    word = Document()
    _set_up(word, content, options)
    _Writer(word, content.labels).write(content)
    buffer = io.BytesIO()
    word.save(buffer)
    return Export(buffer.getvalue())


class _Writer:
    """Adds content to a Word file."""

    def __init__(self, word: Word, labels: Labels) -> None:
        self.word = word
        self.labels = labels

    def write(self, content: Content) -> None:
        self._paragraph(content.heading, "Title")
        if content.label:
            self._paragraph(content.label, "Subtitle")
        if content.contact:
            paragraph = self._paragraph()
            self._linked(paragraph, content.contact, " | ")
        self._blocks(content.summary)
        for section in content.sections:
            self._paragraph(section.title, "Heading 1")
            for entry in section.entries:
                self._entry(entry)
            self._facts(section)

    def _entry(self, entry: Entry) -> None:
        if entry.title:
            self._paragraph(entry.title, "Heading 2")
        if entry.places or entry.period:
            paragraph = self._paragraph()
            paragraph.paragraph_format.keep_with_next = bool(entry.text or entry.highlights)
            self._linked(paragraph, entry.places, self.labels.comma)
            if entry.period:
                self._run(paragraph, f"{' | ' if entry.places else ''}{entry.period}")
        self._blocks(entry.text)
        for line in entry.highlights:
            self._line(self._paragraph(style="List Bullet"), line)
        if entry.keywords:
            self._paragraph(self.labels.comma.join(entry.keywords))

    def _facts(self, section: Section) -> None:
        if section.is_inline and section.facts:
            self._paragraph(self.labels.comma.join(fact.label for fact in section.facts))
            return
        for fact in section.facts:
            paragraph = self._paragraph()
            self._run(paragraph, fact.label, bold=True)
            self._run(paragraph, f"{': ' if fact.label and fact.items else ''}{self.labels.comma.join(fact.items)}")

    def _blocks(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            for number, line in enumerate(block.lines, 1):
                paragraph = self._paragraph(style="List Bullet" if block.kind == "bullets" else None)
                if block.kind == "numbers":  # typed, because Word would count on from one list to the next
                    self._run(paragraph, f"{number}. ")
                self._line(paragraph, line)

    def _paragraph(self, text: str = "", style: str | None = None) -> Paragraph:
        paragraph = self.word.add_paragraph(style=style)
        if self.labels.is_right_to_left:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        if text:
            self._run(paragraph, text)
        return paragraph

    def _line(self, paragraph: Paragraph, line: Line) -> None:
        for span in line:
            self._span(paragraph, span)

    def _linked(self, paragraph: Paragraph, texts: Iterable[Linked], separator: str) -> None:
        for position, linked in enumerate(texts):
            if position:
                self._run(paragraph, separator)
            self._span(paragraph, Span(linked.text, url=linked.url))

    def _span(self, paragraph: Paragraph, span: Span) -> None:
        if not span.url:
            self._run(paragraph, span.text, bold=span.bold, italic=span.italic)
            return
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(span.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = self._run(paragraph, span.text, bold=span.bold, italic=span.italic)
        run.font.underline = True
        link.append(run._r)
        paragraph._p.append(link)

    def _run(self, paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False) -> Any:
        run = paragraph.add_run()
        for position, piece in enumerate(text.split("\n")):
            if position:
                run.add_break(WD_BREAK.LINE)
            run.add_text(piece)
        run.bold, run.italic = bold or None, italic or None
        if self.labels.is_right_to_left:
            run.font.rtl = True
        return run


def _set_up(word: Word, content: Content, options: Options) -> None:
    """Sets paper, styles, language and properties of a new file."""
    page = word.sections[0]
    page.page_width, page.page_height = map(Mm, _PAPER[options.paper])
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(18)
    color = _COLOR[options.design]
    _style(word, "Normal", options, size=10.5, color=_INK, after=9 if content.kind == "letter" else 3)
    _style(word, "Title", options, size=24, color=_INK, bold=True, after=0)
    _style(word, "Subtitle", options, size=12.5, color=color, bold=True, after=2)
    _style(word, "Heading 1", options, size=12.5, color=color, bold=True, before=12, after=3)
    _style(word, "Heading 2", options, size=11, color=_INK, bold=True, before=7, after=0)
    _style(word, "List Bullet", options, size=10.5, color=_INK, after=2)
    _set_language(word, content.labels)
    properties = word.core_properties
    properties.title, properties.author = content.title[:255], content.name[:255]  # python-docx allows no more
    properties.last_modified_by, properties.comments = properties.author, ""
    properties.language = content.labels.tag
    properties.created = properties.modified = options.made_at


def _style(
    word: Word,
    name: str,
    options: Options,
    *,
    size: float,
    color: str,
    bold: bool = False,
    before: float = 0,
    after: float,
) -> None:
    style: Any = word.styles[name]
    font = style.font
    font.name, font.size, font.bold, font.italic = _FONT[options.design], Pt(size), bold, False
    font.color.rgb = RGBColor.from_string(color)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.widow_control = True
    fonts = style.element.rPr.rFonts  # the theme's fonts would win over the name
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{key}"), None)
    fonts.set(qn("w:cs"), _FONT[options.design])
    for spacing in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spacing)
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _set_language(word: Word, labels: Labels) -> None:
    """Sets the language that spelling checks and screen readers use."""
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    kind = "w:bidi" if labels.is_right_to_left else "w:eastAsia" if labels.language in ("zh", "ja", "ko") else "w:val"
    language.set(qn("w:val"), labels.tag)
    language.set(qn(kind), labels.tag)
