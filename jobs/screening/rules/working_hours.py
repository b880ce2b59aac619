"""Rule on working hours and time zones."""

import re
from dataclasses import dataclass

from jobs.screening.claims import Claims, Finding
from jobs.screening.phrasebook import Phrasebook
from jobs.screening.reading import Rule, Sentence, heard

WORKING_DAY = 8  # hours
_WEST, _EAST = -12 * 60, 14 * 60

# Minutes from UTC: the lowest and the highest offset of the year.
_ZONES: dict[str, tuple[int, int]] = {
    "utc": (0, 0), "gmt": (0, 0), "bst": (60, 60), "wet": (0, 60), "cet": (60, 120), "cest": (120, 120), "eet": (120, 180),
    "eest": (180, 180),
    "est": (-300, -240), "edt": (-240, -240), "et": (-300, -240), "cst": (-360, -300), "cdt": (-300, -300), "ct": (-360, -300),
    "mst": (-420, -360), "mdt": (-360, -360), "pst": (-480, -420), "pdt": (-420, -420), "pt": (-480, -420),
    "brt": (-180, -180), "ist": (330, 330), "sgt": (480, 480), "jst": (540, 540), "aest": (600, 600), "aedt": (660, 660),
}  # fmt: skip
# These mean a clock only if a noun follows: "Pacific time", "European hours".
_PLACES: dict[str, tuple[int, int]] = {
    "eastern": (-300, -240), "east coast": (-300, -240), "new york": (-300, -240), "central": (-360, -300),
    "mountain": (-420, -360), "pacific": (-480, -420), "west coast": (-480, -420), "us": (-480, -240),
    "usa": (-480, -240), "american": (-480, -240), "north american": (-480, -240), "americas": (-480, -180),
    "latam": (-480, -180), "uk": (0, 60), "london": (0, 60), "british": (0, 60), "european": (0, 180),
    "europe": (0, 180), "eu": (0, 180), "emea": (0, 240), "central european": (60, 120), "berlin": (60, 120),
    "indian": (330, 330), "india": (330, 330), "apac": (330, 720), "asian": (330, 540), "singapore": (480, 480),
    "australian": (480, 660), "sydney": (600, 660),
}  # fmt: skip
_NAMES = "|".join(sorted([*_ZONES, *_PLACES], key=len, reverse=True))
_NOUN = (
    r"(?:[ -](?:standard|business|working|work|office|core|day-?time))*"
    r"[ -](?:time ?zones?|times?|hours|business day|working day|shifts?|schedule)\b"
)
_ZONE = re.compile(
    r"(?<![\w/])(?:(?:us|u\.s\.) )?(?:(?:utc|gmt) ?(?P<hours>[+-] ?\d{1,2})(?::?(?P<minutes>[0-5]\d))?"
    rf"|(?P<name>{_NAMES})(?:/(?:{_NAMES}))?)(?![\w+])(?P<noun>{_NOUN})?",
    re.IGNORECASE,
)
_NUMBER = r"(?P<number>\d{1,2}|one|two|three|four|five|six)"
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_HOURS = re.compile(rf"\b{_NUMBER} ?(?:\+|or more|plus)?[ -]?(?:hours?|hrs?|h)\b", re.IGNORECASE)
_PLUS_MINUS = re.compile(
    rf" ?(?:time ?zone)?,? ?\(?(?:±|\+ ?/ ?-|\+-|plus or minus|plus/minus) ?{_NUMBER}", re.IGNORECASE
)
_WITHIN = re.compile(
    rf"(?:within {_NUMBER} ?(?:hours?|hrs?|h|time ?zones?)(?: \w+){{0,2}}? (?:of|from) (?:the )?)$", re.IGNORECASE
)
_TO = re.compile(r" ?(?:to|and|through|until|-) ?(?:the )?(?P<bare>[+-] ?\d{1,2})?", re.IGNORECASE)


@dataclass(frozen=True)
class _Clock:
    """A time zone in a sentence, from ``start`` to ``end``. It is ``certain`` if the words can't mean a place."""

    match: re.Match[str]
    low: int
    high: int
    certain: bool

    @property
    def start(self) -> int:
        return self.match.start()

    @property
    def end(self) -> int:
        return self.match.end()


def timezone_demand(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds working hours tied to certain time zones. The window covers people who can keep them within a usual working
    day. It never contradicts a label, because people elsewhere can agree to odd hours."""
    clocks = _clocks(sentence.text)
    if not clocks or not next(
        heard(
            sentence,
            book,
            "clock-demand",
            about=("others",),
            unless=(
                "taken back",
                "clock unless",
            ),
        ),
        None,
    ):
        return None
    for read in (_by_overlap, _by_width, _by_range, _by_name):
        if window := read(sentence.text, clocks):
            low, high = window
            return sentence.finding(
                "timezone-demand", "limit", clocks[0].match, timezone=(max(low, _WEST), min(high, _EAST))
            )
    return None


def has_clock(text: str) -> bool:
    """Whether a plain text names a time zone in words that can't mean a place."""
    return any(clock.certain for clock in _clocks(text))


def _clocks(text: str) -> list[_Clock]:
    found = []
    for match in _ZONE.finditer(text):
        name = (match["name"] or "").lower()
        low, high = (_offset(match["hours"], match["minutes"]),) * 2 if match["hours"] else (_ZONES | _PLACES)[name]
        certain = bool(match["hours"] or match["noun"] or (name in _ZONES and match["name"].isupper()))
        found.append(_Clock(match, low, high, certain))
    return found


def _hull(clocks: list[_Clock], minutes: int = 0) -> tuple[int, int]:
    return min(clock.low for clock in clocks) - minutes, max(clock.high for clock in clocks) + minutes


def _by_overlap(text: str, clocks: list[_Clock]) -> tuple[int, int] | None:
    """Parses "At least 4 hours of overlap with EST": the rest of the day can lie outside."""
    hours = _HOURS.search(text)
    if not hours or "overlap" not in text.lower():
        return None
    return _hull(clocks, max(WORKING_DAY - _count(hours), 0) * 60)


def _by_width(text: str, clocks: list[_Clock]) -> tuple[int, int] | None:
    """Parses "CET ± 2", "within 3 hours of UTC"."""
    for clock in clocks:
        width = _PLUS_MINUS.match(text, clock.end) or _WITHIN.search(text[: clock.start])
        if width:
            return _hull([clock], _count(width) * 60)
    return None


def _by_range(text: str, clocks: list[_Clock]) -> tuple[int, int] | None:
    """Parses "Between UTC-3 and UTC+3", "UTC-8 to -5"."""
    for clock, other in zip(clocks, [*clocks[1:], None], strict=True):
        link = _TO.match(text, clock.end)
        if not link or not clock.certain:
            continue
        if link["bare"] and clock.match["hours"]:
            bare = _offset(link["bare"], None)
            return min(clock.low, bare), max(clock.high, bare)
        if other and link.end() == other.start:
            return _hull([clock, other])
    return None


def _by_name(text: str, clocks: list[_Clock]) -> tuple[int, int] | None:
    certain = [clock for clock in clocks if clock.certain]
    return _hull(certain) if certain else None


def _offset(hours: str, minutes: str | None) -> int:
    hours = hours.replace(" ", "")
    size = abs(int(hours)) * 60 + int(minutes or 0)
    return -size if hours.startswith("-") else size


def _count(match: re.Match[str]) -> int:
    return _WORDS.get(match["number"].lower()) or int(match["number"])


RULES = (Rule(("clock-demand",), timezone_demand),)
