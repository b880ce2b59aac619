"""Builds market pages: what our jobs of an occupation said, week by week, beside published pay."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from careers.display import hourly, yearly
from careers.market import charts
from careers.market.recording import LONGEST_BACK, WEEK
from careers.models import MarketWeek
from jobs.market_stats import FEWEST
from jobs.vocabulary.regions import ANYWHERE, Region, regions
from occupations.facts import Pay
from occupations.models import Occupation
from occupations.sources import SOURCES, Source
from toolkit import money


@dataclass(frozen=True)
class PlaceLink:
    name: str
    url: str
    openings: int


@dataclass(frozen=True)
class Point:
    """A week of the history. ``pay`` is empty where too few jobs stated it."""

    starts: dt.date
    published: int
    open_at_end: int
    pay: str
    sample: int


@dataclass(frozen=True)
class MarketPage:
    """Everything a market page says. ``weeks`` are without gaps, oldest first; a week without jobs has zeros."""

    occupation: Occupation
    place: Region | None
    weeks: tuple[MarketWeek, ...]
    places: tuple[PlaceLink, ...]
    published: Pay | None

    @property
    def url(self) -> str:
        return market_url(self.occupation, self.place.slug if self.place else "")

    @property
    def place_name(self) -> str:
        return place_name(self.place.slug) if self.place else ""

    @property
    def latest(self) -> MarketWeek | None:
        return self.weeks[-1] if self.weeks else None

    @property
    def counted_on(self) -> dt.date | None:
        """The last day of the latest week."""
        return self.latest.week + dt.timedelta(days=6) if self.latest else None

    @property
    def pay_band(self) -> str:
        return band_of(self.latest) if self.latest else ""

    @property
    def too_few(self) -> str:
        """Says why no pay is shown; empty if it is."""
        if self.latest is None or self.pay_band:
            return ""
        return ngettext(
            "Too few jobs to show typical pay: %(count)d job states both ends of its pay in one currency, and we need at least"
            " %(fewest)d.",
            "Too few jobs to show typical pay: %(count)d jobs state both ends of their pay in one currency, and we need at"
            " least %(fewest)d.",
            self.latest.pay_sample,
        ) % {"count": self.latest.pay_sample, "fewest": FEWEST}

    @property
    def states_pay_percent(self) -> int | None:
        """The share of open jobs that state pay; None if there are too few for a share."""
        week = self.latest
        return round(100 * week.states_pay / week.open_at_end) if week and week.open_at_end >= FEWEST else None

    @cached_property
    def points(self) -> list[Point]:
        """The history in words, newest first."""
        return [
            Point(
                week.week,
                week.published,
                week.open_at_end,
                band_of(week),
                week.pay_sample,
            )
            for week in reversed(self.weeks)
        ]

    @cached_property
    def published_columns(self) -> list[charts.Column]:
        return charts.columns([week.published for week in self.weeks])

    @property
    def busiest(self) -> int:
        return max((week.published for week in self.weeks), default=0)

    @cached_property
    def pay_spans(self) -> list[charts.Column]:
        """Pay of each week in the currency of the latest; nothing if only one week has it."""
        spans = charts.spans(self._bands)
        return spans if len(spans) > 1 else []

    @property
    def _bands(self) -> list[tuple[int, int] | None]:
        currency = self.latest.pay_currency if self.latest else ""
        return [
            (week.pay_low, week.pay_high)
            if week.pay_low is not None and week.pay_high is not None and week.pay_currency == currency
            else None
            for week in self.weeks
        ]

    @property
    def pay_ends(self) -> tuple[str, str]:
        """The lowest and the highest amount that the chart of pay shows."""
        known = [band for band in self._bands if band]
        currency = self.latest.pay_currency if self.latest else ""
        low, high = min(one for one, _high in known), max(other for _low, other in known)
        return money.display(low, currency), money.display(high, currency)

    @cached_property
    def skills(self) -> list[charts.Bar]:
        """The skills asked for most; none where too few jobs are open for shares to mean something."""
        if self.latest is None or self.latest.open_at_end < FEWEST:
            return []
        return _bars(self.latest.skills, self.latest.open_at_end)

    @cached_property
    def open_to(self) -> list[charts.Bar]:
        if self.latest is None:
            return []
        named = [(place_name(slug), count) for slug, count in self.latest.regions if slug in regions()][:10]
        return _bars(named, self.latest.open_at_end)

    @property
    def search_url(self) -> str:
        query = {"occupation": self.occupation.slug} | ({"geo": self.place.slug} if self.place else {})
        return f"{reverse('jobs:search')}?{urlencode(query)}"

    @property
    def published_source(self) -> Source | None:
        return SOURCES[self.published.source] if self.published else None

    @property
    def published_median(self) -> str:
        pay = self.published
        if pay is None or pay.median is None:
            return ""
        amount = yearly(pay.median, pay.currency) if pay.period == "year" else hourly(pay.median, pay.currency)
        return _("at least %s") % amount if "median" in pay.top_coded else amount


def page_of(occupation: Occupation, place: Region | None) -> MarketPage | None:
    """Returns the page of an occupation and a place; None for a place that no job has named. Three queries."""
    slug = place.slug if place else ""
    last = MarketWeek.objects.aggregate(last=Max("week"))["last"]
    own = MarketWeek.objects.filter(occupation=occupation, place=slug).order_by("-week")
    known = {row.week: row for row in own[:LONGEST_BACK]}
    if place and not known:
        return None
    named = (
        MarketWeek.objects.filter(occupation=occupation, week=last).exclude(place="").order_by("-open_at_end", "place")
    )
    links = [
        PlaceLink(place_name(row.place), market_url(occupation, row.place), row.open_at_end)
        for row in named
        if row.place in regions()
    ]
    pay = occupation.document.pay_in(place.code if place and place.is_country else "US")
    return MarketPage(occupation, place, tuple(_without_gaps(known, last)), tuple(links), pay)


def _without_gaps(known: dict[dt.date, MarketWeek], last: dt.date | None) -> list[MarketWeek]:
    if not known or last is None:
        return []
    first = max(min(known), last - (LONGEST_BACK - 1) * WEEK)
    weeks = [first + at * WEEK for at in range((last - first) // WEEK + 1)]
    return [known.get(week) or MarketWeek(week=week, published=0, open_at_end=0, states_pay=0) for week in weeks]


def band_of(week: MarketWeek) -> str:
    """Returns the pay of a week in words; empty if too few jobs stated it."""
    if week.pay_low is None or week.pay_high is None:
        return ""
    low, high = (money.display(amount, week.pay_currency) for amount in (week.pay_low, week.pay_high))
    return f"{low}–{high}"


def place_name(slug: str) -> str:
    return _("Anywhere") if slug == ANYWHERE else regions()[slug].name


def market_url(occupation: Occupation, place: str = "") -> str:
    if place:
        return reverse("careers:market-place", args=[occupation.slug, place])
    return reverse("careers:market", args=[occupation.slug])


def _bars(counted: list[tuple[str, int]], of: int) -> list[charts.Bar]:
    return [
        charts.Bar(name, _("%(count)d of %(all)d") % {"count": count, "all": of}, round(100 * count / max(of, 1), 1))
        for name, count in counted
    ]
