"""Partial dates of résumés: a year, a month or a day, as the format writes them ("2024", "2024-03", "2024-03-15")."""

import datetime as dt
import re
from typing import NamedTuple

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext_lazy as _

_PARTIAL = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")

_MONTH_YEAR = re.compile(r"(?P<month>\d{1,2})[ /-](?P<year>\d{4})")
_NAMED = re.compile(r"(?:(?P<first>\d{1,2}) )?(?P<month>[^\W\d]{3,})(?: (?P<day>\d{1,2}))? (?P<year>\d{4})")
_OPEN = (_("Present"), _("Today"), _("Now"))


class Parts(NamedTuple):
    """The parts of a partial date. ``month`` and ``day`` are 0 if unknown."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])

    @property
    def first_month(self) -> int:
        """The months from the year 0 to the first month that this can mean."""
        return self.year * 12 + (self.month or 1) - 1

    @property
    def last_month(self) -> int:
        """The months from the year 0 to the last month that this can mean."""
        return self.year * 12 + (self.month or 12) - 1


def parts_of(value: str) -> Parts | None:
    """Returns the parts of a partial date; None if it isn't one, or isn't in the calendar."""
    match = _PARTIAL.fullmatch(value)
    if not match:
        return None
    parts = Parts(int(match["year"]), int(match["month"] or 0), int(match["day"] or 0))
    try:
        dt.date(parts.year, int(match["month"] or 1), int(match["day"] or 1))
    except ValueError:
        return None
    return parts


def is_partial_date(value: str) -> bool:
    return parts_of(value) is not None


def read(text: str) -> str | None:
    """Returns what people type as a partial date: "Mar 2021", "03/2021", "March 15, 2021", "2021". Empty for an empty text
    and for "present"; None for anything else."""
    typed = " ".join(text.replace(",", " ").replace(".", " ").lower().split())
    if typed in ("", *(str(word).lower() for word in _OPEN)):
        return ""
    numbers = _MONTH_YEAR.fullmatch(typed)
    if numbers:
        typed = f"{numbers['year']}-{int(numbers['month']):02}"
    elif named := _NAMED.fullmatch(typed):
        month = _months().get(named["month"][:3])
        day = named["day"] or named["first"]
        typed = f"{named['year']}-{month:02}" + (f"-{int(day):02}" if day else "") if month else ""
    return str(parts_of(typed)) if parts_of(typed) else None


def _months() -> dict[str, int]:
    return {str(name).lower()[:3]: number for number, name in MONTHS_3.items()}


def display(value: str) -> str:
    """Returns a partial date as people read it: "Mar 2024". A text that isn't a partial date is returned as it is."""
    parts = parts_of(value)
    if parts is None:
        return value
    month = str(MONTHS_3[parts.month]).title() if parts.month else ""
    day = f" {parts.day}," if parts.day else ""
    return f"{month}{day} {parts.year}".strip()


def display_range(start: str, end: str) -> str:
    """Returns a period as people read it: "Mar 2021 – Present". Without a start, the end alone."""
    if not start:
        return display(end)
    return f"{display(start)} – {display(end) if end else _('Present')}"
