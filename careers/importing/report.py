"""Import report: what was read, what is missing, and every line that was not placed."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple

from careers.document import GuideDocument


class NotAGuide(Exception):
    """The file cannot become a guide. The message says why, a line for each reason."""


class Unplaced(NamedTuple):
    line: int
    text: str
    reason: str


class SetAside(NamedTuple):
    """Lines ``first`` to ``last`` are no part of a guide, such as the box of a subscription offer."""

    first: int
    last: int
    what: str


@dataclass(frozen=True)
class ImportReport:
    """Sections have the names of the file's format; an empty one has a heading but nothing under it."""

    format: Literal["plain text", "guide file"]
    title: str
    sections_read: tuple[str, ...] = ()
    sections_empty: tuple[str, ...] = ()
    sections_missing: tuple[str, ...] = ()
    characters_repaired: int = 0
    unplaced: tuple[Unplaced, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as values that JSON can hold."""
        return asdict(self) | {
            "unplaced": [line._asdict() for line in self.unplaced],
            "set_aside": [part._asdict() for part in self.set_aside],
        }

    def as_text(self) -> str:
        """The report as lines to print."""
        lines = [
            f"{self.title} ({self.format})",
            f"Sections read ({len(self.sections_read)}): {', '.join(self.sections_read) or 'none'}",
            f"Sections empty: {', '.join(self.sections_empty) or 'none'}",
            f"Sections missing: {', '.join(self.sections_missing) or 'none'}",
            f"Characters repaired: {self.characters_repaired}",
            *(f"Skipped: lines {part.first}–{part.last}, {part.what}" for part in self.set_aside),
            f"Lines we couldn't place: {len(self.unplaced) or 'none'}",
            *(f"  line {line}: {text}\n    {reason}" for line, text, reason in self.unplaced),
            *(f"Warning: {warning}" for warning in self.warnings),
        ]
        return "\n".join(lines)


def pay_warnings(document: GuideDocument) -> Iterator[str]:
    """Warns about pay figures of ``document`` that fall where they should rise."""
    for band in document.pay:
        if wrong := band.out_of_order:
            yield f"Pay in {band.country} is out of order: {wrong[0]} is above {wrong[1]}."


@dataclass(frozen=True)
class Reading:
    document: GuideDocument
    report: ImportReport
