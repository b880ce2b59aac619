"""Results of the explorer: filtered and sorted careers, in keyset pages."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from careers.explorer.catalog import Career, Catalog
from careers.explorer.criteria import ActiveFilter, Criteria, active_filters
from careers.explorer.vocabulary import EDUCATION_RANKS, FIELDS, SKILLS
from toolkit.text import fold, words

SIZE = 25  # careers on a page
_CODE = re.compile(r"\d{2}-\d{4}(\.\d{2})?")

Key = tuple[Any, ...]
# What each filter looks at; a career of which it isn't published doesn't match, and the page says how many there are.
PUBLISHED: dict[str, Callable[[Career], Any]] = {
    "pay_from": lambda career: career.median_pay,
    "pay_to": lambda career: career.median_pay,
    "growth_from": lambda career: career.growth,
    "growth_to": lambda career: career.growth,
    "openings": lambda career: career.openings,
    "education": lambda career: career.education,
    "zone": lambda career: career.job_zone,
    "interest": lambda career: career.high_points,
    "skill": lambda career: career.skills,
}


@dataclass(frozen=True)
class Page:
    """Some careers of the results, after the first ``skipped`` of them. ``is_lost``: the page's place isn't known anymore, so
    this is the first page."""

    careers: Sequence[Career]
    skipped: int
    total: int
    is_lost: bool = False

    @property
    def before(self) -> str:
        """The place of the previous page; empty if there is none."""
        return self.careers[0].code if self.skipped and self.careers else ""

    @property
    def after(self) -> str:
        """The place of the next page; empty if there is none."""
        return self.careers[-1].code if self.skipped + len(self.careers) < self.total else ""


@dataclass(frozen=True)
class Results:
    """Careers that match, in order. ``also_called`` has the other title that matched the words, by code; ``unpublished``: how
    many careers are left out only because a figure that a filter asks for isn't published."""

    careers: Sequence[Career]
    also_called: Mapping[str, str]
    unpublished: int
    sort_key: Callable[[Career], Key]

    def page(self, *, after: str = "", before: str = "", known: Mapping[str, Career], size: int = SIZE) -> Page:
        """Returns the page that starts after a career, or ends before one; ``known`` are all careers by code. The career itself
        needn't match anymore: its place in the order is enough."""
        total, key = len(self.careers), self.sort_key
        place = known.get(after or before)
        if place is None:
            return Page(self.careers[:size], 0, total, is_lost=bool(after or before))
        if after:
            start = bisect_right(self.careers, key(place), key=key)
        else:
            start = max(0, bisect_left(self.careers, key(place), key=key) - size)
        if start == total:
            return Page(self.careers[:size], 0, total, is_lost=total > 0)
        return Page(self.careers[start : start + size], start, total)


def search(
    catalog: Catalog, criteria: Criteria, *, jobs: Mapping[str, int], titles: Mapping[str, Sequence[str]]
) -> Results:
    """Returns the careers that match. ``jobs``: open jobs by code; ``titles``: other titles by code, needed for words only."""
    matches, unpublished = [], 0
    tests = list(_tests(criteria, jobs))
    found = _with_words(catalog, criteria.q, titles)
    for career in catalog.careers:
        if career.code not in found:
            continue
        failed = [name for name, test in tests if not test(career)]
        if not failed:
            matches.append(career)
        elif all(name in PUBLISHED and not _is_published(name, career) for name in failed):
            unpublished += 1
    key = _sort_key(criteria.order, jobs, found)
    return Results(
        careers=sorted(matches, key=key),
        also_called={code: title for code, (_tier, title) in found.items() if title},
        unpublished=unpublished,
        sort_key=key,
    )


def counts_without_each_filter(
    catalog: Catalog, criteria: Criteria, *, jobs: Mapping[str, int], titles: Mapping[str, Sequence[str]]
) -> Iterator[tuple[ActiveFilter, int]]:
    """Yields the filters whose removal finds careers, with their number."""
    for one in active_filters(criteria):
        number = len(search(catalog, one.criteria, jobs=jobs, titles=titles).careers)
        if number:
            yield one, number


def _is_published(name: str, career: Career) -> bool:
    return PUBLISHED[name](career) not in (None, "")


