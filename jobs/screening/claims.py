"""Types of screening: claims (input) and findings (output)."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Claims:
    """A job as input for the rules: what its fields claim, and its text.

    ``regions`` are the slugs of where applicants can live; ``timezone`` is the working window in minutes from UTC
    (``(-60, 180)``); ``text`` is the description as plain text, with a blank line between blocks. Pay is per year, in
    minor units.
    """

    title: str
    text: str
    place: str = ""
    workplace: str = ""
    tags: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    timezone: tuple[int, int] | None = None
    company: str = ""
    apply_url: str = ""
    apply_email: str = ""
    pay_currency: str = ""
    pay_yearly: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True)
class Finding:
    """A finding of one rule.

    ``rule`` is the rule's name (``office-days``). ``kind`` is ``contradiction`` (the text denies the label), ``limit``
    (the text or the label narrows who can apply), ``scam``, or ``unread`` (a part of the label that we can't read).
    ``quote`` is the sentence or field it is based on, verbatim. For limits on place, ``only`` or ``never`` are region
    slugs, ``partly`` the countries of which only a part is concerned, and ``parts`` the names of those parts (states,
    towns); for demands on time, ``timezone`` is the window in minutes from UTC.
    """

    rule: str
    kind: str
    quote: str
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    timezone: tuple[int, int] | None = None

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Finding":
        window = data.get("timezone")
        return cls(
            data["rule"], data["kind"], data["quote"],
            tuple(data.get("only", ())), tuple(data.get("never", ())), tuple(data.get("partly", ())),
            tuple(data.get("parts", ())), (window[0], window[1]) if window else None,
        )  # fmt: skip
