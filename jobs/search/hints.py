"""Finds the words of a search that are a filter: a place, a job type, a level, pay, or "remote"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from jobs.search.criteria import PLACES, Criteria, region_named
from jobs.search.places import spots_by_name
from jobs.vocabulary.kinds import Level, PayPeriod, WorkType
from jobs.vocabulary.regions import regions

LONGEST = 5  # words of a filter
_OPERATORS = re.compile(r'["]|(?:^|\s)(?:-|OR\s)')  # with these, every word is meant as typed
_TYPES = {
    "part time": WorkType.PART_TIME, "parttime": WorkType.PART_TIME, "full time": WorkType.FULL_TIME,
    "fulltime": WorkType.FULL_TIME, "freelance": WorkType.FREELANCE, "contract work": WorkType.CONTRACT,
    "contract job": WorkType.CONTRACT, "contract role": WorkType.CONTRACT,
}  # fmt: skip
_LEVELS = {
    "entry level": Level.ENTRY,
    "no experience": Level.ENTRY,
    "mid level": Level.MIDWEIGHT,
    "midlevel": Level.MIDWEIGHT,
}
_LEVELS_IN_TITLES = {"senior": Level.SENIOR, "sr": Level.SENIOR, "junior": Level.ENTRY, "jr": Level.ENTRY}
_REMOTE = frozenset({
    "remote", "remotely", "fully remote", "100 remote", "work from home", "working from home", "wfh", "home based",
    "from home", "telecommute", "telework", "work from anywhere",
})  # fmt: skip
_EVERY_SEARCH = frozenset(
    {"job", "jobs", "position", "positions", "vacancy", "vacancies", "opening", "openings", "hiring"}
)
_BEFORE_PLACES = frozenset({"in", "from", "within", "near"})
_NOT = frozenset({"no", "not", "non", "outside", "except", "excluding", "without"})
# Towns and parts that are words, names or tools as well: places only behind "in" and the like.
_OTHER_MEANINGS = frozenset({
    "phoenix", "reading", "mobile", "nice", "orange", "essen", "bath", "split", "cali", "hamilton", "york", "lima", "austin",
    "jackson", "washington", "victoria", "florence", "orlando", "lincoln", "durham", "oxford", "cambridge", "dayton", "irvine",
    "salvador", "mendoza", "rosario", "santiago", "recife", "vitoria", "kiel", "swindon", "slough", "madison",
    "providence", "brighton", "virginia", "georgia", "carolina", "delaware", "hesse",
})  # fmt: skip
_PAY = re.compile(r"([$€£]?)(\d{1,3}(?:,\d{3})+|\d{1,7})(k?)\+?", re.IGNORECASE)
_AROUND_PAY = frozenset({
    "salary", "pay", "paying", "over", "above", "min", "minimum", "at", "least", "per", "a", "year", "yearly", "annual",
    "usd", "eur", "gbp", "from",
})  # fmt: skip
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "usd": "USD", "eur": "EUR", "gbp": "GBP"}
LEAST_PAY = 1_000  # a smaller number without a currency is something else


@dataclass(frozen=True)
class Reading:
    """Keywords, read. ``words``: what is searched for; ``unused``: what isn't, because it is a filter; ``offers``: the
    fields and values of these filters; ``left_out``: places that somebody wanted to leave out, which isn't possible."""

    words: str
    unused: tuple[str, ...] = ()
    offers: tuple[tuple[str, Any], ...] = ()
    left_out: tuple[str, ...] = ()

    def filters(self, criteria: Criteria) -> Iterator[tuple[str, Criteria]]:
        """Yields each filter that the search doesn't have yet: its field, and the search with it."""
        for field, value in self.offers:
            changes = value if field == "pay" else {field: value}
            if any(getattr(criteria, name) != wanted for name, wanted in changes.items()):
                yield field, criteria.replace(**changes)


