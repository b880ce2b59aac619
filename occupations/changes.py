"""Finds the largest differences between two releases of a source."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from occupations.sources import Key

LARGEST = 25
TITLES = ("title", "pay.title", "outlook.title", "description.title", "onet.title")

# Figures that are compared, by their path in a row (`occupations.reading.rows`), and what they're called.
COMPARED: dict[Key, dict[str, str]] = {
    Key.WAGES: {"pay.median": "Median pay", "pay.p90": "90th percentile of pay", "pay.employment": "Employment"},
    Key.PROJECTIONS: {
        "outlook.growth": "Growth",
        "outlook.openings": "Openings a year",
        "outlook.employment": "Employment",
        "outlook.education": "Entry education",
    },
    Key.HANDBOOK: {"description.title": "Title", "description.profile": "Profile", "description.text": "What they do"},
    Key.CLASSIFICATION: {"title": "Title", "definition": "Definition"},
    Key.ONET: {
        "onet.title": "Title",
        "definition.text": "Definition",
        "onet.job_zone": "Job zone",
        "onet.high_points": "Strongest interests",
        "onet.tasks": "Tasks",
        "onet.skills": "Skills",
        "onet.tools": "Tools",
    },
    Key.UK_PAY: {"pay.median": "Median pay", "pay.p90": "90th percentile of pay"},
    Key.CANADA_PAY: {"pay.low": "Low pay", "pay.median": "Median pay", "pay.high": "High pay"},
}
POINTS = {"outlook.growth"}  # percentages: their difference is in points
CUT = 120  # of a long text


def find_changes(key: Key, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Compares rows (as JSON, by code). Returns an entry for codes that are new or dropped, and one for each figure that changed:
    how often, and the largest changes first. ``difference`` is in percent, or in points; None where there's no such thing."""
    found = []
    for label, rows, others in (("New codes", after, before), ("Dropped codes", before, after)):
        if codes := sorted(rows.keys() - others.keys()):
            largest = [{"code": code, "title": _title(rows[code])} for code in codes[:LARGEST]]
            found.append({"figure": label, "count": len(codes), "largest": largest})
    for path, label in COMPARED[key].items():
        changed = [
            {"code": code, "title": _title(after[code]), **change}
            for code in sorted(before.keys() & after.keys())
            if (change := _change(path, before[code], after[code]))
        ]
        if changed:
            changed.sort(key=lambda change: -_size(change))
            unit = "points" if path in POINTS else "percent"
            found.append({"figure": label, "unit": unit, "count": len(changed), "largest": changed[:LARGEST]})
    return found


def _size(change: dict[str, Any]) -> float:
    """What has no difference in numbers comes first: it is new, gone or words."""
    return float("inf") if change["difference"] is None else abs(float(change["difference"]))


def _change(path: str, row_before: Any, row_after: Any) -> dict[str, Any] | None:
    before, after = _at(row_before, path), _at(row_after, path)
    if before == after:
        return None
    if isinstance(before, list) or isinstance(after, list):
        names = _names(before), _names(after)
        return None if names[0] == names[1] else _of_lists(*names)
    numbers = _number(before), _number(after)
    return {"before": _shown(before, path), "after": _shown(after, path), "difference": _difference(path, *numbers)}


def _of_lists(before: set[str], after: set[str]) -> dict[str, Any]:
    new, dropped = len(after - before), len(before - after)
    return {"before": str(len(before)), "after": f"{len(after)} ({new} new, {dropped} dropped)", "difference": None}


def _difference(path: str, before: Decimal | None, after: Decimal | None) -> float | None:
    if before is None or after is None:
        return None
    if path in POINTS:
        return float(after - before)
    return round(float((after - before) / abs(before) * 100), 1) if before else None


def _at(row: Any, path: str) -> Any:
    for step in path.split("."):
        row = row.get(step) if isinstance(row, dict) else None
    return row


def _title(row: Any) -> str:
    return str(next((found for path in TITLES if (found := _at(row, path))), ""))


def _names(items: list[Any] | None) -> set[str]:
    return {str(item.get("name") or item.get("text")) for item in items or ()}


def _number(value: Any) -> Decimal | None:
    """Numbers are JSON numbers, or decimals as text."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _shown(value: Any, path: str) -> str:
    """A value for staff: amounts in the main unit of their currency."""
    if value is None:
        return ""
    if path.startswith("pay.") and path != "pay.employment":
        return f"{Decimal(value) / 100:,f}"
    return f"{value:,}" if isinstance(value, int) else str(value)[:CUT]
