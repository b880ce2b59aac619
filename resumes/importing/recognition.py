"""Recognizes what a file is by its content, and decodes text. A file's name and declared type can be wrong."""

import re
from enum import Enum, auto
from io import BytesIO
from zipfile import is_zipfile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resumes.importing.draft import ImportRefused

_OTHER_KINDS = (
    (
        rb"\xff\xd8\xff|\x89PNG|GIF8|II\*\0|MM\0\*|RIFF....WEBP|BM",
        gettext_lazy("This is a picture, which has no text to read."),
    ),
    (
        rb"\xd0\xcf\x11\xe0",
        gettext_lazy("This is an old Word file (.doc). Save it as DOCX or PDF and choose that file."),
    ),
    (rb"\{\\rtf", gettext_lazy("This is an RTF file. Save it as DOCX or PDF and choose that file.")),
    (
        rb"\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ",
        gettext_lazy("We can't open this kind of archive. Choose a PDF, DOCX or text file, or LinkedIn's zip."),
    ),
    (
        rb"\s*<(?:!doctype html|html|head|body|\?xml|svg)",
        gettext_lazy("This is a web page. Save it as PDF or plain text and choose that file."),
    ),
)


_EXAMINED = 100_000  # characters that tell whether a file is text


class Kind(Enum):
    PDF = auto()
    ZIP = auto()
    JSON = auto()
    TEXT = auto()


def kind_of(content: bytes) -> Kind:
    """Returns the kind of a file.

    Raises ``ImportRefused`` for kinds that we can't read, and for files that are two kinds at once.
    """
    start = content[:1024].removeprefix(b"\xef\xbb\xbf")
    is_pdf, is_zip = start.lstrip().startswith(b"%PDF-"), is_zipfile(BytesIO(content))
    if (is_pdf and is_zip) or (not is_pdf and b"%PDF-" in start) or (is_zip and not start.startswith(b"PK")):
        raise ImportRefused(_("This file is of two kinds at once. Save your résumé as PDF again and choose that file."))
    if is_pdf:
        return Kind.PDF
    if is_zip:
        return Kind.ZIP
    if start.startswith(b"PK\x03\x04"):
        raise ImportRefused(_("This file is damaged or incomplete. Save it again and choose the new file."))
    for pattern, sentence in _OTHER_KINDS:
        if re.match(pattern, start, re.IGNORECASE | re.DOTALL):
            raise ImportRefused(str(sentence))
    return Kind.JSON if start.lstrip()[:1] in (b"{", b"[") else Kind.TEXT


def decoded(content: bytes) -> tuple[str, list[str]]:
    """Returns ``content`` as text, and notes. Text that isn't Unicode is read as Windows-1252, which older programs write."""
    notes: list[str] = []
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        notes = [_("The file isn't UTF-8 text, so we read it as Windows-1252. Check letters with accents.")]
    start = text[:_EXAMINED]
    controls = len(re.findall(r"[\x00-\x08\x0e-\x1f\ufffd]", start))
    if "\0" in text or controls > len(start) / 50 + 2:
        raise ImportRefused(
            _("We can't read this kind of file. Choose a PDF, DOCX, JSON Resume or text file, or LinkedIn's zip.")
        )
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\u2028", "\n").replace(
        "\x0b", "\n"
    ), notes
