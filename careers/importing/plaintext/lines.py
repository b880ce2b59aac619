"""Splits a plain-text guide into lines and reads the small values in them."""

import datetime as dt
import re
from decimal import Decimal
from typing import NamedTuple

from toolkit.text import one_line

_BULLET = re.compile(r"(?:[•●▪◦‣∙·]\s*|[*–—-](?:\s+|$))+")


class Line(NamedTuple):
    """A line that is not blank; ``bullet`` says whether it had a bullet, which isn't part of its text."""

    number: int
    text: str
    bullet: bool = False

    @property
    def is_title(self) -> bool:
        """Whether it could name a part: short, and not a sentence."""
        return not self.bullet and len(self.text) <= 120 and not self.text.endswith((".", "!", ";", ",", ":", "…"))


def split(text: str) -> list[Line]:
    """The lines of ``text`` that aren't blank, numbered from 1."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [found for number, raw in enumerate(lines, 1) if (found := _line(number, raw)).text]


def _line(number: int, raw: str) -> Line:
    whole = one_line(raw)
    bullet = _BULLET.match(whole)
    return Line(number, whole[bullet.end() :], bullet=True) if bullet else Line(number, whole)


def labelled(line: Line, label: str) -> str | None:
    """The value of a line such as ``Focus: Planning``, or ``None`` when it has another label or none."""
    match = re.fullmatch(rf"{label}\s*:\s*(.*)", line.text, re.IGNORECASE)
    return match[1] if match else None


# --- Values -------------------------------------------------------------------------------------------------------------

# Thousands are separated by commas, spaces or apostrophes; a point is a decimal point.
_AMOUNT = re.compile(
    r"(?:(?P<sign>[$€£¥₹])|(?P<code>[A-Z]{3}))?\s?"
    r"(?P<number>\d{1,3}(?:[, '’]\d{3})+|\d{1,12})(?P<cents>\.\d{1,2})?(?P<thousands>\s?[kK])?\+?"
)
_SIGNS = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD"),
    "€": ("EUR",),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
}


class Money(NamedTuple):
    """An amount of the main unit; ``sign`` is a currency sign or code, empty when the text has none."""

    amount: Decimal
    sign: str

    def fits(self, currency: str) -> bool:
        """Whether the sign can be that of ``currency``."""
        return not self.sign or currency in _SIGNS.get(self.sign, (self.sign,))


def money(text: str) -> Money | None:
    """``$75,000``, ``75000``, ``USD 75,000`` or ``75k`` as an amount."""
    match = _AMOUNT.fullmatch(text)
    if not match:
        return None
    amount = Decimal(re.sub(r"\D", "", match["number"]) + (match["cents"] or ""))
    return Money(amount * 1000 if match["thousands"] else amount, match["sign"] or match["code"] or "")


def money_range(text: str) -> tuple[Money, Money] | None:
    """``55,000—95,000`` or ``$55,000 to $95,000`` as two amounts."""
    ends = re.split(r"\s*[–—-]\s*|\s+to\s+", text)
    found = [amount for end in ends if (amount := money(end))]
    return (found[0], found[1]) if len(ends) == len(found) == 2 else None


def percent(text: str) -> Decimal | None:
    """``8%`` or ``−3.5 %``, from −100 to 1000 with at most two decimals."""
    match = re.fullmatch(r"([+−-]?)\s?(\d{1,4}(?:\.\d{1,2})?)\s?%", text)
    rate = Decimal(match[2]) * (-1 if match[1] in ("−", "-") else 1) if match else None
    return rate if rate is not None and -100 <= rate <= 1000 else None


def years(text: str) -> tuple[int, int | None] | None:
    """``0-2 years`` as 0 and 2, ``10+ years`` as 10 and no end."""
    match = re.fullmatch(
        r"(\d{1,2})\s?(?:\+|(?:[–—-]|to)\s?(\d{1,2}))(?:\s?(?:years?|yrs?))?(?:\s?\+)?", text, re.IGNORECASE
    )
    if not match:
        return None
    first, last = int(match[1]), int(match[2]) if match[2] else None
    return (first, last) if first <= 60 and (last is None or first <= last <= 60) else None


def hours(text: str) -> tuple[dt.time, dt.time] | None:
    """``9:00 AM - 12:00 PM`` or ``09:00–12:00`` as two times of day."""
    ends = re.split(r"\s*(?:[–—-]|\bto\b)\s*", text)
    times = [time for end in ends if (time := _clock(end))]
    return (times[0], times[1]) if len(ends) == len(times) == 2 else None


def _clock(text: str) -> dt.time | None:
    match = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?\s?(?:([ap])\.?m\.?)?", text, re.IGNORECASE)
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return dt.time(hour, minute) if hour <= 23 and minute <= 59 else None
