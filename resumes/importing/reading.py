"""Reads an uploaded résumé of any kind. PDF, DOCX and zip files are parsed in a child process with limits."""

import logging
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from resumes.importing import json_resume, linkedin
from resumes.importing.draft import Draft, ImportRefused, storable
from resumes.importing.lines import docx_lines, pdf_lines, text_lines
from resumes.importing.recognition import Kind, decoded, kind_of
from resumes.importing.resume_text import read_lines
from toolkit import virus_scan
from toolkit.child_process import ChildBusy, ChildFailed, ChildTooSlow, call_in_child
from toolkit.document_text import refusals

MAX_BYTES = 10_000_000  # of a file
MAX_CHARACTERS = 150_000  # of a text
MAX_LINES = 2_000
TOO_SLOW, BUSY = "too slow", "busy"
logger = logging.getLogger(__name__)


Parser = Callable[[str, str, bytes], Any]  # module, function, content


def read_file(name: str, content: bytes, *, parse: Parser = call_in_child) -> Draft:
    """Returns the draft of the résumé in a file. ``name`` is only for messages: what the file is, its content says.

    ``parse`` calls the function that reads an untrusted file. Raises ``ImportRefused``, whose message says what to do. A virus
    scanner is asked first, if the site has one.
    """
    if len(content) > MAX_BYTES:
        told = _("%(name)s is larger than %(size)d MB. Choose a smaller file.")
        raise ImportRefused(told % {"name": name or _("This file"), "size": MAX_BYTES // 10**6})
    if not content.strip():
        raise ImportRefused(_("This file is empty. Choose another file."))
    _scan(content)
    kind = kind_of(content)
    if kind is Kind.PDF:
        return _draft_of_lines(_extracted(parse, "toolkit.document_text.pdf", "read_pdf", content), pdf_lines)
    if kind is Kind.ZIP:
        found = _extracted(parse, "toolkit.document_text.archive", "read_archive", content)
        return linkedin.read_export(found) if "files" in found else _draft_of_lines(found, docx_lines)
    text, notes = decoded(content)
    if kind is Kind.JSON and (draft := json_resume.read_json(text)):
        return draft
    return _read_text(text, notes)


def _scan(content: bytes) -> None:
    try:
        virus_scan.scan(content)
    except virus_scan.VirusFound as error:
        logger.warning("The virus scanner refused an upload: %s", error)
        raise ImportRefused(
            _("Our virus scanner found something in this file. Choose another file or paste your résumé.")
        ) from error
    except virus_scan.ScannerUnavailable as error:
        logger.error("An upload was refused because it could not be scanned: %s", error)
        raise ImportRefused(
            _("We can't check files for viruses right now. Try again in a few minutes, or paste your résumé.")
        ) from error


def read_text(text: str) -> Draft:
    """Returns the draft of a résumé that was pasted as text, Markdown or JSON. Raises ``ImportRefused``."""
    shown, notes = decoded(text.encode("utf-8", "replace"))
    if not shown.strip():
        raise ImportRefused(_("There is no text. Paste your résumé and try again."))
    if shown.lstrip().startswith("{") and (draft := json_resume.read_json(shown)):
        return draft
    return _read_text(shown, notes)


def _read_text(text: str, notes: list[str]) -> Draft:
    source = text.split("\n")
    if len(text) > MAX_CHARACTERS or len(source) > MAX_LINES:
        raise ImportRefused(_("This text is too long for a résumé. Shorten it and try again."))
    return read_lines(text_lines(text), source, notes=notes)


def _draft_of_lines(found: dict[str, Any], lines_of: Callable[[list[dict[str, Any]]], Any]) -> Draft:
    lines = [one | {"text": storable(one["text"])} for one in found["lines"]]
    source = [one["text"] for one in lines]
    if len(source) > MAX_LINES or sum(map(len, source)) > MAX_CHARACTERS:
        raise ImportRefused(_sentence(refusals.TOO_LARGE))
    return read_lines(lines_of(lines), source, links=found.get("links", []))


def _extracted(parse: Parser, module: str, function: str, content: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = parse(module, function, content)
    except ChildTooSlow as error:
        raise ImportRefused(_sentence(TOO_SLOW)) from error
    except ChildBusy as error:
        raise ImportRefused(_sentence(BUSY)) from error
    except ChildFailed as error:
        logger.info("A résumé could not be parsed: %s", error)
        raise ImportRefused(_sentence(refusals.DAMAGED)) from error
    if code := found.get("refused"):
        raise ImportRefused(_sentence(code))
    return found


def _sentence(code: str) -> str:
    sentences = {
        refusals.ENCRYPTED: _("This file needs a password. Save it without one and choose the new file."),
        refusals.DAMAGED: _(
            "We can't read this file. It may be damaged or incomplete. Save it again and choose the new file."
        ),
        refusals.TOO_LARGE: _("This file holds more than a résumé can. Choose a file with your résumé only."),
        refusals.TOO_MANY_ROWS: _(
            "This export has more rows than a résumé can hold. Choose LinkedIn's export of your profile."
        ),
        TOO_SLOW: _("Reading this file takes too long. Try again, or paste the text of your résumé."),
        BUSY: _("We're reading many files right now. Try again in a minute."),
        refusals.NO_TEXT: _("This file is a scan without text. Choose a file with text or paste your résumé."),
        refusals.UNSAFE: _(
            "This file has parts that a résumé doesn't need and that can do harm. Save it as PDF and choose that file."
        ),
        refusals.UNKNOWN: _(
            "This archive has no résumé that we can read. Choose LinkedIn's data export, or a PDF or DOCX file."
        ),
    }
    return sentences.get(code, sentences[refusals.DAMAGED])
