"""Search criteria: parsed from and written to a query string."""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.pay import Pay
from jobs.search.parameters import YES, Known, Reader, choice
from jobs.search.places import people_name, people_slug, people_slugs, region_of, spot_slug
from jobs.vocabulary import industries
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, PayPeriod, WorkType
from jobs.vocabulary.regions import ANYWHERE, countries, regions
from toolkit import money

ALTERNATIVES = ("industry", "type", "level")  # fields whose values are alternatives
POSTED = (1, 3, 7, 14, 30)  # days
SORTS = ("best", "newest", "pay", "fit")
PARAMETERS = {"zone": "tz", "in_text": "text", "everywhere": "all"}  # the names of fields in a URL, where they differ
# Parameters that a search form always sends, even if empty.
NAMES = frozenset({"q", "geo", "pay", "currency", "period", "tz", "exclude"})


@dataclass(frozen=True)
class Criteria:
    """A search. ``pay`` is in main units of ``currency`` per ``period``; ``no_pay`` also shows jobs that state no pay;
    ``posted`` in days; ``company``, ``occupation``: slugs; ``zone`` an IANA time zone; ``in_text`` looks for the keywords in
    descriptions too, ``as_typed`` corrects no typing errors. ``people`` is where somebody lives (``spain``,
    ``united-states/texas``): jobs known to be closed to them are left out; ``everywhere`` shows those also to a visitor
    whose location is known. ``exclude``: words that a job must not have; ``unviewed`` leaves out what the member viewed.
    The values of ``industry``, of ``type`` and of ``level`` are alternatives; all other criteria must match."""

    q: str = ""
    geo: str = ""
    industry: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    pay: int | None = None
    currency: str = "USD"
    period: str = PayPeriod.YEAR.value
    no_pay: bool = False
    posted: int | None = None
    company: str = ""
    occupation: str = ""
    zone: str = ""
    in_text: bool = False
    as_typed: bool = False
    people: str = ""
    everywhere: bool = False
    exclude: str = ""
    unviewed: bool = False
    sort: str = "best"

    @cached_property
    def querystring(self) -> str:
        """The canonical query string, without a page: equal searches have equal strings."""
        return urlencode(sorted(self._parameters()))

    def _parameters(self) -> Iterator[tuple[str, str]]:
        """Yields the parameters that aren't the default and have an effect."""
        idle = set()
        if self.pay is None:
            idle |= {"currency", "period", "no_pay"}
        if not self.q:
            idle |= {"in_text", "as_typed"} | ({"sort"} if self.sort not in ("pay", "fit") else set())
        if self.people or self.geo:
            idle |= {"everywhere"}
        for one in fields(self):
            value = getattr(self, one.name)
            if value == one.default or one.name in idle:
                continue
            name = PARAMETERS.get(one.name, one.name)
            if isinstance(value, tuple):
                yield from ((name, item) for item in set(value))
            else:
                yield name, str(int(value)) if isinstance(value, bool) else str(value)

    def replace(self, **changes: Any) -> "Criteria":
        """Returns the same search with these fields changed."""
        return dataclasses.replace(self, **changes)

    @property
    def least_pay(self) -> Pay | None:
        if self.pay is None:
            return None
        return Pay(money.to_minor(Decimal(self.pay), self.currency), None, self.currency, self.period)


class ActiveFilter(NamedTuple):
    """An active filter; ``criteria`` is the search without it."""

    field: str
    label: Promise | str
    criteria: Criteria


def active_filters(criteria: Criteria, *, company: str = "", occupation: str = "") -> list[ActiveFilter]:
    """Returns every filter except the keywords, one for each value. ``company``, ``occupation``: their names, if the caller knows
    them."""
    return list(_active(criteria, company or criteria.company, occupation or words_of_slug(criteria.occupation)))


def words_of_slug(slug: str) -> str:
    """``software-developers`` as ``Software developers``: what to call something whose name isn't at hand."""
    return slug.replace("-", " ").capitalize()


def _active(criteria: Criteria, company: str, occupation: str) -> Iterator[ActiveFilter]:
    if criteria.geo:
        yield ActiveFilter("geo", _("Open to %s") % region_of(criteria.geo).name, criteria.replace(geo=""))
    if criteria.people:
        label = _("For people in %s") % people_name(criteria.people)
        yield ActiveFilter("people", label, criteria.replace(people=""))
    names: dict[str, Callable[[str], Any]] = {
        "type": lambda value: WorkType(value).label,
        "level": lambda value: Level(value).label,
        "industry": lambda value: INDUSTRIES[value].name,
    }
    for facet, name in names.items():
        chosen = getattr(criteria, facet)
        for value in chosen:
            others: dict[str, Any] = {facet: tuple(other for other in chosen if other != value)}
            yield ActiveFilter(facet, name(value), criteria.replace(**others))
    if criteria.least_pay:
        pay = criteria.least_pay
        words = {"amount": money.display(pay.low or 0, pay.currency), "period": PayPeriod(pay.period).label}
        label = _("At least %(amount)s %(period)s") % words
        if criteria.no_pay:
            label = _("%s, or pay not stated") % label
        yield ActiveFilter("pay", label, criteria.replace(pay=None, no_pay=False))
    if criteria.posted:
        label = ngettext("Posted within %d day", "Posted within %d days", criteria.posted) % criteria.posted
        yield ActiveFilter("posted", label, criteria.replace(posted=None))
    if criteria.company:
        yield ActiveFilter("company", company, criteria.replace(company=""))
    if criteria.occupation:
        yield ActiveFilter("occupation", _("Occupation: %s") % occupation, criteria.replace(occupation=""))
    if criteria.in_text and criteria.q:
        yield ActiveFilter("in_text", _("Descriptions too"), criteria.replace(in_text=False))
    if criteria.exclude:
        yield ActiveFilter("exclude", _("Without “%s”") % criteria.exclude, criteria.replace(exclude=""))
    if criteria.unviewed:
        yield ActiveFilter("unviewed", _("Not viewed"), criteria.replace(unviewed=False))
    if criteria.zone:
        label = _("Time zone: %s") % criteria.zone.rpartition("/")[2].replace("_", " ")
        yield ActiveFilter("zone", label, criteria.replace(zone=""))


