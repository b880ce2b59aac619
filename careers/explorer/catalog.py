"""Catalog of careers: every occupation that has a page as one compact row, kept in the process.

The rows are read again when an occupation changed; a request that finds them current asks the database one small question.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _

from careers.caching import MARKET_LASTS
from careers.explorer.vocabulary import IMPORTANT
from careers.occupations.passports import Credit, older_pay
from jobs.models import Job
from occupations.models import DataRelease, Occupation
from occupations.sources import SOURCES, Key
from toolkit import page_cache
from toolkit.text import fold

SHOWN = (Key.WAGES, Key.PROJECTIONS, Key.ONET)  # whose figures the explorer and the finder show
ALL_OCCUPATIONS = "00-0000"
COLUMNS = (
    "code", "title", "slug", "soc", "major_group", "summary", "median_pay", "pay_is_at_least", "growth", "openings",
    "education", "job_zone", "high_points", "interests", "skills", "tools",
)  # fmt: skip


@dataclass(frozen=True)
class Career:
    """An occupation as the explorer and the finder use it. The columns are those of `Occupation`; ``pay_is_wider`` and
    ``outlook_is_wider``: whether the figure is of a group with more occupations than this one. ``older_pay`` says the time of pay
    that is of another time than most."""

    code: str
    title: str
    slug: str
    soc: str
    major_group: str = ""
    summary: str = ""
    median_pay: int | None = None
    pay_is_at_least: bool = False
    growth: Decimal | None = None
    openings: int | None = None
    education: int | None = None
    job_zone: int | None = None
    high_points: str = ""
    interests: tuple[float, ...] = ()
    skills: dict[str, float] | None = None
    tools: tuple[str, ...] = ()
    pay_is_wider: bool = False
    outlook_is_wider: bool = False
    older_pay: str = ""

    @cached_property
    def url(self) -> str:
        return reverse("careers:occupation", args=[self.slug])

    @cached_property
    def folded_title(self) -> str:
        return fold(self.title)

    @property
    def notes(self) -> str:
        """What must be said where its figures are shown: which are of a wider group, and that pay is of another time."""
        if self.pay_is_wider and self.outlook_is_wider:
            wider = _("Figures are for a wider group of careers.")
        elif self.pay_is_wider:
            wider = _("Pay is for a wider group of careers.")
        else:
            wider = _("Growth and openings are for a wider group of careers.") if self.outlook_is_wider else ""
        older = _("Pay: %(time)s.") % {"time": self.older_pay} if self.older_pay else ""
        return " ".join(filter(None, [wider, older]))

    @cached_property
    def important_skills(self) -> frozenset[str]:
        """The element ids of the skills that are at least important."""
        return frozenset(id for id, importance in (self.skills or {}).items() if importance >= IMPORTANT)


class Catalog:
    """All careers, by title, with what's the same for all of them.

    ``growth_of_all`` is the growth of all occupations together, over ``years`` such as ``2024–34``; ``releases`` are those that
    figures are from.
    """

    def __init__(
        self,
        careers: Iterable[Career],
        *,
        growth_of_all: Decimal | None = None,
        years: str = "",
        releases: Mapping[Key, str] | None = None,
    ) -> None:
        self.careers = tuple(sorted(careers, key=lambda career: (career.folded_title, career.code)))
        self.by_code = {career.code: career for career in self.careers}
        self.growth_of_all = growth_of_all
        self.years = years
        self.releases = releases or {}

    @cached_property
    def credits(self) -> list[Credit]:
        return [
            Credit(SOURCES[key].credit.format(release=self.releases[key]), SOURCES[key], self.releases[key])
            for key in SHOWN
            if key in self.releases
        ]

    def source(self, key: Key) -> str:
        """Names a publisher, its publication and the release."""
        parts = (SOURCES[key].publisher, SOURCES[key].title, self.releases.get(key, ""))
        return ", ".join(part for part in parts if part)

    @cached_property
    def titles(self) -> dict[str, tuple[str, ...]]:
        """Other titles of each career, by code, those that workers report first. Read when somebody first searches."""
        rows = Occupation.objects.listed().values_list("code", "facts__onet__reported_titles", "facts__onet__titles")
        return {code: tuple(dict.fromkeys((*(reported or ()), *(others or ())))) for code, reported, others in rows}


def catalog() -> Catalog:
    """Returns the current catalog. One query, five after a change."""
    state = Occupation.objects.listed().aggregate(newest=Max("updated_at"), number=Count("pk"))
    return _read(state["newest"], state["number"])


@lru_cache(maxsize=1)
def _read(newest: dt.datetime | None, number: int) -> Catalog:
    listed = Occupation.objects.listed()
    rows = list(listed.values(*COLUMNS, "facts__pay__0", "facts__outlook__wider"))
    releases = {Key(source): name for source, name in DataRelease.objects.current().values_list("source", "name")}
    projected = listed.filter(growth__isnull=False).values("facts__groups", "facts__outlook").first()
    if projected is None:
        return Catalog(map(_career, rows), releases=releases)
    outlook = projected["facts__outlook"]
    every = next((group for group in projected["facts__groups"] if group["code"] == ALL_OCCUPATIONS), None)
    return Catalog(
        map(_career, rows),
        growth_of_all=Decimal(every["growth"]) if every else None,
        releases=releases,
        years=f"{outlook['first_year']}–{outlook['last_year'] % 100:02}",
    )


def _career(row: dict[str, Any]) -> Career:
    pay, outlook = row.pop("facts__pay__0") or {}, row.pop("facts__outlook__wider")
    has_pay = row["median_pay"] is not None
    return Career(
        **row | {"interests": tuple(row["interests"]), "tools": tuple(row["tools"]), "skills": row["skills"] or None},
        pay_is_wider=has_pay and bool(pay.get("wider")),
        outlook_is_wider=bool(outlook),
        older_pay=older_pay(pay["source"], pay["release"]) if has_pay else "",
    )


def open_jobs(now: dt.datetime) -> dict[str, int]:
    """Returns the number of openings on this site by occupation code, of jobs whose occupation is sure. Counted at most every 15
    minutes."""

    def read() -> str:
        jobs = Job.objects.visible(now).leading().with_sure_occupation()
        return json.dumps(dict(jobs.order_by().values_list("occupation__code").annotate(number=Count("pk"))))

    counted: dict[str, int] = json.loads(
        page_cache.fragment("open-jobs-by-occupation", read, lifetime=lambda: MARKET_LASTS)
    )
    return counted
