"""Which files a message takes: types, sizes, and whether the content is what the name says."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 2_500_000  # of all files of a message; what a proxy lets through with a form around them (docs/operations/proxies.md)
MOST_FILES = 5
LONGEST_NAME = 100


@dataclass(frozen=True)
class Kind:
    """A type of file. ``starts``: with which bytes its content can begin; empty for text in UTF-8."""

    media_type: str
    starts: tuple[bytes, ...] = ()


KINDS = {
    "pdf": Kind("application/pdf", (b"%PDF-",)),
    "docx": Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    "odt": Kind("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    "txt": Kind("text/plain; charset=utf-8"),
    "md": Kind("text/plain; charset=utf-8"),
    "png": Kind("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": Kind("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": Kind("image/jpeg", (b"\xff\xd8\xff",)),
}
ACCEPT = ",".join(f".{name}" for name in KINDS)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]")


class FileRefused(ValueError):
    """The file isn't taken. The message names it and says why."""

    def __init__(self, why: str | Promise, name: str) -> None:
        super().__init__(str(why).format(name=name))


def shown_name(name: str) -> str:
    """Returns a name that is safe in a download: one line, no folders, no characters that hide others."""
    plain = _UNSAFE.sub("", unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    return f"{(stem or 'file')[:LONGEST_NAME]}{dot}{ending[:10].lower()}"


def kind_of(name: str, content: bytes) -> Kind:
    """Returns the type of a file by its name. Raises ``FileRefused`` if we don't take it or its content is another."""
    kind = KINDS.get(name.rpartition(".")[2].lower())
    if kind is None:
        raise FileRefused(
            _("We don't take “{name}”. Attach a PDF, Word (DOCX), OpenDocument (ODT), text, PNG or JPEG file."), name
        )
    if not content:
        raise FileRefused(_("“{name}” is empty. Choose another file."), name)
    if not (content.startswith(kind.starts) if kind.starts else _is_text(content)):
        raise FileRefused(_("“{name}” isn't the type of file its name says. Save it again, or attach another."), name)
    return kind


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
