"""Reads an uploaded guide in either format.

The content is untrusted: a file that isn't a guide is refused with a reason, and lines that fit nowhere in the document are
listed in the report.
"""

import codecs
import re
from dataclasses import replace
from pathlib import Path

from careers.importing import guidefile, plaintext
from careers.importing.report import ImportReport, NotAGuide, Reading, SetAside, Unplaced, pay_warnings
from careers.sections import OPTIONAL, SECTIONS
from toolkit.text import one_line

__all__ = ["MAX_BYTES", "ImportReport", "NotAGuide", "Reading", "SetAside", "Unplaced", "read_guide", "read_guide_at"]

MAX_BYTES = 2_000_000
MAX_LINES = 20_000
_MOST_PROBLEMS = 50  # listed in one message about a guide file


def read_guide_at(path: Path) -> Reading:
    """Returns the guide in the file at ``path``. Reads no more of it than the size limit of a guide.

    Raises ``NotAGuide``, and ``OSError`` when the file cannot be opened.
    """
    with path.open("rb") as file:
        return read_guide(file.read(MAX_BYTES + 1), name=one_line(str(path)))


def read_guide(data: bytes, *, name: str) -> Reading:
    """Returns the guide in ``data``; ``name`` is the file's name, for messages. Raises ``NotAGuide``."""
    if len(data) > MAX_BYTES:
        raise NotAGuide(f"{name} is larger than {MAX_BYTES // 10**6} MB. Choose a smaller file.")
    text, warnings = _decoded(data, name)
    if (lines := max(text.count("\n"), text.count("\r"))) > MAX_LINES:
        raise NotAGuide(f"{name} has {lines} lines. A guide can have at most {MAX_LINES}.")
    if not text.strip():
        raise NotAGuide(f"{name} is empty.")
    if re.match(r"\s*<[a-z!?]", text, re.IGNORECASE):
        raise NotAGuide(f"{name} is a web page. Save it as plain text or write a guide file.")
    try:
        reading = _guide_file(text) if text.lstrip().startswith("---") else plaintext.read(text)
    except guidefile.GuideFileError as error:
        named = "\n".join(map(str, error.problems[:_MOST_PROBLEMS]))
        more = len(error.problems) - _MOST_PROBLEMS
        raise NotAGuide(
            f"{name} isn't a valid guide file.\n{named}" + (f"\nand {more} more" if more > 0 else "")
        ) from error
    except NotAGuide as error:
        raise NotAGuide(f"{name}: {error}") from error
    return replace(reading, report=replace(reading.report, warnings=(*reading.report.warnings, *warnings)))


def _decoded(data: bytes, name: str) -> tuple[str, list[str]]:
    """``data`` as text without its byte order mark, and a warning when its last character was cut in two."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if utf16 else "utf-8-sig")()
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise NotAGuide(f"{name} isn't UTF-8 text: line {line} has the byte 0x{data[error.start]:02X}.") from error
    if "\0" in text:
        raise NotAGuide(f"{name} is a binary file, not a text file.")
    rest = decoder.getstate()[0]
    return text, [f"The file ends in the middle of a character ({rest.hex(' ')})."] if rest else []


def _guide_file(text: str) -> Reading:
    document = guidefile.loads(text)
    in_file = set(guidefile.section_keys(text))
    filled = {section.key for section in SECTIONS if getattr(document, section.key)}
    report = ImportReport(
        format="guide file",
        title=document.title,
        sections_read=tuple(section.heading for section in SECTIONS if section.key in filled),
        sections_empty=tuple(section.heading for section in SECTIONS if section.key in in_file - filled),
        sections_missing=tuple(
            section.heading for section in SECTIONS if section.key not in in_file | filled | OPTIONAL
        ),
        warnings=tuple(pay_warnings(document)),
    )
    return Reading(document, report)