# --- Parsing ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """The criteria as far as they were understood, and a message for each field that wasn't. ``unknown``: by field, the
    values that aren't in our vocabulary (anymore)."""

    criteria: Criteria
    problems: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def querystring(self) -> str:
        """The canonical query string, including values that weren't understood."""
        unknown = [(name, value) for name, values in self.unknown.items() for value in sorted(set(values))]
        return "&".join(filter(None, [self.criteria.querystring, urlencode(sorted(unknown))]))

    def has_same_unknown(self, other: "Asked") -> bool:
        one, two = ({name: set(values) for name, values in asked.unknown.items()} for asked in (self, other))
        return one == two

    @property
    def is_narrowed(self) -> bool:
        """Whether the criteria are at most as broad as intended: only some of several alternatives weren't
        understood."""
        return all(
            name in ALTERNATIVES and name in self.unknown and getattr(self.criteria, name) for name in self.problems
        )


def parse(data: QueryDict | Mapping[str, str]) -> Asked:
    """Parses query parameters. ``tag`` is an alias of ``q``, ``salary_min`` of ``pay``; a parameter can have several
    values separated by commas. Values that can't be understood are left out and reported."""
    reader = Reader(data)
    found: dict[str, Any] = {
        "q": reader.keywords("q", "tag"),
        "geo": reader.one("geo", _region),
        "industry": reader.several("industry", _industry),
        "type": reader.several("type", choice(WorkType.values)),
        "level": reader.several("level", choice(Level.values)),
        "pay": reader.amount("pay", "salary_min"),
        "currency": reader.one("currency", _currency) or "USD",
        "period": reader.one("period", choice(PayPeriod.values)) or PayPeriod.YEAR.value,
        "no_pay": reader.value("no_pay").lower() in YES,
        "posted": int(reader.one("posted", choice([str(days) for days in POSTED])) or 0) or None,
        "company": reader.one("company", _company),
        "occupation": reader.one("occupation", _occupation),
        "zone": reader.one("tz", _zone),
        "in_text": reader.value("text").lower() in YES,
        "as_typed": reader.value("as_typed").lower() in YES,
        "people": reader.one("people", _people),
        "everywhere": reader.value("all").lower() in YES,
        "exclude": reader.keywords("exclude"),
        "unviewed": reader.value("unviewed").lower() in YES,
        "sort": reader.one("sort", choice(SORTS)) or "best",
    }
    if {"currency", "period"} & reader.problems.keys():
        found["pay"] = None  # an amount in an unknown unit would filter by something nobody asked for
    return Asked(Criteria(**found), reader.problems, {name: tuple(values) for name, values in reader.unknown.items()})


# --- Known values -------------------------------------------------------------------------------------------------------

# Other boards' names for places that we name differently.
PLACES = {
    "usa": "united-states", "uk": "united-kingdom", "uae": "united-arab-emirates", "eu": "european-union",
    "worldwide": ANYWHERE, "global": ANYWHERE, "hong-kong": "hong-kong-sar-china",
}  # fmt: skip


def region_named(value: str) -> str:
    """Returns the slug of a place by its slug, its name, its ISO code or another board's name; "" if there is none."""
    slug = "-".join(value.lower().split())
    slug = PLACES.get(slug, slug)
    if slug in regions():
        return slug
    country = countries().get(value.upper())
    return country.slug if country else spot_slug(value.lower())


def _find_industry(value: str) -> str:
    found = industries.find(value.lower())
    return found.slug if found else ""


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies("en"))


@cache
def _zones() -> dict[str, str]:
    return {zone.lower(): zone for zone in available_timezones()}


_region: Known = (region_named, lambda: regions())
_people: Known = (lambda value: people_slug(value.lower()), people_slugs)
_industry: Known = (_find_industry, lambda: INDUSTRIES)
_currency: Known = (lambda value: value.upper() if value.upper() in _currencies() else "", lambda: ())
_zone: Known = (lambda value: _zones().get(value.lower(), ""), lambda: _zones().values())
_company: Known = (lambda value: value.lower() if re.fullmatch(r"[-\w]{1,80}", value, re.ASCII) else "", lambda: ())
_occupation: Known = (lambda value: value.lower() if re.fullmatch(r"[-\w]{1,150}", value, re.ASCII) else "", lambda: ())
