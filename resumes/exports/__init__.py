"""Exports of résumés: every format, its name and file type, and the function that writes it."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from resumes.document import ResumeDocument
from resumes.exports.docx import render_docx
from resumes.exports.json_resume import render_json
from resumes.exports.markdown import render_markdown
from resumes.exports.options import DESIGNS, PAPERS, Design, Export, Options, Paper
from resumes.exports.pdf import render_pdf
from resumes.exports.plain_text import render_text

__all__ = ["DESIGNS", "FORMATS", "PAPERS", "Design", "Export", "Format", "Options", "Paper", "file_name"]

LONGEST_FILE_NAME = 80  # characters, without the extension


@dataclass(frozen=True)
class Format:
    """A kind of file that a résumé can be exported as."""

    key: str
    name: str | Promise
    media_type: str
    extension: str
    render: Callable[[ResumeDocument, Options], Export]


_ALL = (
    Format("pdf", _("PDF"), "application/pdf", "pdf", render_pdf),
    Format(
        "docx",
        _("Word"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        render_docx,
    ),
    Format("text", _("Plain text"), "text/plain; charset=utf-8", "txt", render_text),
    Format("markdown", _("Markdown"), "text/markdown; charset=utf-8", "md", render_markdown),
    Format("json", _("JSON Resume"), "application/json", "json", render_json),
)
FORMATS = {one.key: one for one in _ALL}


def file_name(document: ResumeDocument, format: Format) -> str:
    """Returns a name for the file: "ana-moreira-resume.pdf". It's ASCII, so every system and every header can hold it."""
    ascii_name = unicodedata.normalize("NFKD", document.basics.name.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_name)
    stem = "-".join(words)[: LONGEST_FILE_NAME - len("-resume")].strip("-")
    return f"{'-'.join(filter(None, (stem, 'resume')))}.{format.extension}"
