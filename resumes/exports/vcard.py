"""Writes the contact card of a résumé: a vCard 4.0 (RFC 6350)."""

import re
from collections.abc import Iterator

from resumes.document import ResumeDocument
from resumes.exports.cleaning import clean_text
from resumes.exports.rich_text import safe_url

MEDIA_TYPE = "text/vcard; charset=utf-8"
_LONGEST_LINE = 75  # bytes, without the line end


def render_vcard(
    document: ResumeDocument, *, url: str = "", with_email: bool = False, with_phone: bool = False
) -> bytes:
    """Returns the card of the person. ``url`` is the page it links to; without one, the address in the résumé."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", *_properties(document, url, with_email, with_phone), "END:VCARD", ""]
    return "\r\n".join(map(_folded, lines)).encode()


def _properties(document: ResumeDocument, url: str, with_email: bool, with_phone: bool) -> Iterator[str]:
    basics = document.basics
    name = clean_text(basics.name)
    yield f"FN:{_escaped(name)}"
    yield f"N:{';'.join(_escaped(part) for part in _name_parts(name))};;;"
    if title := clean_text(basics.label):
        yield f"TITLE:{_escaped(title)}"
    if address := safe_url(clean_text(url or basics.url)):
        yield f"URL:{_as_uri(address)}"
    if with_email and (email := clean_text(basics.email)):
        yield f"EMAIL:{_escaped(email)}"
    if with_phone and (phone := clean_text(basics.phone)):
        yield f"TEL;VALUE=text:{_escaped(phone)}"


def _name_parts(name: str) -> tuple[str, str]:
    """Returns what programs sort by: the last word, then the others."""
    given, _, family = name.rpartition(" ")
    return family, given


def _escaped(text: str) -> str:
    return re.sub(r"[\\,;]", r"\\\g<0>", text).replace("\n", "\\n")


def _as_uri(address: str) -> str:
    """Returns an address without the characters that an address can't have."""
    return re.sub(r"[\s\"<>\\^`{|}]", lambda match: f"%{ord(match[0]):02X}", address)


def _folded(line: str) -> str:
    """Returns a line folded at 75 bytes, between characters."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _LONGEST_LINE:
            pieces.append(piece)
            piece, size = "", 1  # the space that starts a continued line
        piece += character
        size += width
    return "\r\n ".join([*pieces, piece])