@lru_cache(maxsize=2_000)
def read(q: str) -> Reading:
    """Reads keywords. When nothing but filters is left, the words are searched for as they are."""
    if _OPERATORS.search(q):
        return Reading(q)
    words = q.split()
    plain = [re.sub(r"[^\w$€£+]+$|^[^\w$€£]+", "", word).replace("-", " ").lower() for word in words]
    kept: list[str] = []
    unused: list[str] = []
    offers: dict[str, Any] = {}
    left_out: list[str] = []
    at = 0
    while at < len(words):
        width = 1
        for found in _filters_at(words, plain, at):
            width, field, value = found
            said = " ".join(words[at : at + width])
            if field == "without":
                left_out.append(said)
            elif field not in ("", "nothing"):
                offers.setdefault(field, value)
            if field == "level in title":
                kept.append(words[at])
            elif field != "nothing":
                unused.append(said)
            break
        else:
            kept.append(words[at])
        at += width
    if "level in title" in offers:
        offers.setdefault("level", offers.pop("level in title"))
    if not kept:
        return Reading(q, offers=tuple(offers.items()))
    return Reading(" ".join(kept), tuple(unused), tuple(offers.items()), tuple(left_out))


_Found = tuple[int, str, Any]  # words, field ("" for one that every job has, "nothing" for none), value


def _filters_at(words: Sequence[str], plain: Sequence[str], at: int) -> Iterator[_Found]:
    """Yields the filters that start at a word, the longest first."""
    for width in range(min(LONGEST, len(words) - at), 0, -1):
        said = " ".join(plain[at : at + width])
        if said in _TYPES:
            yield width, "type", (_TYPES[said].value,)
        elif said in _LEVELS:
            yield width, "level", (_LEVELS[said].value,)
        elif said in _LEVELS_IN_TITLES:
            yield width, "level in title", (_LEVELS_IN_TITLES[said].value,)
        elif said in _REMOTE:
            yield width, "", None
        elif said in _EVERY_SEARCH:
            yield width, "nothing", None
        elif place := _place(words[at : at + width], plain[at : at + width]):
            yield (width, *place)
        elif pay := _pay(plain[at : at + width]):
            yield width, "pay", pay


def _place(words: Sequence[str], plain: Sequence[str]) -> tuple[str, Any] | None:
    first = plain[0]
    is_without = first in _NOT and len(words) > 1
    is_inside = first in _BEFORE_PLACES and len(words) > 1
    start = 1 if is_without or is_inside else 0
    name = " ".join(plain[start:])
    is_code = len(name.replace(" ", "")) <= 3 and name not in PLACES
    if is_code and name not in ("us", "eu"):
        return None
    is_written_as_code = words[start].strip(".,()").isupper() or is_without or is_inside
    slug = _named_places().get(name, "")
    if not slug and (is_inside or name not in _OTHER_MEANINGS):
        slug = spots_by_name().get(name, "")
    if not slug or (name in ("us", "eu") and not is_written_as_code):
        return None
    return ("without", None) if is_without else ("geo", slug)


@cache
def _named_places() -> dict[str, str]:
    """Regions and countries by their names."""
    made = {region.name.lower().replace("-", " "): slug for slug, region in regions().items()}
    made |= {slug.replace("-", " "): slug for slug in regions()}
    return made | {name: region_named(name) for name in (*PLACES, "us")}


def _pay(plain: Sequence[str]) -> dict[str, Any] | None:
    """Returns the filter for an amount such as ``100k``, ``$80,000`` or ``80k salary``."""
    amounts = [found for word in plain if (found := _PAY.fullmatch(word))]
    others = [word for word in plain if not _PAY.fullmatch(word)]
    if len(amounts) != 1 or not set(others) <= _AROUND_PAY:
        return None
    sign, digits, thousands = amounts[0].groups()
    amount = int(digits.replace(",", "")) * (1000 if thousands else 1)
    is_pay = bool(sign or thousands or {"salary", "pay", "paying"} & set(others)) and amount >= LEAST_PAY
    if not is_pay:
        return None
    currency = next((_CURRENCIES[word] for word in (sign, *others) if word in _CURRENCIES), "USD")
    return {"pay": amount, "currency": currency, "period": PayPeriod.YEAR.value}
