"""Layout of a guide file: the tables that reading and writing share."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from careers.document import Passport, PayBand

Shape: TypeAlias = "Callable[[str], object] | list[Shape] | dict[str, Shape]"


def _whole(value: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,15}", value):
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
FRONT_MATTER: dict[str, Shape] = {
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
        raise ValueError("must be a range such as 0-2 or 10+")
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


class Field(NamedTuple):
    read: Callable[[str], dict[str, object]]
    show: Callable[[Any], str]


class Part(NamedTuple):
    """The ``Name: value`` lines of a part, and the attributes that hold its heading, prose and list."""

    fields: dict[str, Field]
    title: str = "title"
    prose: str = ""
    items: str = ""


PARTS = {
    "tiers": Part({"Years": Field(_years, _show_years)}, prose="text"),
    "day": Part(
        {"Hours": Field(_hours, _show_hours), "Focus": Field(lambda value: {"focus": value}, lambda part: part.focus)},
        title="label",
        items="tasks",
    ),
    "skill_map": Part({}, prose="text", items="skills"),
    "case_studies": Part(
        {"Takeaway": Field(lambda value: {"takeaway": value}, lambda part: part.takeaway)}, prose="text"
    ),
    "questions": Part({}, prose="answer"),
}

# Marks that give a line of the body a meaning. A line of prose that looks like one is written with a backslash before it. If
# a list follows the prose in the same part, the same is done for a line of that prose that looks like an item.
HEADING = re.compile(r"(#{1,3})(?!#)[ \t]*(.*)")
ITEM = re.compile(r"-(?:[ \t]+(.*)|$)")
FIELD = re.compile(r"([A-Z][a-z]+):[ \t]*(.*)")
IN_PROSE = r"#{1,3}(?!#)"
BEFORE_ITEMS = r"(?:#{1,3}(?!#)|-(?:[ \t]|$))"


def escape(line: str, meaningful: str) -> str:
    return "\\" + line if re.match(r"\\*" + meaningful, line) else line


def unescape(line: str, meaningful: str) -> str:
    return line[1:] if re.match(r"\\+" + meaningful, line) else line
