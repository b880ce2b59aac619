"""Rule on working hours and time zones."""

import csv
import re
from dataclasses import dataclass, replace
from pathlib import Path

from jobs.screening import town_clocks
from jobs.screening.claims import Claims, Finding
from jobs.screening.phrasebook import Phrasebook, plain
from jobs.screening.reading import Rule, Sentence, heard

WORKING_DAY = 8  # hours
_TERSE = 5  # words
_WEST, _EAST = -12 * 60, 14 * 60

# Minutes from UTC: the lowest and the highest offset of the year.
_ZONES: dict[str, tuple[int, int]] = {
    "utc": (0, 0), "gmt": (0, 0), "bst": (60, 60), "wet": (0, 60), "cet": (60, 120), "cest": (120, 120), "eet": (120, 180),
    "eest": (180, 180),
    "est": (-300, -240), "edt": (-240, -240), "et": (-300, -240), "cst": (-360, -300), "cdt": (-300, -300), "ct": (-360, -300),
    "mst": (-420, -360), "mdt": (-360, -360), "pst": (-480, -420), "pdt": (-420, -420), "pt": (-480, -420),
    "mez": (60, 120), "mesz": (120, 120),
    "brt": (-180, -180), "ist": (330, 330), "sgt": (480, 480), "jst": (540, 540), "aest": (600, 600), "aedt": (660, 660),
}  # fmt: skip
# These mean a clock only if a noun follows: "Pacific time", "European hours".
_PLACES: dict[str, tuple[int, int]] = {
    "eastern": (-300, -240), "east coast": (-300, -240), "new york": (-300, -240), "central": (-360, -300),
    "mountain": (-420, -360), "pacific": (-480, -420), "west coast": (-480, -420),
    "east or west coast": (-480, -240), "us": (-480, -240),
    "usa": (-480, -240), "u.s.": (-480, -240), "american": (-480, -240), "north american": (-480, -240), "americas": (-480, -180),
    "latam": (-480, -180), "uk": (0, 60), "london": (0, 60), "british": (0, 60), "european": (0, 180),
    "europe": (0, 180), "eu": (0, 180), "emea": (0, 240), "central european": (60, 120), "berlin": (60, 120),
    "indian": (330, 330), "india": (330, 330), "apac": (330, 720), "asian": (330, 540), "singapore": (480, 480),
    "australian": (480, 660), "sydney": (600, 660), "paris": (60, 120), "madrid": (60, 120), "amsterdam": (60, 120),
    "brussels": (60, 120), "vienna": (60, 120), "zurich": (60, 120), "rome": (60, 120), "stockholm": (60, 120),
    "warsaw": (60, 120), "prague": (60, 120), "lisbon": (0, 60), "dublin": (0, 60), "athens": (120, 180), "kyiv": (120, 180),
    "toronto": (-300, -240), "boston": (-300, -240), "miami": (-300, -240), "chicago": (-360, -300), "austin": (-360, -300),
    "texas": (-360, -300), "denver": (-420, -360), "san francisco": (-480, -420), "los angeles": (-480, -420),
    "california": (-480, -420), "seattle": (-480, -420), "vancouver": (-480, -420), "mexico city": (-360, -360),
    "bogotá": (-300, -300), "bogota": (-300, -300), "lima": (-300, -300), "buenos aires": (-180, -180),
    "são paulo": (-180, -180), "sao paulo": (-180, -180), "delhi": (330, 330), "manila": (480, 480), "tokyo": (540, 540),
    "hong kong": (480, 480), "brazilian": (-180, -180), "brazil": (-180, -180), "german": (60, 120), "french": (60, 120),
    "spanish": (60, 120), "polish": (60, 120), "dutch": (60, 120), "canadian": (-480, -240),
}  # fmt: skip


def _clocks_in_words() -> list[tuple[re.Pattern[str], tuple[int, int]]]:
    """Reads ``data/clocks.csv``: clocks as other languages than English write them."""
    with (Path(__file__).parents[1] / "data" / "clocks.csv").open(encoding="utf-8") as rows:
        return [
            (re.compile(rf"\b(?:{row['words']})\b", re.IGNORECASE), (int(row["low"]), int(row["high"])))
            for row in csv.DictReader(rows)
        ]


