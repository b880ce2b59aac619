"""Draft of a plain-text guide during reading: values so far, and unplaced lines."""

import re
from collections.abc import Iterable
from typing import Any

from careers.document import MAX_ITEMS, MAX_LINE, MAX_PROSE
from careers.importing.plaintext.lines import Line
from careers.importing.report import Unplaced

# In plain text every character is literal; those with a meaning in Markdown get a backslash.
_INLINE = re.compile(r"[\\`*\[<]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|&(?=#?\w+;)")
_AT_START = re.compile(r"^(?:\d{1,9}(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|>|[+-](?:\s|$)|-[- ]*$))")


def markdown(text: str) -> str:
    """Escapes one line of plain text for Markdown."""
    return _AT_START.sub(r"\g<0>\\", _INLINE.sub(r"\\\g<0>", text))


class Draft:
    """Collects values that the document will accept; a line that doesn't fit is left unplaced, with the reason."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.unplaced: list[Unplaced] = []
        self.warnings: list[str] = []

    def leave(self, line: Line, reason: str) -> None:
        self.unplaced.append(Unplaced(line.number, line.text, reason))

    def fits(self, line: Line) -> bool:
        """Whether ``line`` can be a single line of the document; if not, it is left unplaced."""
        if len(line.text) > MAX_LINE:
            self.leave(line, f"longer than {MAX_LINE} characters")
        return len(line.text) <= MAX_LINE

    def put(self, key: str, value: str, line: Line, *, into: dict[str, Any] | None = None) -> None:
        """Sets a single value from ``line``, unless it is empty, too long or different from an earlier one."""
        values = self.values if into is None else into
        if not value:
            self.leave(line, "a label without a value")
        elif values.get(key, value) != value:
            self.leave(line, f"there's already a value above: {values[key]}")
        elif self.fits(line):
            values[key] = value

    def prose(self, lines: Iterable[Line]) -> str:
        """``lines`` as Markdown: each a paragraph, or an item of a list if it had a bullet."""
        text, after_item = "", False
        for line in lines:
            between = "" if not text else "\n" if line.bullet and after_item else "\n\n"
            longer = text + between + ("- " if line.bullet else "") + markdown(line.text)
            if len(longer) > MAX_PROSE:
                self.leave(line, f"the section is longer than {MAX_PROSE} characters")
            else:
                text, after_item = longer, line.bullet
        return text

    def items(self, lines: Iterable[Line]) -> list[str]:
        """``lines`` as a list. If none has a bullet, each is an item; otherwise only those that have one."""
        lines = list(lines)
        bulleted = any(line.bullet for line in lines)
        found: list[str] = []
        for line in lines:
            if line.bullet != bulleted:
                self.leave(line, "not an item of the list around it")
            elif len(found) == MAX_ITEMS:
                self.leave(line, f"the list has more than {MAX_ITEMS} items")
            elif self.fits(line):
                found.append(line.text)
        return found
