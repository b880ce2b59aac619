"""Exports of résumés and cover letters: every format, its name and file type, and the function that writes it."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from resumes.document import ResumeDocument
from resumes.exports.content import AnyDocument
from resumes.exports.json_resume import render_json
from resumes.exports.letters import LetterDocument
from resumes.exports.markdown import render_markdown
from resumes.exports.options import DESIGNS, PAPERS, Design, Export, Options, Paper
from resumes.exports.pdf import render_pdf
from resumes.exports.plain_text import render_text

__all__ = [
    "DESIGNS",
    "FORMATS",
    "LETTER_FORMATS",
    "PAPERS",
    "Design",
    "Export",
    "Format",
    "Options",
    "Paper",
    "card_name",
    "file_name",
]

LONGEST_FILE_NAME = 80  # characters, without the extension


@dataclass(frozen=True)
class Format:
    """A kind of file. ``render`` takes a résumé; those of ``LETTER_FORMATS`` take a letter too."""

    key: str
    name: str | Promise
    media_type: str
    extension: str
    render: Callable[[Any, Options], Export]


def _render_docx(document: AnyDocument, options: Options) -> Export:
    # Its library takes a tenth of a second to load, and most processes write none.
    from resumes.exports.docx import render_docx

    return render_docx(document, options)


_ALL = (
    Format("pdf", _("PDF"), "application/pdf", "pdf", render_pdf),
    Format(
        "docx",
        _("Word"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        _render_docx,
    ),
    Format("text", _("Plain text"), "text/plain; charset=utf-8", "txt", render_text),
    Format("markdown", _("Markdown"), "text/markdown; charset=utf-8", "md", render_markdown),
    Format("json", _("JSON Resume"), "application/json", "json", render_json),
)
FORMATS = {one.key: one for one in _ALL}
LETTER_FORMATS = {key: one for key, one in FORMATS.items() if key != "json"}


def file_name(document: AnyDocument, format: Format) -> str:
    """Returns a name for the file: "ana-moreira-resume.pdf", "ana-moreira-cover-letter-acme.pdf". It's ASCII, so every system
    and every header can hold it."""
    if isinstance(document, LetterDocument):
        stem = "-".join(filter(None, (_ascii(document.basics.name), "cover-letter", _ascii(document.company))))
        return f"{stem[:LONGEST_FILE_NAME].strip('-')}.{format.extension}"
    stem = _ascii(document.basics.name)[: LONGEST_FILE_NAME - len("-resume")].strip("-")
    return f"{'-'.join(filter(None, (stem, 'resume')))}.{format.extension}"


def card_name(person: ResumeDocument) -> str:
    """Returns a name for the contact card: "ana-moreira.vcf". It's ASCII too."""
    return f"{_ascii(person.basics.name)[:LONGEST_FILE_NAME].strip('-') or 'contact'}.vcf"


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))
