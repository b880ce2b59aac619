"""Repairs text whose UTF-8 was once read as windows-1253 (``β€”`` for ``—``) or windows-1252 (``â€”``).

This turns each character beyond ASCII into two to four characters whose bytes in that code page are one UTF-8 sequence.
Damage is told from normal text as follows:

* A *span* is a stretch of characters whose bytes are one UTF-8 sequence (for a control character it does not count).
* A *run* is a stretch of neighboring characters of the code page's upper half. A run with a letter that belongs to no
  span is a real word (``Αθήνα``, ``χωρίς…»``) and is unchanged, because damage leaves no letter over.
* A run is *proof* when it cannot be writing: the letter of a span is followed by a character that no writer puts there
  (``€``, ``Ÿ``, ``©`` …), or the span makes a Latin letter inside a Latin word (``NiΓ±o``) or a byte order mark, or the run
  has four different marks right after the letters of its spans, or four spans of three characters or more.
* Proof is repaired. Any other run could be writing (``Γ’ Λυκείου``, ``kΩ·m``, ``„Ä“``): it is repaired only when the text
  holds proof elsewhere and no letter that is left over.

The limits follow. A text whose *only* damage looks like writing stays as it is (``Γ’`` alone for ``Ò``), and so does damage
that touches an undamaged word in the code page's own letters. To be changed, a clean text would have to put such a character
right after a lone letter (``Γ€``), or ``ƒ`` or ``œ`` right after an accented one (``áƒ»``), which no spelling of a larger
language does. Damage done twice is undone once.

Both code pages leave bytes undefined. Decoders of such text fill them in, and so does this one: windows-1253 borrows
from windows-1252 (0x88 is ``ˆ``, 0x9F is ``Ÿ``, 0xD2 is ``Ò``), and 0x80 to 0x9F may also be decoded as the control
characters of those numbers.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_SEQUENCE = re.compile(
    rb"\xC2[\xA0-\xBF]|[\xC3-\xDF][\x80-\xBF]"
    rb"|\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEC\xEE\xEF][\x80-\xBF]{2}|\xED[\x80-\x9F][\x80-\xBF]"
    rb"|\xF0[\x90-\xBF][\x80-\xBF]{2}|[\xF1-\xF3][\x80-\xBF]{3}|\xF4[\x80-\x8F][\x80-\xBF]{2}"
)
_MANY = 4  # nobody writes four lone letters without a space, each followed by a different mark or by two

# Characters that do follow a letter: closing marks, dashes, spaces, numeral and accent marks, units, footnotes.
_AFTER_A_LETTER = "’‘”“»›…–—·\xa0\xad΄´™®†‡°±²³¹½µ"

_SLAVIC_CAPITALS = "ÁÉÍÓÚÝÔÖÜ"  # of languages that have š and ž, which may follow one at the start of a word (Úžasný)


class _Span(NamedTuple):
    start: int
    end: int
    meant: str


class _Run(NamedTuple):
    spans: list[_Span]
    has_letter_left_over: bool
    is_proof: bool


_LONE_LETTER = _Run([], has_letter_left_over=True, is_proof=False)


class _CodePage:
    """A code page that UTF-8 was decoded with. ``companions`` are its capitals that follow a capital within a word."""

    def __init__(self, name: str, *, companions: str, foreign_to_latin: bool) -> None:
        self.bytes = {chr(byte): byte for byte in range(0x80, 0xA0)}
        for byte in range(0x80, 0x100):
            for codec in (name, "windows-1252", "latin-1"):
                if character := bytes([byte]).decode(codec, errors="ignore"):
                    self.bytes[character] = byte
                    break
        self.bytes_of = str.maketrans(self.bytes)
        # A mark between ASCII letters isn't a run: alone it is neither a span nor a letter left over.
        letters = "".join(filter(str.isalpha, self.bytes))
        self.run = re.compile(f"[{re.escape(''.join(self.bytes))}]{{2,}}|[{letters}]")
        self.companions = companions
        self.foreign_to_latin = foreign_to_latin

    def damage(self, text: str) -> list[_Span]:
        """Returns the spans of ``text`` that must be decoded again."""
        runs = list(self._runs(text))
        believed = any(run.is_proof for run in runs) and not any(run.has_letter_left_over for run in runs)
        return [span for run in runs for span in run.spans if run.is_proof or believed]

    def _runs(self, text: str) -> Iterator[_Run]:
        for match in self.run.finditer(text):
            start, characters = match.start(), match[0]
            if len(characters) == 1:
                yield _LONE_LETTER
                continue
            raw = characters.translate(self.bytes_of).encode("latin-1")
            found = list(_SEQUENCE.finditer(raw))
            left_over = any(map(str.isalpha, _outside(characters, found)))
            spans = [_Span(start + f.start(), start + f.end(), f[0].decode()) for f in found]
            marks = {text[span.start + 1] for span in spans}
            longer = [span for span in spans if span.end - span.start > 2]
            # A text has few different spans with few different neighbors, however long it is.
            seen = {(text[span.start - 1 : span.end + 1], span.meant): span for span in spans}
            proof = max(len(marks), len(longer)) >= _MANY
            proof = proof or any(self._cannot_be_writing(text, span) for span in seen.values())
            yield _Run(spans, left_over, is_proof=proof and not left_over)

    def _cannot_be_writing(self, text: str, span: _Span) -> bool:
        letter, mark = text[span.start], text[span.start + 1]
        if not letter.isalpha():
            return False
        companions = self.companions if letter.isupper() else self.companions.lower()
        if letter in _SLAVIC_CAPITALS:
            companions += self.companions.lower()
        within = span.meant + text[span.start - 1 : span.start] + text[span.end : span.end + 1]
        return (
            (mark not in _AFTER_A_LETTER and mark not in companions)
            or span.meant == "\ufeff"
            or (self.foreign_to_latin and _is_latin(within))
        )


def _outside(characters: str, found: Iterable[re.Match[bytes]]) -> str:
    """Returns the characters that no match covers."""
    pieces, at = [], 0
    for match in found:
        pieces.append(characters[at : match.start()])
        at = match.end()
    return "".join([*pieces, characters[at:]])


def _is_latin(characters: str) -> bool:
    """Returns whether these are three Latin letters: one before, one between and one after."""
    return len(characters) == 3 and all(unicodedata.name(c, "").startswith("LATIN ") for c in characters)


# Accented capitals are in the half that holds UTF-8's trailing bytes; so are the Slavic letters.
_CODE_PAGES = (
    _CodePage("windows-1253", companions="ΆΈΉΊΌΎΏ", foreign_to_latin=True),
    _CodePage("windows-1252", companions="ŠŽ", foreign_to_latin=False),
)


def repair(text: str) -> tuple[str, int]:
    """Repairs ``text``. Returns it with the number of restored characters; a clean text is returned unchanged."""
    spans = max((page.damage(text) for page in _CODE_PAGES), key=len)
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], span.meant]
        at = span.end
    return "".join([*pieces, text[at:]]), len(spans)
