"""Reads exported files back with independent programs, and says which texts a reader must find."""

import io
import re
import shutil
import subprocess
import unicodedata

import docx
import pypdf
import pypdfium2
import pytest

from resumes.exports.content import Content
from resumes.exports.rich_text import text_of

# Marks of direction, and the spaces of a justified or a no-break text.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def by_pypdf(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def by_pypdfium2(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text = page.get_textpage()
        texts.append(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return "\n".join(texts)


def by_pdftotext(pdf: bytes) -> str:
    program = shutil.which("pdftotext")
    if not program:
        pytest.skip("pdftotext (poppler-utils) isn't installed")
    return subprocess.run(
        [program, "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def by_python_docx(file: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(file)).paragraphs)


PDF_READERS = {"pypdf": by_pypdf, "pypdfium2": by_pypdfium2, "pdftotext": by_pdftotext}


def plain(text: str) -> str:
    """Returns a text as it's compared: composed letters, one space for any white space, none after a hyphen at a line's end."""
    joined = re.sub(r"(?<=\S[-‐/])\s*\n\s*", "", _INVISIBLE.sub("", text))
    return " ".join(unicodedata.normalize("NFC", joined).split())


def unspaced(text: str) -> str:
    return "".join(plain(text).split())


def texts_in_order(content: Content) -> list[str]:
    """Returns what is read from top to bottom. Companies and dates stand side by side, so dates are left to ``periods``."""
    found = [content.name, content.label, *(linked.text for linked in content.contact)]
    found += [text_of(line) for block in content.summary for line in block.lines]
    for section in content.sections:
        found.append(section.title)
        for entry in section.entries:
            found += [entry.title, *(linked.text for linked in entry.places)]
            found += [text_of(line) for block in entry.text for line in block.lines]
            found += [text_of(line) for line in entry.highlights]
            found += entry.keywords
        for fact in section.facts:
            found += [fact.label, *fact.items]
    return [plain(text) for text in found if text]


def periods(content: Content) -> list[tuple[str, str]]:
    """Returns the title and the period of each entry that has both."""
    return [
        (plain(entry.title), plain(entry.period))
        for section in content.sections
        for entry in section.entries
        if entry.title and entry.period
    ]


def missing_in_order(expected: list[str], text: str) -> list[str]:
    """Returns the texts that don't follow each other in ``text``."""
    missing, position = [], 0
    for one in expected:
        found = text.find(one, position)
        if found < 0:
            missing.append(one)
        else:
            position = found + len(one)
    return missing
