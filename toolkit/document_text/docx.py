"""Reads the paragraphs of a DOCX: body, lists, tables, text boxes, headers, footers and notes.

It reads the XML itself, with entities refused, so that no part is loaded that has no text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from toolkit.document_text import refusals
from toolkit.document_text.refusals import Refused

__all__ = ["ParseError", "read_docx"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MAX_CHARACTERS = 400_000
MAX_LINKS = 50
MAX_DEPTH = 200  # of nested elements
_PIECES = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-", _W + "ptab": "\t"}
_SKIPPED = {_W + "del", _W + "moveFrom", _MC + "Fallback", _W + "instrText", _W + "pPr", _W + "rPr"}


@dataclass(frozen=True)
class _Style:
    heading: int = 0
    bullet: bool = False
    size: float = 0.0
    bold: bool = False


def read_docx(read: Callable[[str], bytes], names: list[str]) -> dict[str, Any]:
    """Returns ``{"lines": [{text, heading, bullet, size, bold, links, footer}, …], "links": […]}``.

    ``read`` returns a member's bytes. The ``links`` of a line are pairs of a text and the address behind it.
    """
    styles = _styles(read("word/styles.xml"))
    parts = [name for name in names if re.fullmatch(r"word/header\d*\.xml", name)]
    parts += ["word/document.xml"]
    parts += [name for name in names if re.fullmatch(r"word/(footer\d*|footnotes|endnotes)\.xml", name)]
    lines: list[dict[str, Any]] = []
    seen: set[tuple[str, ...]] = set()
    for part in parts:
        found = list(_blocks(_parsed(read(part)), styles))
        texts = tuple(line["text"] for line in found)
        if part == "word/document.xml" or texts not in seen:  # first, even and other pages often have the same header
            footer = part.startswith("word/footer")
            targets = _targets(read(part.replace("word/", "word/_rels/") + ".rels"))
            lines += [line | {"links": _resolved(line["links"], targets), "footer": footer} for line in found]
        seen.add(texts)
    if sum(len(line["text"]) for line in lines) > MAX_CHARACTERS:
        raise Refused(refusals.TOO_LARGE)
    if not any(re.search(r"\w", line["text"]) for line in lines):
        raise Refused(refusals.NO_TEXT)
    links = _targets(read("word/_rels/document.xml.rels")).values()
    return {"lines": lines, "links": list(dict.fromkeys(links))[:MAX_LINKS]}


def _parsed(content: bytes) -> Element:
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise Refused(refusals.UNSAFE) from None
    return root


def _targets(content: bytes) -> dict[str, str]:
    """Returns the web and email addresses that a part links to, by the id of the relation."""
    if not content:
        return {}
    outer = {
        one.get("Id", ""): one.get("Target", "") for one in _parsed(content) if one.get("TargetMode") == "External"
    }
    return {name: one for name, one in outer.items() if re.match("https?://|mailto:", one) and len(one) <= 500}


def _resolved(links: list[tuple[str, str]], targets: dict[str, str]) -> list[tuple[str, str]]:
    return [(text, targets[name]) for text, name in links if name in targets]


def _styles(content: bytes) -> dict[str, _Style]:
    if not content:
        return {}
    found: dict[str, _Style] = {}
    for style in _parsed(content).iter(_W + "style"):
        name = _value(style, "name").lower()
        heading = re.fullmatch(r"heading (\d)", name)
        level = int(heading[1]) + 1 if heading else 1 if name == "title" else 0
        base = found.get(_value(style, "basedOn"), _Style())
        properties, runs = style.find(_W + "pPr"), style.find(_W + "rPr")
        if not level and properties is not None and (outline := _value(properties, "outlineLvl")).isdigit():
            level = int(outline) + 2 if int(outline) < 9 else 0
        listed = name.startswith("list bullet") or (
            properties is not None and properties.find(_W + "numPr") is not None
        )
        found[style.get(_W + "styleId", "")] = _Style(
            heading=level or base.heading,
            bullet=(listed or base.bullet) and not (level or base.heading),
            size=_size(runs) or base.size,
            bold=_is_bold(runs) or base.bold,
        )
    return found


def _value(element: Element, name: str) -> str:
    child = element.find(_W + name)
    return child.get(_W + "val", "") if child is not None else ""


def _size(runs: Element | None) -> float:
    half_points = _value(runs, "sz") if runs is not None else ""
    return int(half_points) / 2 if half_points.isdigit() else 0.0


def _is_bold(runs: Element | None) -> bool:
    bold = runs.find(_W + "b") if runs is not None else None
    return bold is not None and bold.get(_W + "val", "1") not in ("0", "false")


def _blocks(element: Element, styles: dict[str, _Style], depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        raise Refused(refusals.DAMAGED)
    for child in element:
        if child.tag == _W + "p":
            yield from _paragraph(child, styles, depth)
        elif child.tag == _W + "tbl":
            for row in child.findall(_W + "tr"):
                yield from _row([list(_blocks(cell, styles, depth + 1)) for cell in _cells(row)])
        elif child.tag not in _SKIPPED:
            yield from _blocks(child, styles, depth + 1)


def _cells(row: Element) -> Iterator[Element]:
    """Yields the cells of a row, also those in content controls, but not those of tables inside them."""
    for child in row:
        if child.tag == _W + "tc":
            yield child
        elif child.tag in (_W + "sdt", _W + "sdtContent"):
            yield from _cells(child)


def _row(cells: list[list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Yields the lines of a table's row. A short cell and the beginning of its neighbor are one line, with a tab between them."""
    cells = [cell for cell in cells if cell]
    short = all(len(cell) == 1 for cell in cells[:-1]) and not any(cell[0]["heading"] for cell in cells)
    if len(cells) > 1 and short:
        first = cells[-1][0]
        joined = "\t".join([*(cell[0]["text"] for cell in cells[:-1]), first["text"]])
        if first["bullet"]:  # a label beside a list
            yield cells[0][0] | {"text": "\t".join(cell[0]["text"] for cell in cells[:-1])}
            yield from cells[-1]
        else:
            links = [link for cell in (*cells[:-1], [first]) for link in cell[0]["links"]]
            yield first | {"text": joined, "bold": False, "links": links}
            yield from cells[-1][1:]
        return
    for cell in cells:
        yield from cell


