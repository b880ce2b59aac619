"""Criteria of a search in the directory: parsed from and written to a query string."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jobs.search.criteria import region_named
from jobs.search.parameters import YES, Known, Reader, choice
from jobs.search.places import region_of
from jobs.vocabulary.kinds import Level, WorkType
from jobs.vocabulary.regions import ANYWHERE, regions
from resumes.publishing.directory import languages
from toolkit.geography import offset_words

LEVELS = tuple(level for level in Level if level != Level.ANY)
OFFSETS = (*range(-720, 841, 60), -570, -210, 210, 270, 330, 345, 390, 525, 570, 630, 765)  # minutes
_OFFSET = re.compile(r"(?:utc)?\s*([+-]?)(\d{1,2})(?:[:.]?(\d\d))?", re.IGNORECASE)
_MINUSES = str.maketrans("−–", "--")


@dataclass(frozen=True)
class Criteria:
    """A search for people. ``geo`` is where they are; ``utc_from`` and ``utc_to`` are minutes from UTC of their clocks; ``type``
    is what they are open to. The values of ``level``, of ``type`` and of ``language`` are alternatives; all other criteria must
    match. ``as_typed`` corrects no typing errors."""

    q: str = ""
    level: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    geo: str = ""
    utc_from: int | None = None
    utc_to: int | None = None
    as_typed: bool = False

    @property
    def querystring(self) -> str:
        """The canonical query string, without a page: equal searches have equal strings."""
        return urlencode(sorted(self._parameters()))

    def _parameters(self) -> Iterator[tuple[str, str]]:
        for one in fields(self):
            value = getattr(self, one.name)
            if value == one.default or (one.name == "as_typed" and not self.q):
                continue
            if isinstance(value, tuple):
                yield from ((one.name, item) for item in sorted(set(value)))
            elif one.name in ("utc_from", "utc_to"):
                yield one.name, offset_value(value)
            else:
                yield one.name, "1" if value is True else str(value)

    def replace(self, **changes: Any) -> "Criteria":
        return dataclasses.replace(self, **changes)


@dataclass(frozen=True)
class Asked:
    """The criteria as far as they were understood, and a message for each field that wasn't."""

    criteria: Criteria
    problems: dict[str, str] = field(default_factory=dict)


def parse(data: QueryDict | Mapping[str, str]) -> Asked:
    """Parses query parameters. Values that can't be understood are left out and reported."""
    reader = Reader(data)
    geo = reader.one("geo", _REGION)
    found: dict[str, Any] = {
        "q": reader.keywords("q"),
        "level": reader.several("level", choice([level.value for level in LEVELS])),
        "type": reader.several("type", choice(WorkType.values)),
        "language": reader.several("language", choice(languages.LANGUAGES)),
        "geo": "" if geo == ANYWHERE else geo,
        "utc_from": _minutes(reader.one("utc_from", _CLOCK)),
        "utc_to": _minutes(reader.one("utc_to", _CLOCK)),
        "as_typed": reader.value("as_typed").lower() in YES,
    }
    if None not in (found["utc_from"], found["utc_to"]) and found["utc_from"] > found["utc_to"]:
        found["utc_from"], found["utc_to"] = found["utc_to"], found["utc_from"]
    return Asked(Criteria(**found), reader.problems)


def offset_value(minutes: int) -> str:
    """Returns minutes from UTC as the form sends them: ``+5:30``, ``-3``."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _offset(value: str) -> str:
    found = _OFFSET.fullmatch(value.translate(_MINUSES).strip())
    minutes = (int(found[2]) * 60 + int(found[3] or 0)) * (-1 if found[1] == "-" else 1) if found else 1_000
    return offset_value(minutes) if -720 <= minutes <= 840 and minutes % 15 == 0 else ""


def _minutes(value: str) -> int | None:
    if not value:
        return None
    hours, _colon, rest = value[1:].partition(":")
    return (int(hours) * 60 + int(rest or 0)) * (-1 if value[0] == "-" else 1)


_REGION: Known = (region_named, lambda: regions())
_CLOCK: Known = (_offset, lambda: ())


# --- Active filters -----------------------------------------------------------------------------------------------------


class ActiveFilter(NamedTuple):
    """An active filter; ``criteria`` is the search without it."""

    label: Promise | str
    criteria: Criteria


def active_filters(criteria: Criteria) -> list[ActiveFilter]:
    """Returns every filter except the keywords, one for each value."""
    return list(_active(criteria))


def _active(criteria: Criteria) -> Iterator[ActiveFilter]:
    if criteria.geo:
        yield ActiveFilter(region_of(criteria.geo).name, criteria.replace(geo=""))
    names: dict[str, Mapping[str, Any]] = {
        "level": dict(Level.choices), "type": dict(WorkType.choices), "language": languages.names(),
    }  # fmt: skip
    labels = {"type": _("Open to: %s"), "language": _("Speaks %s")}
    for facet, known in names.items():
        chosen = getattr(criteria, facet)
        for value in chosen:
            others: dict[str, Any] = {facet: tuple(other for other in chosen if other != value)}
            yield ActiveFilter(labels.get(facet, "%s") % known[value], criteria.replace(**others))
    if criteria.utc_from is not None or criteria.utc_to is not None:
        yield ActiveFilter(_clock_words(criteria), criteria.replace(utc_from=None, utc_to=None))


def _clock_words(criteria: Criteria) -> str:
    low, high = criteria.utc_from, criteria.utc_to
    if low is None:
        return _("Time zone: up to %s") % offset_words(high or 0)
    if high is None:
        return _("Time zone: from %s") % offset_words(low)
    if low == high:
        return _("Time zone: %s") % offset_words(low)
    return _("Time zone: %(low)s to %(high)s") % {"low": offset_words(low), "high": offset_words(high)}
