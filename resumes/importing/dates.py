"""Reads dates and periods as people write them in résumés, in seven languages: "Mar 2021", "03/2021", "seit 2020", "Q2 2019".

A date becomes a partial date of the format ("2021-03"). An end that says "present" becomes no date.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale

from resumes.importing.vocabulary import plain
from resumes.partial_dates import Parts, is_partial_date

LANGUAGES = ("en", "de", "fr", "es", "pt", "nl", "pl")
_MORE_MONTHS = {
    "sept": 9,
    "mrz": 3,
    "mai": 5,
    "maj": 5,
    "sty": 1,
    "set": 9,
    "juil": 7,
    "ene": 1,
    "janv": 1,
    "fevr": 2,
    "okt": 10,
}
_SEASONS = {
    3: "spring|fruhling|fruhjahr|printemps|primavera|lente|voorjaar|wiosna",
    6: "summer|sommer|ete|verano|verao|zomer|lato",
    9: "autumn|fall|herbst|automne|otono|outono|herfst|najaar|jesien",
    12: "winter|hiver|invierno|inverno|zima",
    4: "ss|sose|sommersemester",
    10: "ws|wise|wintersemester",
}
_SEASON_MONTH = {name: month for month, names in _SEASONS.items() for name in names.split("|")}
_PRESENT = (
    "present|current|currently|now|today|to date|ongoing|until now|till now|heute|aktuell|jetzt|laufend|gegenwart|dato|"
    "aujourd['’]hui|ce jour|actuel|actuellement|en cours|maintenant|presente|actualidad|la actualidad|la fecha|"
    "actual|actualmente|"
    "hoy|ahora|atual|atualmente|hoje|o momento|agora|a data|heden|nu|huidig|vandaag|obecnie|teraz|dzis|dzisiaj|"
    "nadal|chwili obecnej"
)
_TO = (
    r"-|–|—|‒|−|‐|~|→|to|until|till|through|thru|bis zum|bis|au|a|jusqu['’]au|jusqu['’]a|jusqu['’]|al|hasta|ate|"
    r"tot en met|tot|t/m|do"
)
_FROM = r"from|von|vom|de|du|desde|van|od"
_SINCE = r"since|seit|ab|depuis|desde|sinds|od|a partir de|from"
_UNTIL = r"until|till|bis|jusqu['’]en|jusqu['’]a|hasta|ate|tot|do"
_DURATION = re.compile(
    r"[\s·•|,;–-]*[(\[]?\s*(?:(?:about|ca\.?|env\.?)\s*)?\d+(?:[.,]\d)?\s*\+?(?:years?|yrs?|jahre?n?|ans?|annees?|"
    r"anos?|jaar|jaren|lat[a]?|rok|mos?|months?|monate?n?"
    r"|mois|mes(?:es)?|maand(?:en)?|mies(?:iac[ae]?|iecy)?)\b\.?"
    r"(?:\s*(?:,|and|und|et|y|e|en|i)?\s*\d+\s*(?:mos?|months?|monate?n?|mois|mes(?:es)?|maand(?:en)?|"
    r"mies(?:iac[ae]?|iecy)?)\b\.?)?\s*[)\]]?"
)


@cache
def _months() -> dict[str, int]:
    found = dict(_MORE_MONTHS)
    for language in LANGUAGES:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context.get(width, {}).items():
                    word = plain(name).strip(". ")
                    if word.isalpha() and len(word) > 2:
                        found.setdefault(word, number)
                        if len(word) > 5:
                            found.setdefault(word[:3], number) if language != "pl" else None
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    months = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    seasons = "|".join(sorted(_SEASON_MONTH, key=len, reverse=True))
    year = r"(?:19[3-9]\d|20[0-4]\d)"
    end = r"(?!\w|[./]\d)"
    month = rf"(?:{months})\b\.?"
    date = (
        rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?)?{month},?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,\s*)?(?:de\s+|"
        rf"del\s+)?{year}{end}"
        rf"|{month}\s*[/'’-]\s*(?:{year}|\d\d){end}"
        rf"|{year},?\s+{month}"
        rf"|{year}[-/.](?:1[0-2]|0?[1-9])(?:[-/.](?:3[01]|[12]\d|0?[1-9]))?{end}"
        rf"|(?:3[01]|[12]\d|0?[1-9])[./-]\s?(?:3[01]|[12]\d|0?[1-9])[./-]\s?{year}{end}"
        rf"|(?:1[0-2]|0?[1-9])\s?[./-]\s?{year}{end}"
        rf"|(?:q[1-4]|t[1-4]|[1-4](?:st|nd|rd|th)\s+quarter(?:\s+of)?|[1-4]\.\s*quartal|"
        rf"[1-4]e?r?\s+trimestre(?:\s+de)?)[\s/-]*{year}{end}"
        rf"|{year}[\s/-]*[qt][1-4]\b"
        rf"|(?:{seasons})\s+(?:de\s+|del\s+)?{year}(?:/\d\d(?:\d\d)?)?{end}"
        rf"|{year}(?!-(?:0[1-9]|1[0-2])(?!\d)){end}"
    )
    short = r"(?:1[0-2]|0[1-9])/\d\d(?![\d/])"  # "03/21", only in periods
    open_end = rf"(?:{_PRESENT}|date)\b"
    label = rf"(?:(?:{_FROM})\s+)?"
    dash = rf"\s*(?:{_TO})(?<!\w)\s*|\s+(?:{_TO})\s+"
    period = re.compile(
        rf"(?<![\w@./-]){label}(?:"
        rf"(?P<start>{date}|{short})(?:{dash})(?:(?P<end>{date}|{short}|(?P<brief>\d\d)(?!\w))|"
        rf"(?P<present>(?:{_TO})?\s*{open_end}))"
        rf"|(?P<month>{month})(?:{dash})(?P<shared>(?:{month})\s+(?:de\s+)?{year}{end})"
        rf"|(?:{_SINCE})\s+(?P<since>{date}|{short})"
        rf"|(?:{_UNTIL})\s+(?P<until>{date})"
        rf"|(?P<open>{date}|{short})\s*[-–—]\s*(?:\.{{2,3}}|…)?(?=\s*(?:$|[\t)|\]]))"
        r")"
    )
    return period, re.compile(rf"(?<![\w@./-])(?:{date})")


@dataclass(frozen=True)
class Period:
    """A period in a text, from ``first`` to ``last``. ``is_point`` means that the text has one date only, kept as the end."""

    start: str
    end: str
    first: int
    last: int
    is_point: bool = False

    def cut_from(self, text: str) -> str:
        """Returns ``text`` without the period, and without brackets and separators that would be left over."""
        before, after = text[: self.first], text[self.last :]
        if before.rstrip().endswith(("(", "[")) and after.lstrip().startswith((")", "]")):
            before, after = before.rstrip()[:-1], after.lstrip()[1:]
        before, after = before.rstrip(" ,;|·•–—-:/"), after.lstrip(" ,;|·•–—-:/")
        if not before.strip() or not after.strip():
            return (before + after).strip().strip("|·•").strip()
        return f"{before.rstrip()}\t{after.lstrip()}"


@lru_cache(maxsize=4096)
def find_period(text: str, *, day_first: bool = True) -> Period | None:
    """Returns the first period in ``text``: "Mar 2021 – present", "seit 2020"."""
    folded = plain(text)
    match = _patterns()[0].search(folded)
    if not match:
        return None
    start = end = ""
    if match["month"]:
        end = read_date(match["shared"], day_first=day_first, is_end=True)
        start = end[:5] + f"{_month_of(match['month']):02}"
    elif match["since"] or match["open"]:
        start = read_date(match["since"] or match["open"], day_first=day_first)
    elif match["until"]:
        end = read_date(match["until"], day_first=day_first, is_end=True)
    else:
        start = read_date(match["start"], day_first=day_first)
        if match["brief"]:
            end = start[:2] + match["brief"]
            if len(start) > 4 or int(match["brief"]) < int(start[2:4]):
                return None
        elif match["end"]:
            end = read_date(match["end"], day_first=day_first, is_end=True)
    return Period(start, end, match.start(), _with_duration(folded, match.end()))


@lru_cache(maxsize=4096)
def find_date(text: str, *, day_first: bool = True) -> Period | None:
    """Returns the first period in ``text``, or its last single date."""
    if period := find_period(text, day_first=day_first):
        return period
    folded = plain(text)
    matches = list(_patterns()[1].finditer(folded))
    if not matches:
        return None
    match = matches[-1]
    return Period("", read_date(match[0], day_first=day_first, is_end=True), match.start(), match.end(), is_point=True)


def read_date(text: str, *, day_first: bool = True, is_end: bool = False) -> str:
    """Returns the partial date that ``text`` means; empty if it isn't a date. Quarters end in their last month."""
    value = plain(text).strip(" ,")
    if is_partial_date(value):
        return value
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", value)
    brief = re.search(r"['’/-]\s*(\d\d)$", value)
    if not years and not brief:
        return ""
    year = int(years[0]) if years else _full_year(int(brief[1]) if brief else 0)
    rest = value.replace(years[0], " ", 1) if years else value[: brief.start()] if brief else ""
    month = day = 0
    numbers = [int(number) for number in re.findall(r"\d+", rest)]
    if quarter := re.search(r"[qt]([1-4])|([1-4])(?:st|nd|rd|th|\.|er?)?\s+(?:quart|trim)", rest):
        number = int(quarter[1] or quarter[2])
        month = number * 3 if is_end else number * 3 - 2
    elif named := next((word for word in re.findall(r"[a-z]+", rest) if _month_of(word)), ""):
        month, day = _month_of(named), numbers[0] if numbers else 0
    elif season := next((word for word in re.findall(r"[a-z]+", rest) if word in _SEASON_MONTH), ""):
        month = _SEASON_MONTH[season]
    elif len(numbers) == 1:
        month = numbers[0]
    elif len(numbers) >= 2:
        month, day = _month_and_day(value, numbers, day_first)
    for parts in (Parts(year, month, day), Parts(year, month), Parts(year)):
        if is_partial_date(str(parts)):
            return str(parts)
    return ""


def means_present(text: str) -> bool:
    """Returns whether ``text`` says that something hasn't ended: "Present", "heute", "en cours"."""
    return bool(re.fullmatch(rf"\W*(?:(?:{_TO}|{_SINCE})\s+)?(?:{_PRESENT})\W*", plain(text)))


def is_duration(text: str) -> bool:
    """Returns whether ``text`` is a length of time only: "2 years 3 months"."""
    return bool(_DURATION.fullmatch(plain(text)))


def _month_of(word: str) -> int:
    return _months().get(word.strip(". "), 0)


def _month_and_day(value: str, numbers: list[int], day_first: bool) -> tuple[int, int]:
    if re.match(r"\d{4}", value):
        return numbers[0], numbers[1]
    first, second = numbers[:2]
    if second > 12 or (first <= 12 and not day_first and "/" in value):
        return first, second
    return second, first


def _full_year(brief: int) -> int:
    return 2000 + brief if brief < 50 else 1900 + brief


def _with_duration(text: str, end: int) -> int:
    match = _DURATION.match(text, end)
    return match.end() if match else end