def _paragraph(element: Element, styles: dict[str, _Style], depth: int) -> Iterator[dict[str, Any]]:
    properties = element.find(_W + "pPr")
    style = styles.get(_value(properties, "pStyle"), _Style()) if properties is not None else _Style()
    numbered = properties.find(_W + "numPr") if properties is not None else None
    bullet = (style.bullet or numbered is not None) and not style.heading
    boxes: list[Element] = []
    text, runs = "", []
    for piece, run in _pieces(element, boxes, depth):
        text += piece
        if run is not None and piece.strip():
            runs.append(run)
    size = max([_size(run.find(_W + "rPr")) for run in runs], default=0.0) or style.size
    bold = bool(runs) and all(_is_bold(run.find(_W + "rPr")) or style.bold for run in runs)
    look = {"heading": style.heading, "size": size, "bold": bold}
    links = list(islice(_links(element), MAX_LINKS))
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            inside = [link for link in links if link[0] in line]
            yield {"text": line.strip(), "bullet": bullet and number == 0, "links": inside} | look
    for box in boxes:
        yield from _blocks(box, styles, depth + 1)


def _links(paragraph: Element) -> Iterator[tuple[str, str]]:
    """Yields the texts of a paragraph that are links, with the ids of the relations they name."""
    for link in paragraph.iter(_W + "hyperlink"):
        text = "".join(piece.text or "" for piece in link.iter(_W + "t")).strip()
        if text:
            yield text, link.get(_R + "id", "")


def _pieces(element: Element, boxes: list[Element], depth: int) -> Iterator[tuple[str, Element | None]]:
    if depth > MAX_DEPTH:
        raise Refused(refusals.DAMAGED)
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == _W + "txbxContent":
            boxes.append(child)
        elif child.tag == _W + "t":
            yield child.text or "", element
        elif child.tag in _PIECES:
            yield _PIECES[child.tag], None
        else:
            yield from _pieces(child, boxes, depth + 1)