_IN_WORDS = _clocks_in_words()
# Parts of the words of which a clock in words has one.
_PARTS_IN_WORDS = (
    "zeit", "heure", "fuseau", "huso", "fuso", "hora", "tijd", "czas", "time", "hours", "stunden", "uur", "godzin", "overlap",
)  # fmt: skip
_NAMES = "|".join(sorted(map(re.escape, [*_ZONES, *_PLACES]), key=len, reverse=True))
_NOUN = (
    r"(?:[ -](?:standard|business|working|work|office|core|day-?time))*"
    r"[ -](?:time ?zones?|times?|hours|business day|working day|shifts?|schedule)\b"
)
_ZONE = re.compile(
    r"(?<![\w/])(?:(?:us|u\.s\.) )?(?:(?:utc|gmt) ?(?P<hours>[+±-] ?\d{1,2})(?::?(?P<minutes>[0-5]\d))?"
    rf"|(?P<name>{_NAMES})(?:/(?:{_NAMES}))?)(?!\w|\+(?! ?/))(?P<noun>{_NOUN})?",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+")
# The first words of all names: most sentences have none, and are left at once.
_CLOCK_WORDS = frozenset(plain(_LETTERS.findall(name)[0]) for name in (*_ZONES, *_PLACES))
_WORDS = {
    "one": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eine": 1, "einer": 1, "zwei": 2, "drei": 3,
    "vier": 4, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "uma": 1, "duas": 2,
    "três": 3,
    "quatro": 4, "een": 1, "twee": 2, "drie": 3, "dwie": 2, "dwóch": 2, "trzy": 3, "trzech": 3, "cztery": 4, "czterech": 4,
}  # fmt: skip
_NUMBER = rf"(?P<number>\d{{1,2}}|{'|'.join(_WORDS)})"
_HOURS = re.compile(
    rf"\b{_NUMBER} ?(?:\+|or more|plus)?[ -]?(?:hours?|hrs?|h|stunden?|heures?|horas?|uur|godzin\w*)\b", re.IGNORECASE
)
_PLUS_MINUS = re.compile(
    rf" ?(?:time ?zone)?,? ?\(?(?:±|\+ ?/ ?-|\+-|plus or minus|plus/minus) ?{_NUMBER}", re.IGNORECASE
)
# "CET, one hour more or less", "GMT give or take two hours"
_MORE_OR_LESS = re.compile(
    rf"(?:give or take|more or less|either way|either side of it)? ?(?:an?|{_NUMBER}) ?(?:hours?|hrs?|h|time ?zones?)?"
    r" (?:more or less|either way|each way|on? either side|in (?:either|both|any) directions?|up or down|give or take|or so)"
    rf"|(?:give or take|plus or minus) {_NUMBER.replace('number', 'other')}",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?:(?:within|no more than|not more than|at most|a maximum of|maximum|max\.?|up to|less than) "
    rf"(?:±|\+ ?/ ?-|\+-)? ?{_NUMBER} "
    r"?(?:hours?|hrs?|h|time ?zones?)(?: \w+){0,3}? (?:of|from|off|to|with) (?:the )?)$"
    rf"|(?:±|\+ ?/ ?-) ?{_NUMBER.replace('number', 'other')} ?(?:hours?|hrs?|h) (?:of |from |around |to )?$",
    re.IGNORECASE,
)
_ABOUT_TIME = re.compile("time|clock|±", re.IGNORECASE)
_ZONE_IS = re.compile(r"time ?zones? ?[:=] ?(?:the )?$", re.IGNORECASE)
_DIFFERENCE = re.compile(
    r"difference|away from|apart|ahead|behind|abweich\w*|unterschied|zeitverschiebung|zeitdifferenz|[ée]cart|d[ée]calage"
    r"|diferen[cç]ia|desfase|verschil|r[óo][żz]nic\w*|entfernt|distan\w+",
    re.IGNORECASE,
)
_OVERLAP = re.compile(
    r"overlap|share|shared|solap|sobrepo|coincid|chevauch|recouvr|[uü]berlapp|[uü]berschneid|nak[lł]ad|pokryw|gemeinsame"
    r"|communes?|en com[uú]n|em comum|wsp[oó]ln",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-4]|\d{1,2}[.:h]\d\d) ?(?:am|pm|a\.m\.|p\.m\.|h|o'clock)?,? ?$", re.IGNORECASE
)
_TO = re.compile(
    r" ?(?:to|and|through|until|bis|und|[aàáey]|et|até|hasta|tot|en|t/m|do|i|-) ?(?:the )?(?P<bare>[+-] ?\d{1,2})?",
    re.IGNORECASE,
)


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
    if any(sentence.first(other, "clock unless") for other in sentence.whole.books if other is not book):
        return None
    silence = {"about": ("others",), "unless": ("taken back", "clock unless")}
    demand = next(heard(sentence, book, "clock-demand", **silence), None)
    named = demand or next(heard(sentence, book, "clock", **silence), None)
    clocks = _clocks(sentence.text) if named else []
    if not clocks or not (demand or _is_all(sentence.text, clocks)):
        return None
    for read in (_by_overlap, _by_width, _by_range, _by_name):
        if window := read(sentence.text, clocks):
            low, high = window
            return sentence.finding(
                "timezone-demand", "limit", clocks[0].match, timezone=(max(low, _WEST), min(high, _EAST))
            )
    return None


def _is_all(text: str, clocks: list[_Clock]) -> bool:
    """Whether a sentence without a demand can only mean one: "UTC-5 to UTC+2", "US business hours"."""
    if _by_width(text, clocks) or _by_range(text, clocks):
        return True
    words = len(_LETTERS.findall(text))
    return words <= _TERSE and any(clock.certain and clock.match.groupdict().get("noun") for clock in clocks)


