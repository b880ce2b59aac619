"""Parses working hours from labels: ``UTC-1 to UTC+3``, ``CET ± 2``, ``EST hours``."""

import re
from collections.abc import Iterable

# Minutes from UTC behind the names that labels use: two ends where clocks change in summer. Names that mean several zones of
# the world (IST) or a word as well (EAT) are left out.
_ZONES: dict[str, tuple[int, int]] = {
    "utc": (0, 0), "gmt": (0, 0), "wet": (0, 60), "bst": (60, 60), "cet": (60, 120), "cest": (120, 120), "eet": (120, 180),
    "eest": (180, 180), "msk": (180, 180), "sast": (120, 120), "sgt": (480, 480), "hkt": (480, 480), "jst": (540, 540),
    "aest": (600, 600), "aedt": (660, 660), "nzst": (720, 720), "nzdt": (780, 780), "brt": (-180, -180),
    "est": (-300, -240), "edt": (-240, -240), "et": (-300, -240), "eastern": (-300, -240),
    "cst": (-360, -300), "cdt": (-300, -300), "ct": (-360, -300), "central": (-360, -300),
    "mst": (-420, -360), "mdt": (-360, -360), "mt": (-420, -360), "mountain": (-420, -360),
    "pst": (-480, -420), "pdt": (-420, -420), "pt": (-480, -420), "pacific": (-480, -420),
}  # fmt: skip
_NEED_A_NOUN = {
    "et",
    "ct",
    "mt",
    "pt",
    "eastern",
    "central",
    "mountain",
    "pacific",
}  # alone, they can mean something else
_WEST, _EAST = -12 * 60, 14 * 60


def _zone(end: str) -> str:
    """A pattern of one zone: ``utc+5:30``, or a name."""
    return rf"(?:(?:utc|gmt)\s*{_hours(end)}|(?P<{end}_zone>{'|'.join(_ZONES)}))(?![\w:])"


def _hours(end: str) -> str:
    return rf"(?P<{end}_hours>[+-]\s*\d{{1,2}})(?::?(?P<{end}_minutes>[0-5]\d))?(?![\w:])"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words.replace(" ", r"\s*"), re.IGNORECASE)


_WIDTH = r"(?:±|\+/-|\+-|plus or minus) (?P<width>\d{1,2})"
_RANGE = _pattern(rf"(?<!\w){_zone('from')} (?:to|and|through|until|–|-) (?:{_zone('to')}|{_hours('bare')})")
_AROUND = _pattern(rf"(?<!\w){_zone('from')} (?:time)? \(? {_WIDTH}")
_WIDTH_FIRST = _pattern(rf"{_WIDTH} (?:h|hrs?|hours?)? (?:from|of|around)? {_zone('from')}")
_HOURS = _pattern(rf"(?<!\w){_zone('from')} (?:standard|daylight)? (?:(?:working|business) hours|hours|time)\b")
_ALONE = _pattern(rf"\W*{_zone('from')} (?:only)?\W*")


_READ = 300  # characters of a label; no genuine one is longer


def window(labels: Iterable[str]) -> tuple[int, int] | None:
    """The window of the first label that states one, in minutes from UTC."""
    return next((found for label in labels if (found := _read(label[:_READ].replace("−", "-")))), None)


def _read(label: str) -> tuple[int, int] | None:
    if match := _RANGE.search(label):
        there = "to" if match["to_hours"] or match["to_zone"] else "bare"
        ends = (*_offsets(match, "from"), *_offsets(match, there))
        return _bounded(min(ends), max(ends))  # "EST to CET" and "CET to EST" mean the same
    if match := _AROUND.search(label) or _WIDTH_FIRST.search(label):
        low, high = _offsets(match, "from")
        width = int(match["width"]) * 60
        return _bounded(low - width, high + width)
    if match := _HOURS.search(label):
        return _bounded(*_offsets(match, "from"))
    match = _ALONE.fullmatch(label)
    if match and (match["from_zone"] or "").lower() not in _NEED_A_NOUN:
        return _bounded(*_offsets(match, "from"))
    return None


def _offsets(match: re.Match[str], end: str) -> tuple[int, int]:
    """The least and the greatest offset of one end."""
    said = match.groupdict()
    if said.get(f"{end}_zone"):
        return _ZONES[said[f"{end}_zone"].lower()]
    hours = said[f"{end}_hours"].replace(" ", "")
    minutes = abs(int(hours)) * 60 + int(said[f"{end}_minutes"] or 0)
    offset = -minutes if hours.startswith("-") else minutes
    return offset, offset


def _bounded(low: int, high: int) -> tuple[int, int] | None:
    return (low, high) if _WEST <= low <= high <= _EAST else None
