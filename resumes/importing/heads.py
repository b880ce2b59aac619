"""Heads of entries: what and where. Divides them into parts and places."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from resumes.importing.dates import Period
from resumes.importing.lines import MAX_LENGTH, Line
from resumes.importing.names import begins_with_city, is_place, is_state, splits_place

_STRONG = re.compile(r"\t+|\s+[|•·●▪◆♦⋄∙│┃@]\s*|\s+[–—-]\s+|\s*[|│┃]\s*|\s{3,}|\s+/{1,2}\s+")
_BRACKETS = re.compile(r"(\S)\s*\[([^\[\]]+)\]")
_AT = re.compile(r",?\s+(?:at|bei(?: der| dem)?|chez|bij|w firmie)\s+(?=[^a-z])")
LEGAL_FORM = re.compile(
    r"(?:inc|llc|ltd|gmbh|ag|s\.?a|s\.?l|corp|lda|b\.?v|s\.?a\.?s|limited|plc|co|llp|ph\.?d|m\.?a)\.?(?:$|,)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r" ?\((https?://[^\s()]+)\)")
Score = Callable[[str], int]
_MAX_DIVIDED = 400  # characters of a head; longer ones stay one part


@dataclass
class Entry:
    """``head`` has texts with the lines they are from; ``labelled`` the values of labels by kind; ``addresses`` follow names."""

    head: list[tuple[Line, str]] = field(default_factory=list)
    period: Period | None = None
    dated: Line | None = None
    body: list[Line] = field(default_factory=list)
    labelled: dict[str, str] = field(default_factory=dict)
    label_lines: list[tuple[Line, str]] = field(default_factory=list)
    addresses: list[tuple[Line, str]] = field(default_factory=list)

    def add(self, line: Line, text: str) -> None:
        """Adds a text to the head; the addresses that follow its names stand apart."""
        self.addresses += [(line, address) for address in _ADDRESS.findall(text)]
        self.head.append((line, bare(text)))


@dataclass(frozen=True)
class Part:
    """A part of a head: a position, an employer, a school."""

    line: Line
    text: str


def parts_of(entry: Entry, *, divide_places: bool = True) -> tuple[list[Part], list[Part]]:
    """Returns the parts of an entry's head, and the places among them."""
    parts: list[Part] = []
    places: list[Part] = []
    for line, text in entry.head:
        if len(text) > _MAX_DIVIDED:
            parts.append(Part(line, text))
            continue
        for piece in _STRONG.split(_BRACKETS.sub(r"\1\t\2", text)):
            piece = piece.strip(" ,;:|•·*")
            if not re.search(r"\w", piece):
                continue
            if is_place(piece):
                places.append(Part(line, piece))
                continue
            rest, place = splits_place(piece) if divide_places else (piece, "")
            parts.append(Part(line, rest))
            if place:
                places.append(Part(line, place))
    if not parts and places:  # named like a place
        parts.append(places.pop(0))
    return parts, places


def named_parts(entry: Entry, score: Score) -> tuple[list[Part], list[Part]]:
    """Returns the parts of a head and its places. Under a title, "Acme, Recife, remote" is a name and a place."""
    parts, places = parts_of(entry)
    if len(parts) != 1 or is_divided(parts[0], score):
        return parts, places
    for place in places:
        name, _comma, rest = place.text.partition(", ")
        if place.line is parts[0].line or is_place(name) or not is_place(rest):
            continue
        if begins_with_city(rest) or (score(parts[0].text) > 0 and not is_state(rest)):
            others = [Part(one.line, rest) if one is place else one for one in places]
            return [*parts, Part(place.line, name)], others
    return parts, places


def weak_parts(part: Part, score: Score) -> list[Part]:
    """Returns a part divided at "at", or at the comma that tells two kinds apart best: "Engineer, Acme GmbH"."""
    if match := _AT.search(part.text):
        return [Part(part.line, part.text[: match.start()]), Part(part.line, part.text[match.end() :])]
    if (bracket := re.fullmatch(r"(.+?)\s*\(([^()]+)\)", part.text)) and score(bracket[1]) * score(bracket[2]) < 0:
        return [Part(part.line, bracket[1]), Part(part.line, bracket[2])]
    best: tuple[int, list[Part]] = (0, [part])
    for comma in re.finditer(r",\s+", part.text):
        left, right = part.text[: comma.start()], part.text[comma.end() :]
        if LEGAL_FORM.match(right) or not re.match(r"\W*[A-ZÀ-ÞĀ-Ž0-9]", right):
            continue
        worth = abs(score(left) - score(right)) + 1
        if worth > best[0] or (worth == best[0] and score(right) < 0):
            best = (worth, [Part(part.line, left), Part(part.line, right)])
    return best[1]


def is_legal_form(text: str) -> bool:
    """Returns whether ``text`` begins with what follows a company's name: "Inc.", "GmbH"."""
    return bool(LEGAL_FORM.match(text))


def is_divided(part: Part, score: Score) -> bool:
    """Returns whether a part certainly has both a position and an employer, or both a degree and a school, in it."""
    left, *right = weak_parts(part, score)
    if _AT.search(part.text) and right:
        return True
    return bool(right) and score(left.text) * score(right[0].text) < 0


def bare(text: str) -> str:
    """Returns a text without the addresses that follow its names: "Acme (https://acme.example)"."""
    return _ADDRESS.sub("", text) if len(text) < MAX_LENGTH else text
