"""Reads zip archives: a DOCX, or the CSV files of an export. Nothing is unpacked to disk.

Every member is read with a limit, whatever size its header says.
"""

import csv
import re
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as DeflateError

from toolkit.document_text import docx, refusals
from toolkit.document_text.refusals import Refused

MAX_MEMBERS = 2_000
MAX_MEMBER = 8_000_000  # bytes, unpacked
MAX_READ = 60_000_000  # bytes, unpacked, of all members that are read
MAX_STATED = 200_000_000  # bytes, unpacked, by the header; also of members that aren't read
MAX_ROWS = 1_000  # of all files together
_UNSAFE_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0")


def read_archive(content: bytes) -> dict[str, Any]:
    """Returns the lines of a DOCX, or ``{"files": {name: {"columns": […], "rows": [[line, […]], …]}}, "other": [names]}``."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _read(archive)
    except (BadZipFile, EOFError, DeflateError, NotImplementedError, docx.ParseError):
        return {"refused": refusals.DAMAGED}
    except Refused as refused:
        return {"refused": refused.code}


def _read(archive: ZipFile) -> dict[str, Any]:
    members = {member.filename: member for member in archive.infolist()}
    if len(members) > MAX_MEMBERS:
        raise Refused(refusals.TOO_LARGE)
    for member in members.values():
        if _UNSAFE_NAME.search(member.filename):
            raise Refused(refusals.UNSAFE)
        if member.flag_bits & 1:
            raise Refused(refusals.ENCRYPTED)
        if member.file_size > MAX_STATED:
            raise Refused(refusals.TOO_LARGE)
    left = MAX_READ

    def read(name: str) -> bytes:
        nonlocal left
        content = _bytes_of(archive, members[name]) if name in members else b""
        left -= len(content)
        if left < 0:
            raise Refused(refusals.TOO_LARGE)
        return content

    if "word/document.xml" in members:
        return docx.read_docx(read, sorted(members))
    if any(name.lower().endswith(".csv") for name in members):
        return _tables(read, list(members))
    raise Refused(refusals.UNKNOWN)


def _bytes_of(archive: ZipFile, member: ZipInfo) -> bytes:
    with archive.open(member) as file:
        content = file.read(MAX_MEMBER + 1)
    if len(content) > MAX_MEMBER:
        raise Refused(refusals.TOO_LARGE)
    return content


# The files of LinkedIn's export that have a part of a résumé. The others (messages, connections) aren't opened.
RESUME_FILES = (
    "Profile.csv",
    "Profile Summary.csv",
    "Email Addresses.csv",
    "PhoneNumbers.csv",
    "Whatsapp Phone Numbers.csv",
    "Positions.csv",
    "Education.csv",
    "Skills.csv",
    "Languages.csv",
    "Certifications.csv",
    "Projects.csv",
    "Volunteering.csv",
    "Honors.csv",
    "Publications.csv",
    "Courses.csv",
    "Patents.csv",
    "Organizations.csv",
    "Test Scores.csv",
    "Recommendations_Received.csv",
)


def _tables(read: Any, names: list[str]) -> dict[str, Any]:
    files: dict[str, Any] = {}
    other = []
    rows_left = MAX_ROWS
    for name in names:
        base = re.split(r"[/\\]", name)[-1]
        if base not in RESUME_FILES or base in files:
            other += [name] if not name.endswith("/") else []
            continue
        text = read(name).decode("utf-8-sig", "replace")
        reader = csv.reader(StringIO(text, newline=""), strict=False)
        columns: list[str] = []
        rows = []
        before = 0
        try:
            for row in reader:
                line, before = before + 1, reader.line_num
                if not any(cell.strip() for cell in row):
                    continue
                if not columns:
                    columns = [cell.strip() for cell in row]
                    continue
                rows.append([line, row])
                if len(rows) > rows_left:
                    raise Refused(refusals.TOO_MANY_ROWS)
        except csv.Error:
            raise Refused(refusals.DAMAGED) from None
        rows_left -= len(rows)
        files[base] = {"columns": columns, "rows": rows}
    return {"files": files, "other": other}
