"""Numbers, sums, shares and months in a text, in one form: 1,200 = 1200, ten = 10, 15 % = 15 percent, $120k = $120,000."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SMALL = {**_UNITS, **_TENS}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_OTHER: dict[str, int | Decimal] = {
    "dozen": 12,
    "twice": 2,
    "double": 2,
    "doubled": 2,
    "triple": 3,
    "tripled": 3,
    "half": Decimal("0.5"),
    "halved": Decimal("0.5"),
}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 1
    )
    if word not in ("first", "second")  # which are other words more often
}
_SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "zł": "PLN",
}
_CODES = "usd|eur|gbp|cad|aud|chf|inr|jpy|brl|pln|sek|nok|dkk|mxn|nzd|sgd|zar"
_NAMES = {"dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "pounds": "GBP"}
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ],
        1,
    )
    for name in names.split()
}

_WORD_NUMBER = "|".join([*_SMALL, *_SCALES])
_FIGURE = re.compile(
    rf"""
    (?P<sign>us\$|ca?\$|a\$|[$€£¥₹])?\s?
    (?:\b(?P<before>{_CODES})\s?)?
    (?<![\w.])(?P<digits>\d{{1,3}}(?:[, \u00a0\u202f]\d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d+)?)
    (?:(?P<short>k|m|mm|bn|b)\b|\s?(?P<scale>thousand|million|billion)\b)?
    (?P<share>\s?%|\s?percent\b|\s?per\s?cent\b)?
    (?:\s?(?P<after>{_CODES}|dollars?|euros?|pounds|€|£|\$|zł)(?!\w))?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WORDS = re.compile(
    rf"\b(?:{_WORD_NUMBER})(?:(?:[\s-]|\sand\s)(?:{_WORD_NUMBER}))*\b(?P<share>\s?percent\b|\s?%)?", re.IGNORECASE
)
_SINGLE = re.compile(rf"\b(?:{'|'.join([*_OTHER, *_ORDINALS])})\b", re.IGNORECASE)
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b\.?(?=[\s,/]+\d)|(?<=\d\s)({'|'.join(_MONTHS)})\b", re.IGNORECASE)
_ISO = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")
_RANGE = re.compile(r"\s?(?:-|–|—|to|and)\s?[$€£¥₹]?", re.IGNORECASE)
_SPAN = re.compile(r"\s?(?:-|–|—|\bto\b)\s?[$€£¥₹]?", re.IGNORECASE)
_THOUSANDS = re.compile(r"\dk\b", re.IGNORECASE)
_LONELY = {"one", "hundred", "thousand", "million", "billion"}  # more often words than numbers
_SHORT = {"k": 10**3, "m": 10**6, "mm": 10**6, "b": 10**9, "bn": 10**9}


@dataclass(frozen=True)
class Figure:
    """``unit``: a currency's code, ``%``, ``month``, or nothing. ``start`` and ``end`` are offsets in the text given."""

    value: Decimal
    unit: str
    start: int
    end: int
    is_word: bool = False  # "halved", "twice"

    def is_backed_by(self, other: "Figure") -> bool:
        """Whether the other figure says the same: a sum without a currency may leave it out, but none may be added."""
        return self.value == other.value and (
            self.unit == other.unit or (not self.unit and other.unit not in ("%", "month"))
        )


def figures(text: str) -> tuple[Figure, ...]:
    """Returns the figures of ``text`` in order. The two ends of a range share their unit: $120–150k, 10 to 15 %."""
    found = sorted(_found(text), key=lambda figure: figure.start)
    for at, (low, high) in enumerate(pairwise(found)):
        if _RANGE.fullmatch(text[low.end : high.start]) and "month" not in (low.unit, high.unit):
            unit = low.unit or high.unit
            times = 1000 if low.value < 1000 <= high.value and _THOUSANDS.search(text[high.start : high.end]) else 1
            found[at] = replace(low, unit=unit, value=(low.value * times).normalize())
            found[at + 1] = replace(high, unit=high.unit or unit)
    return tuple(found)


def is_range(between: str) -> bool:
    """Whether what is between two figures makes them the ends of a range."""
    return bool(_SPAN.fullmatch(between))


def _found(text: str) -> Iterator[Figure]:
    taken: list[tuple[int, int]] = []

    def is_free(match: re.Match[str]) -> bool:
        return not any(start < match.end() and match.start() < end for start, end in taken)

    for match in _ISO.finditer(text):
        taken.append(match.span())
        yield Figure(Decimal(match[1]), "", *match.span(1))
        yield Figure(Decimal(match[2]), "month", *match.span(2))
        if match[3]:
            yield Figure(Decimal(match[3]), "", *match.span(3))
    for match in _MONTH.finditer(text):
        yield Figure(Decimal(_MONTHS[(match[1] or match[2]).lower()]), "month", *match.span())
    for match in _FIGURE.finditer(text):
        if is_free(match):
            taken.append(match.span())
            yield Figure(_value(match), _unit(match), match.start("digits"), match.end())
    for match in _WORDS.finditer(text):
        if is_free(match) and match[0].lower() not in _LONELY:
            taken.append(match.span())
            yield Figure(_spelled(match[0]), "%" if match["share"] else "", *match.span())
    for match in _SINGLE.finditer(text):
        if is_free(match):
            word = match[0].lower()
            yield Figure(Decimal(_OTHER.get(word, 0) or _ORDINALS[word]), "", *match.span(), is_word=word in _OTHER)


def _value(match: re.Match[str]) -> Decimal:
    digits = match["digits"]
    if re.fullmatch(r"\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?:\.\d+)?", digits):
        digits = re.sub(r"[, \u00a0\u202f]", "", digits)
    value = Decimal(digits.replace(",", "."))
    times = _SHORT.get((match["short"] or "").lower()) or _SCALES.get((match["scale"] or "").lower(), 1)
    return (value * times).normalize()


def _unit(match: re.Match[str]) -> str:
    if match["share"]:
        return "%"
    named = (match["sign"] or match["before"] or match["after"] or "").lower()
    return _SIGNS.get(named) or _NAMES.get(named) or named.upper()


def _spelled(words: str) -> Decimal:
    total = part = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _SMALL:
            part += _SMALL[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in _SCALES:
            total += max(part, 1) * _SCALES[word]
            part = 0
    return Decimal(total + part).normalize()
