"""Reads the lines of a PDF's text layer with their size, weight and place, in the order of the file's content.

The order of the content keeps columns apart, where sorting by place would mix them.
"""

import re
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader

from toolkit.document_text import refusals
from toolkit.document_text.refusals import Refused

MAX_PAGES = 40
MAX_CHARACTERS = 400_000
MAX_LINKS = 50
# Widths of glyphs, in parts of the font's size; nearly the same in the fonts of most documents.
_NARROW, _WIDE, _CAPITAL, _USUAL = 0.3, 0.85, 0.66, 0.54
_GAP = 0.5  # parts of the font's size: wider gaps become tabs
_ERROR = 0.05  # of the width of a piece
_STRETCHED_GAP, _STRETCHED_ERROR = 1.0, 0.07  # the same beside a space that is written
_CLOSING = ":;,.)]!?"  # no column begins so


def read_pdf(content: bytes) -> dict[str, Any]:
    """Returns ``{"lines": [{text, size, bold, x, y, page}, …], "links": […], "pages": n}``."""
    try:
        return _read(content)
    except Refused as refused:
        return {"refused": refused.code}


def _read(content: bytes) -> dict[str, Any]:
    if b"%%EOF" not in content[-4096:]:
        raise Refused(refusals.DAMAGED)
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused(refusals.ENCRYPTED)
    if len(reader.pages) > MAX_PAGES:
        raise Refused(refusals.TOO_LARGE)
    lines: list[dict[str, Any]] = []
    links: list[str] = []
    for number, page in enumerate(reader.pages, 1):
        lines += _lines_of(page, number)
        links += _links_of(page)
        if sum(len(line["text"]) for line in lines) > MAX_CHARACTERS:
            raise Refused(refusals.TOO_LARGE)
    if not any(re.search(r"\w", line["text"]) for line in lines):
        raise Refused(refusals.NO_TEXT)
    return {"lines": lines, "links": list(dict.fromkeys(links))[:MAX_LINKS], "pages": len(reader.pages)}


class _Lines:
    """Collects the pieces that pypdf reads, and puts them together as lines."""

    def __init__(self, page: int) -> None:
        self.page = page
        self.done: list[dict[str, Any]] = []
        self.begin()

    def begin(self) -> None:
        self.text, self.size, self.bold, self.end = "", 0.0, True, 0.0
        self.width = 0.0
        self.x: float | None = None
        self.y = 0.0

    def add(self, text: str, cm: list[float], tm: list[float], font: dict[str, Any] | None, size: float) -> None:
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        size *= abs(tm[3] * cm[3]) or abs(tm[0] * cm[0]) or 1
        bold = bool(re.search("bold|black|heavy|semibold", str((font or {}).get("/BaseFont", "")), re.IGNORECASE))
        *finished, rest = text.split("\n")
        for piece in finished:
            self._append(piece, x, y, size, bold)
            self.finish()
        self._append(rest, x, y, size, bold)

    def _append(self, piece: str, x: float, y: float, size: float, bold: bool) -> None:
        if not piece:
            return
        if piece.strip():
            if self.x is None:
                self.x, self.y = x, y
            elif self.text.strip() and self._is_column(piece, x, size):
                piece = "\t" + piece.lstrip()
            self.size = max(self.size, size)
            self.bold = self.bold and bold
            # Pieces of one text object come with the place where the object began.
            self.width = sum(map(_width, piece.strip())) * size
            self.end = (self.end if self.end > x else x) + self.width
        self.text += piece

    def _is_column(self, piece: str, x: float, size: float) -> bool:
        """Returns whether the gap before a piece is wider than those between words. A space that the file writes may be wide."""
        if piece[0] in _CLOSING:
            return False
        gap, error = (_STRETCHED_GAP, _STRETCHED_ERROR) if self.text[-1].isspace() else (_GAP, _ERROR)
        return x - self.end > gap * size + error * self.width

    def finish(self) -> None:
        if self.text.strip():
            place = {"x": round(self.x or 0.0, 1), "y": round(self.y, 1), "page": self.page}
            self.done.append({"text": self.text.rstrip(), "size": round(self.size, 1), "bold": self.bold} | place)
        self.begin()


def _width(character: str) -> float:
    if character in "iljtfrI.,:;'|!()[]/ -•·":
        return _NARROW
    return _WIDE if character in "mwMW@%—" else _CAPITAL if character.isupper() else _USUAL


def _lines_of(page: PageObject, number: int) -> list[dict[str, Any]]:
    lines = _Lines(number)
    page.extract_text(visitor_text=lines.add)
    lines.finish()
    return lines.done


def _links_of(page: PageObject) -> list[str]:
    """Returns the web addresses behind the page's links. A damaged link is no reason to refuse the text."""
    found = []
    try:
        for annotation in page.get("/Annots", ()) or ():
            action = annotation.get_object().get("/A")
            address = str(action.get_object().get("/URI", "")) if action else ""
            if re.match("https?://|mailto:", address) and len(address) <= 500:
                found.append(address)
    except (AttributeError, KeyError, TypeError, ValueError):
        return found
    return found
