"""Partial dates of résumés: a year, a month or a day, as the format writes them ("2024", "2024-03", "2024-03-15")."""

import datetime as dt
import re
from typing import NamedTuple

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext_lazy as _

_PARTIAL = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")


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


def display(value: str) -> str:
    """Returns a partial date as people read it: "Mar 2024". A text that isn't a partial date is returned as it is."""
    parts = parts_of(value)
    if parts is None:
        return value
    month = str(MONTHS_3[parts.month]).title() if parts.month else ""
    return f"{month} {parts.year}".strip()


def display_range(start: str, end: str) -> str:
    """Returns a period as people read it: "Mar 2021 – Present". Without a start, the end alone."""
    if not start:
        return display(end)
    return f"{display(start)} – {display(end) if end else _('Present')}"
