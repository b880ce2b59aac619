"""Cover letter document: the head of a letter and its text, with placeholders filled.

A placeholder is a name in braces, such as ``{company}``. ``\\{company}`` is text, as Markdown's backslash makes it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from resumes.document import Basics
from resumes.exports.rich_text import escape

PLACEHOLDERS = ("company", "role", "name", "date")
_PLACEHOLDER = re.compile(r"(?<!\\)(?P<before>(?:\\\\)*)\{(?P<name>[^{}\n]{1,60})\}")


@dataclass(frozen=True)
class LetterDocument:
    """A letter. ``basics`` has the sender's name and contact. ``unfilled``: placeholders without a value, which the text still
    contains."""

    basics: Basics
    text: str
    company: str = ""
    unfilled: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Returns the letter that ``to_json`` wrote."""
        return cls(Basics.model_validate(data["basics"]), data["text"], data["company"])

    def to_json(self) -> dict[str, Any]:
        basics = self.basics.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return {"basics": basics, "text": self.text, "company": self.company}


def fill(text: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Returns ``text`` with the placeholders filled that ``values`` has, and the names of all others, each once. A value is
    text, whatever it means in Markdown."""
    unfilled: list[str] = []

    def value(match: re.Match[str]) -> str:
        found = values.get(match["name"].strip().casefold(), "")
        if not found:
            unfilled.append(match["name"].strip())
            return match[0]
        return match["before"] + escape(found)

    return _PLACEHOLDER.sub(value, text), tuple(dict.fromkeys(unfilled))
