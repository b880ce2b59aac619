"""Criteria of the explorer: parsed from and written to a query string."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from careers.display import money, number, percent
from careers.explorer.vocabulary import EDUCATION_NAMES, FIELD_NAMES, INTEREST_NAMES, SKILLS, ZONE_NAMES
from jobs.search.parameters import YES, Known, Reader, choice

VIEWS = ("picture", "table", "cards")
SORTS = ("match", "title", "-title", "pay", "-pay", "growth", "-growth", "openings", "-openings", "education", "-education",
         "jobs", "-jobs")  # fmt: skip
USUAL_SORT = "-openings"
RANGES = ("pay", "growth")
SEVERAL: dict[str, Mapping[str, Any]] = {
    "field": FIELD_NAMES,
    "education": EDUCATION_NAMES,
    "zone": ZONE_NAMES,
    "interest": INTEREST_NAMES,
    "skill": SKILLS,
}
MOST_INTERESTS = 3  # an occupation has three strongest interests at most
_GROWTH = re.compile(r"([+-]?)(\d{1,4}(?:[.,]\d)?) ?%?")
_MINUSES = str.maketrans("−–", "--")


@dataclass(frozen=True)
class Criteria:
    """What careers to show, and how. Pay is in dollars a year, growth in percent, ``openings`` at least so many a year.

    The values of ``field``, of ``education`` and of ``zone`` are alternatives; a career must have every one of ``interest`` and
    ``skill``. ``jobs``: only careers with open remote jobs here. The empty ``sort`` is the usual one.
    """

    q: str = ""
    field: tuple[str, ...] = ()
    pay_from: int | None = None
    pay_to: int | None = None
    growth_from: Decimal | None = None
    growth_to: Decimal | None = None
    openings: int | None = None
    education: tuple[str, ...] = ()
    zone: tuple[str, ...] = ()
    interest: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    jobs: bool = False
    view: str = "picture"
    sort: str = ""

    @property
    def querystring(self) -> str:
        """The canonical query string, without a page: equal criteria have equal strings."""
        return urlencode(sorted(self._parameters()))

    def _parameters(self) -> Iterator[tuple[str, str]]:
        for one in fields(self):
            value = getattr(self, one.name)
            if value == one.default or (one.name == "sort" and value == self.usual_sort):
                continue
            if isinstance(value, tuple):
                yield from ((one.name, item) for item in sorted(set(value)))
            else:
                yield one.name, "1" if value is True else f"{value:f}" if isinstance(value, Decimal) else str(value)

    @property
    def usual_sort(self) -> str:
        return "match" if self.q else USUAL_SORT

    @property
    def order(self) -> str:
        """The sort that applies: "match" needs words to match."""
        return self.usual_sort if not self.sort or (self.sort == "match" and not self.q) else self.sort

    @property
    def is_filtered(self) -> bool:
        return self.replace(view="picture", sort="") != Criteria()

    def replace(self, **changes: Any) -> "Criteria":
        """Returns the same criteria with these fields changed."""
        return dataclasses.replace(self, **changes)


@dataclass(frozen=True)
class Asked:
    """The criteria as far as they were understood, and a message for each field that wasn't."""

    criteria: Criteria
    problems: dict[str, str] = field(default_factory=dict)


def parse(data: QueryDict | Mapping[str, str]) -> Asked:
    """Parses query parameters. Values that can't be understood are left out and reported."""
    reader = Reader(data)
    found: dict[str, Any] = {
        "q": reader.keywords("q"),
        "pay_from": reader.amount("pay_from"),
        "pay_to": reader.amount("pay_to"),
        "growth_from": _growth(reader, "growth_from"),
        "growth_to": _growth(reader, "growth_to"),
        "openings": reader.amount("openings"),
        "jobs": reader.value("jobs").lower() in YES,
        "view": reader.one("view", choice(VIEWS)) or VIEWS[0],
        "sort": reader.one("sort", choice(SORTS)),
    }
    for name, known in SEVERAL.items():
        found[name] = reader.several(name, one_of(known))
    for name in RANGES:
        low, high = found[f"{name}_from"], found[f"{name}_to"]
        if low is not None and high is not None and low > high:
            reader.problems[f"{name}_to"] = _("This is less than “from”, so we ignored it. Enter a higher number.")
            found[f"{name}_to"] = None
    if len(found["interest"]) > MOST_INTERESTS:
        reader.problems["interest"] = _("A career has three strongest interests at most. Choose up to three.")
        found["interest"] = ()
    return Asked(Criteria(**found), reader.problems)


def one_of(known: Iterable[str]) -> Known:
    """Known values in whatever case they're typed."""
    keys = {key.lower(): key for key in known}
    return (lambda value: keys.get(value.lower(), ""), lambda: keys)


def _growth(reader: Reader, name: str) -> Decimal | None:
    """Parses ``-5``, ``+3.1%`` and ``3,1``."""
    value = reader.value(name).translate(_MINUSES)
    if not value:
        return None
    found = _GROWTH.fullmatch(value)
    if not found:
        reader.problems[name] = _("Enter a percentage, such as 5 or -2.5.")
        return None
    return Decimal(f"{found[1]}{found[2].replace(',', '.')}")


# --- Active filters -----------------------------------------------------------------------------------------------------


class ActiveFilter(NamedTuple):
    """An active filter; ``criteria`` are the same without it."""

    label: Promise | str
    criteria: Criteria


_NAMES: dict[str, Callable[[str], Promise | str]] = {
    "field": FIELD_NAMES.__getitem__,
    "education": EDUCATION_NAMES.__getitem__,
    "zone": ZONE_NAMES.__getitem__,
    "interest": lambda key: _("Interest: %s") % INTEREST_NAMES[key],
    "skill": lambda key: _("Skill: %s") % SKILLS[key].name,
}


def active_filters(criteria: Criteria) -> list[ActiveFilter]:
    """Returns every filter, one for each value, the words included."""
    return list(_active(criteria))


def _active(criteria: Criteria) -> Iterator[ActiveFilter]:
    if criteria.q:
        yield ActiveFilter(f"“{criteria.q}”", criteria.replace(q=""))
    for name, words in _NAMES.items():
        chosen = getattr(criteria, name)
        for value in chosen:
            rest = tuple(other for other in chosen if other != value)
            yield ActiveFilter(words(value), criteria.replace(**{name: rest}))
    single: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
        ("pay_from", _("Pay from %s"), _dollars),
        ("pay_to", _("Pay up to %s"), _dollars),
        ("growth_from", _("Growth from %s"), percent),
        ("growth_to", _("Growth up to %s"), percent),
        ("openings", _("At least %s openings a year"), number),
    )
    for name, label, words in single:
        value = getattr(criteria, name)
        if value is not None:
            yield ActiveFilter(label % words(value), criteria.replace(**{name: None}))
    if criteria.jobs:
        yield ActiveFilter(_("With open remote jobs"), criteria.replace(jobs=False))


def _dollars(amount: int) -> str:
    return money(amount * 100, "USD")