# --- Filters ------------------------------------------------------------------------------------------------------------

Test = Callable[[Career], bool]


def _tests(criteria: Criteria, jobs: Mapping[str, int]) -> Iterator[tuple[str, Test]]:
    if criteria.field:
        groups = {FIELDS[key] for key in criteria.field}
        yield "field", lambda career: career.major_group in groups
    cents = {
        name: Decimal(value) * 100 for name in ("pay_from", "pay_to") if (value := getattr(criteria, name)) is not None
    }
    yield from _bounds("pay", cents.get("pay_from"), cents.get("pay_to"), lambda career: career.median_pay)
    yield from _bounds("growth", criteria.growth_from, criteria.growth_to, lambda career: career.growth)
    if criteria.openings is not None:
        least = criteria.openings
        yield "openings", lambda career: career.openings is not None and career.openings >= least
    if criteria.education:
        ranks = {EDUCATION_RANKS[key] for key in criteria.education}
        yield "education", lambda career: career.education in ranks
    if criteria.zone:
        zones = {int(zone) for zone in criteria.zone}
        yield "zone", lambda career: career.job_zone in zones
    if criteria.interest:
        letters = set(criteria.interest)
        yield "interest", lambda career: letters <= set(career.high_points)
    if criteria.skill:
        ids = {SKILLS[key].id for key in criteria.skill}
        yield "skill", lambda career: ids <= career.important_skills
    if criteria.jobs:
        yield "jobs", lambda career: jobs.get(career.code, 0) > 0


def _bounds(
    name: str, low: Decimal | None, high: Decimal | None, figure: Callable[[Career], Any]
) -> Iterator[tuple[str, Test]]:
    if low is not None:
        yield f"{name}_from", lambda career: figure(career) is not None and figure(career) >= low
    if high is not None:
        yield f"{name}_to", lambda career: figure(career) is not None and figure(career) <= high


# --- Words --------------------------------------------------------------------------------------------------------------


def _with_words(catalog: Catalog, query: str, titles: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, str]]:
    """Returns the careers with the words, by code: a tier (0 its own title, 1 another title, 2 a tool) and the other title or
    the tool that has them. Each word may be the start of one."""
    asked = words(query)
    if _CODE.fullmatch(query):
        return {code: (0, "") for code in catalog.by_code if code.startswith(query)}
    if not asked:
        return dict.fromkeys(catalog.by_code, (0, ""))
    pattern = re.compile("".join(rf"(?=.*(?<!\w){re.escape(word)})" for word in asked), re.DOTALL)
    found = {}
    for career in catalog.careers:
        if pattern.match(career.folded_title):
            found[career.code] = (0, "")
            continue
        for tier, others in ((1, titles.get(career.code, ())), (2, career.tools)):
            other = next((one for one in others if pattern.match(fold(one))), "")
            if other:
                found[career.code] = (tier, other)
                break
    return found


# --- Order --------------------------------------------------------------------------------------------------------------


def _sort_key(order: str, jobs: Mapping[str, int], found: Mapping[str, tuple[int, str]]) -> Callable[[Career], Key]:
    """Returns the key of an order. Careers without the figure come last, whatever the direction; equal ones by title."""
    name, is_falling = order.lstrip("-"), order.startswith("-")
    if name == "match":
        return lambda career: (
            found.get(career.code, (9, ""))[0],
            -(career.openings or 0),
            career.folded_title,
            career.code,
        )
    if name == "title":
        positions = _Falling if is_falling else str
        return lambda career: (positions(career.folded_title), career.code)
    figures: dict[str, Callable[[Career], Any]] = {
        "pay": lambda career: career.median_pay,
        "growth": lambda career: career.growth,
        "openings": lambda career: career.openings,
        "education": lambda career: career.education,
        "jobs": lambda career: jobs.get(career.code, 0),
    }
    figure, sign = figures[name], -1 if is_falling else 1

    def key(career: Career) -> Key:
        value = figure(career)
        return (value is None, 0 if value is None else sign * value, career.folded_title, career.code)

    return key


class _Falling(str):
    """Text that sorts from Z to A."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)

    def __gt__(self, other: str) -> bool:
        return str.__lt__(self, other)