def has_clock(text: str) -> bool:
    """Whether a plain text names a time zone in words that can't mean a place."""
    return any(clock.certain for clock in _clocks(text))


def _may_name_clock(sentence: Sentence) -> bool:
    return _may_be_in_words(sentence.plain) or not _CLOCK_WORDS.isdisjoint(_LETTERS.findall(sentence.plain))


def _may_be_in_words(plain_text: str) -> bool:
    """Whether a plain text could have a clock in words. Most have none, and substrings are found fast."""
    return any(part in plain_text for part in _PARTS_IN_WORDS)


def _clocks(text: str) -> list[_Clock]:
    found = []
    for match in _ZONE.finditer(text):
        name = (match["name"] or "").lower()
        low, high = (_offset(match["hours"], match["minutes"]),) * 2 if match["hours"] else (_ZONES | _PLACES)[name]
        certain = bool(match["hours"] or match["noun"] or (name in _ZONES and match["name"].isupper()))
        certain = (
            certain
            or match[0].lower().startswith(("us ", "u.s. "))
            or bool(_TIME.search(text, max(0, match.start() - 10), match.start()))
            or bool(_ZONE_IS.search(text, max(0, match.start() - 20), match.start()))
        )  # "9 to 5 Pacific"
        found.append(_Clock(match, low, high, certain))
    if _may_be_in_words(plain(text)):
        found += [_Clock(match, *window, True) for words, window in _IN_WORDS for match in words.finditer(text)]
    if not any(clock.certain for clock in found):
        found += [_Clock(match, *window, True) for match, window in town_clocks.named(text)]
    return _in_one_list(text, sorted(found, key=lambda clock: clock.start))


_OR = re.compile(r" ?(?:or|and|/|,|oder|und|ou|et|o|y|e|of|en|lub|albo|i) ?(?:the )?", re.IGNORECASE)


def _in_one_list(text: str, clocks: list[_Clock]) -> list[_Clock]:
    """Returns the clocks; one that is listed before a certain one is certain as well: "Eastern or Central time"."""
    found: list[_Clock] = []
    for clock in reversed(clocks):
        behind = found[0] if found else None
        is_listed = behind and behind.certain and _OR.fullmatch(text, clock.end, behind.start)
        found.insert(0, replace(clock, certain=True) if is_listed else clock)
    return found


def _hull(clocks: list[_Clock], minutes: int = 0) -> tuple[int, int]:
    return min(clock.low for clock in clocks) - minutes, max(clock.high for clock in clocks) + minutes


def _by_overlap(text: str, clocks: list[_Clock]) -> tuple[int, int] | None:
    """Parses "At least 4 hours of overlap with EST": the rest of the day can lie outside."""
    hours = _HOURS.search(text)
    if not hours or not _OVERLAP.search(text):
        return None
    return _hull(clocks, max(WORKING_DAY - _count(hours), 0) * 60)


def _by_width(text: str, clocks: list[_Clock]) -> tuple[int, int] | None:
    """Parses "CET ± 2", "within 3 hours of UTC"."""
    for clock in clocks:
        width = _PLUS_MINUS.match(text, clock.end) or _WITHIN.search(text[: clock.start])
        if width and (clock.certain or _ABOUT_TIME.search(text)):
            return _hull([clock], _count(width) * 60)
    more_or_less = _MORE_OR_LESS.search(text, clocks[0].end) if clocks[0].certain else None
    if more_or_less:
        return _hull(clocks[:1], _count(more_or_less) * 60)
    hours = _HOURS.search(text)
    if hours and _DIFFERENCE.search(text):
        return _hull(clocks, _count(hours) * 60)
    return None


def _by_range(text: str, clocks: list[_Clock]) -> tuple[int, int] | None:
    """Parses "Between UTC-3 and UTC+3", "UTC-8 to -5"."""
    for clock, other in zip(clocks, [*clocks[1:], None], strict=True):
        link = _TO.match(text, clock.end)
        if not link or not clock.certain:
            continue
        if link["bare"] and clock.match.groupdict().get("hours"):
            bare = _offset(link["bare"], None)
            return min(clock.low, bare), max(clock.high, bare)
        if other and link.end() == other.start:
            return _hull([clock, other])
    return None


def _by_name(text: str, clocks: list[_Clock]) -> tuple[int, int] | None:
    certain = [clock for clock in clocks if clock.certain]
    return _hull(certain) if certain else None


def _offset(hours: str, minutes: str | None) -> int:
    hours = hours.replace(" ", "").replace("±", "")
    size = abs(int(hours)) * 60 + int(minutes or 0)
    return -size if hours.startswith("-") else size


def _count(match: re.Match[str]) -> int:
    said = match["number"] or match.groupdict().get("other") or "an"
    return _WORDS.get(said.lower()) or int(said)


RULES = (Rule(("clock-demand", "clock"), timezone_demand, _may_name_clock),)
