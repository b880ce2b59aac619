"""Lists published pay beside what our jobs advertise, each with its source and number of jobs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import BigIntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from careers.market.pages import band_of, market_url
from careers.models import MarketWeek
from careers.occupations.passports import notes_of_pay
from occupations.facts import Pay
from occupations.models import Occupation
from occupations.sources import Key
from occupations.titles.matching import named_occupation
from toolkit import money

PAGE = 50
SORTS: dict[str, Promise] = {"jobs": _("Most open jobs"), "pay": _("Highest pay"), "title": _("A–Z")}


@dataclass(frozen=True)
class Row:
    """An occupation with its published median a year in the United States and what our open jobs advertise. ``notes`` say that
    the median is of a wider group, or of another time."""

    occupation: Occupation
    published: str
    notes: tuple[str, ...]
    advertised: str
    sample: int
    openings: int
    url: str


@dataclass(frozen=True)
class Salaries:
    """A page of rows. ``best`` is the occupation that the searched title names. ``counted_on`` is the last day of the week that
    our jobs were counted in, None before the first."""

    rows: list[Row]
    best: Row | None
    counted_on: dt.date | None
    release: str
    next_url: str


def salaries(*, query: str = "", sort: str = "jobs", after: str = "") -> Salaries:
    """Returns a page of occupations, or those that a title names. ``after`` is the position of the last row before it, as
    ``next_url`` has it. Four queries, five for a search."""
    week = MarketWeek.objects.aggregate(last=Max("week"))["last"]
    found = Occupation.objects.listed().annotate(
        open_jobs=Coalesce(
            Subquery(
                MarketWeek.objects.filter(occupation=OuterRef("pk"), place="", week=week).values("open_at_end")[:1]
            ),
            0,
        ),
        pay=Coalesce("median_pay", -1, output_field=BigIntegerField()),
    )
    best_pk = None
    if query:
        best_pk = named_occupation(query)
        found = found.filter(Q(title__icontains=query) | Q(pk=best_pk))
    ordered = _after(found, sort, after)
    shown = list(ordered[: PAGE + 1])
    wages = _wages(shown[:PAGE])
    rows = _rows(shown[:PAGE], wages, week)
    best = next((row for row in rows if row.occupation.pk == best_pk), None)
    return Salaries(
        rows=[row for row in rows if row is not best],
        best=best,
        counted_on=week + dt.timedelta(days=6) if week else None,
        release=next((wage["release"] for wage in wages.values() if wage["source"] == Key.WAGES), ""),
        next_url=_next_url(shown[PAGE - 1], query, sort) if len(shown) > PAGE else "",
    )


def _after(found: "QuerySet[Occupation]", sort: str, after: str) -> "QuerySet[Occupation]":
    """Orders by ``sort`` and leaves out what comes before a position: ``value~key``."""
    value, _tilde, key = after.rpartition("~")
    if sort == "title":
        ordered = found.order_by("title", "pk")
        if value and key.isdecimal():
            return ordered.filter(Q(title__gt=value) | Q(title=value, pk__gt=int(key[:18])))
        return ordered
    column = "open_jobs" if sort == "jobs" else "pay"
    ordered = found.order_by(f"-{column}", "pk")
    if value.removeprefix("-").isdecimal() and key.isdecimal():
        at, pk = int(value[:18]), int(key[:18])
        return ordered.filter(Q(**{f"{column}__lt": at}) | Q(**{column: at, "pk__gt": pk}))
    return ordered


def _next_url(last: Occupation, query: str, sort: str) -> str:
    value = last.title if sort == "title" else getattr(last, "open_jobs" if sort == "jobs" else "pay")
    asked = {"q": query, "sort": "" if sort == "jobs" else sort, "after": f"{value}~{last.pk}"}
    return f"{reverse('salaries')}?{urlencode({name: text for name, text in asked.items() if text})}"


def _wages(occupations: Sequence[Occupation]) -> dict[int, dict[str, Any]]:
    """Returns the US wage of each occupation as its facts have it."""
    wages = Occupation.objects.filter(pk__in=[one.pk for one in occupations]).values_list("pk", "facts__pay__0")
    return {pk: wage for pk, wage in wages if wage and wage["country"] == "US"}


def _rows(occupations: Sequence[Occupation], wages: dict[int, dict[str, Any]], week: dt.date | None) -> list[Row]:
    weeks = MarketWeek.objects.filter(occupation__in=occupations, place="", week=week) if week else ()
    by_occupation = {one.occupation_id: one for one in weeks}
    return [_row(one, wages.get(one.pk, {}), by_occupation.get(one.pk)) for one in occupations]


def _row(occupation: Occupation, wage: dict[str, Any], week: MarketWeek | None) -> Row:
    published = money.display(occupation.median_pay, "USD") if occupation.median_pay is not None else ""
    if published and occupation.pay_is_at_least:
        published = gettext("at least %s") % published
    return Row(
        occupation=occupation,
        published=published,
        notes=notes_of_pay(Pay.model_validate(wage)) if published and wage else (),
        advertised=band_of(week) if week else "",
        sample=week.pay_sample if week else 0,
        openings=week.open_at_end if week else 0,
        url=market_url(occupation),
    )
