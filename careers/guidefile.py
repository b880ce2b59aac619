"""The guide file: a guide as one Markdown file with front matter, described in ``docs/guide-file.md``.

``dumps`` and ``loads`` are exact opposites: what a document holds comes back, and one document always gives the same bytes.
``loads`` says everything that is wrong with a file at once, each point with its line.
"""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from careers.document import GuideDocument, Passport, PayBand, slug_for
from careers.sections import BY_HEADING, BY_KEY, SECTIONS, Kind
from jobboard.lib import money
from jobboard.lib.text import one_line

Place: TypeAlias = tuple[int | str, ...]
Lines: TypeAlias = list[tuple[int, str]]
Shape: TypeAlias = "Callable[[str], object] | list[Shape] | dict[str, Shape]"


class Problem(NamedTuple):
    """``line`` counts from 1; ``None`` for what is not in the file."""

    line: int | None
    where: str
    message: str

    def __str__(self) -> str:
        return f"{f'line {self.line}: ' if self.line else ''}{self.where}: {self.message}"


class GuideFileError(ValueError):
    """The text is no valid guide file; ``problems`` says why, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line or 0)
        super().__init__("\n".join(map(str, self.problems)))


# --- What a file may hold, in the order of writing ----------------------------------------------------------------------


def _whole(value: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", value):
        raise ValueError("must be a whole number")
    return int(value)


def _number(value: str) -> Decimal:
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?", value):
        raise ValueError("must be a plain number such as 41000 or 8.5")
    return Decimal(value)


def _date(value: str) -> dt.date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("must be a date such as 2026-11-20")


_PASSPORT: dict[str, Shape] = {**dict.fromkeys(Passport.model_fields, str), "sample_size": _whole, "as_of": _date}
_FRONT_MATTER: dict[str, Shape] = {
    "title": str,
    "slug": str,
    "field": str,
    "also_called": [str],
    "remote": str,
    "demand": _whole,
    "growth": {"rate": _number, "period": str, **_PASSPORT},
    "pay": [{"country": str, "currency": str, **dict.fromkeys(PayBand.STEPS, _number), **_PASSPORT}],
    "occupation": {"code": str, "match": str},
    "stress": str,
    "balance": str,
    "outlook": {"status": str, "source": str},
    "related": [str],
    "reviewed": _date,
    "sources": [{"title": str, "publisher": str, "year": _whole, "url": str}],
}


def _years(value: str) -> dict[str, object]:
    if not (match := re.fullmatch(r"([0-9]{1,2})(?:\+|\s*[-–]\s*([0-9]{1,2}))", value)):
        raise ValueError("must be a range such as 0-2, or 10+")
    return {"years_from": int(match[1]), "years_to": int(match[2]) if match[2] else None}


def _show_years(part: Any) -> str:
    if part.years_from is None:
        return ""
    return f"{part.years_from}+" if part.years_to is None else f"{part.years_from}-{part.years_to}"


def _hours(value: str) -> dict[str, object]:
    try:
        if match := re.fullmatch(r"([0-9]{2}:[0-9]{2})\s*[-–]\s*([0-9]{2}:[0-9]{2})", value):
            return {"starts": dt.time.fromisoformat(match[1]), "ends": dt.time.fromisoformat(match[2])}
    except ValueError:
        pass
    raise ValueError("must be hours such as 09:00-12:00")


def _show_hours(part: Any) -> str:
    return f"{part.starts:%H:%M}-{part.ends:%H:%M}" if part.starts else ""


class _Field(NamedTuple):
    read: Callable[[str], dict[str, object]]
    show: Callable[[Any], str]


class _Part(NamedTuple):
    """The ``Name: value`` lines of a part, then the attribute its prose goes to and the one its list goes to."""

    fields: dict[str, _Field]
    prose: str = ""
    items: str = ""


_PARTS = {
    "tiers": _Part({"Years": _Field(_years, _show_years)}, prose="text"),
    "day": _Part(
        {"Hours": _Field(_hours, _show_hours), "Focus": _Field(lambda value: {"focus": value}, lambda part: part.focus)},
        items="tasks",
    ),
    "skill_map": _Part({}, prose="text", items="skills"),
    "case_studies": _Part({"Takeaway": _Field(lambda value: {"takeaway": value}, lambda part: part.takeaway)}, prose="text"),
    "questions": _Part({}, prose="answer"),
}

# What gives a line of the body its meaning. A line of prose that looks so is written with a backslash before it; before a
# list that follows prose in the same part, so is a line of that prose that looks like an item.
_HEADING = re.compile(r"(#{1,3})(?!#)[ \t]*(.*)")
_ITEM = re.compile(r"-(?:[ \t]+(.*)|$)")
_IN_PROSE = r"#{1,3}(?!#)"
_BEFORE_ITEMS = r"(?:#{1,3}(?!#)|-(?:[ \t]|$))"


def _escape(line: str, meaningful: str) -> str:
    return "\\" + line if re.match(r"\\*" + meaningful, line) else line


def _unescape(line: str, meaningful: str) -> str:
    return line[1:] if re.match(r"\\+" + meaningful, line) else line


# --- Writing ------------------------------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent_decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    kind = "int" if value == value.to_integral_value() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", f"{value:.0f}" if kind == "int" else f"{value:f}")


_Dumper.add_representer(Decimal, _represent_decimal)


def _filled(value: Any, shape: Shape) -> Any:
    """``value`` in the order of ``shape``, without what is empty."""
    if isinstance(shape, dict):
        kept = {key: _filled(value[key], inner) for key, inner in shape.items()}
        return {key: inner for key, inner in kept.items() if inner not in (None, "", [], {})}
    if isinstance(shape, list):
        return [_filled(item, shape[0]) for item in value]
    return value


def _optional(value: Any, shape: Shape) -> Any:
    return None if value is None else _filled(value, shape)
