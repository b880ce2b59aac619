"""Reads the campaigns that can be shown, with what a box needs of them: kept in Valkey for a minute.

A change by staff invalidates all pages and this list. Limits are read from the counts, so a campaign that reached one leaves
rendered pages within two minutes, and kept ones within the hour. Meanwhile nothing over a limit counts (`ads.counting`).
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from ads.models import Campaign, DayCount
from ads.placements import Topic
from toolkit import page_cache

KEPT = 60  # seconds
AHEAD = dt.timedelta(days=1)  # campaigns that start later are read later: no page is kept longer
LIMITS = {
    "views_a_day": (DayCount.What.VIEW, True),
    "views_in_all": (DayCount.What.VIEW, False),
    "clicks_a_day": (DayCount.What.CLICK, True),
    "clicks_in_all": (DayCount.What.CLICK, False),
}


@dataclass(frozen=True)
class Running:
    """A campaign as boxes show it. ``starts`` and ``ends`` are seconds since 1970; 0 is no end."""

    pk: int
    headline: str
    text: str
    button: str
    image_url: str
    placements: tuple[str, ...]
    countries: frozenset[str]
    industries: frozenset[str]
    weight: int
    starts: float
    ends: float

    @property
    def key(self) -> str:
        return str(self.pk)

    def is_on(self, now: float) -> bool:
        return self.starts <= now and not (self.ends and self.ends <= now)

    def fits(self, placement: str, topic: Topic) -> bool:
        """Returns whether it's for this box of a page about this."""
        return (
            placement in self.placements
            and (not self.countries or bool(self.countries & topic.countries))
            and (not self.industries or bool(self.industries & topic.industries))
        )


def running_campaigns(now: dt.datetime) -> tuple[Running, ...]:
    """Returns the campaigns that are on or start within a day, without those that reached a limit. One query, or none."""
    return _parsed(page_cache.fragment("ads", lambda: _read(now), lifetime=lambda: KEPT))


def next_change(campaigns: Iterable[Running], now: float) -> float | None:
    """Returns when the next of the campaigns starts or ends; None if none does."""
    return min((edge for one in campaigns for edge in (one.starts, one.ends) if edge > now), default=None)


def _read(now: dt.datetime) -> str:
    found = Campaign.objects.on().before_end(now).filter(starts_at__lt=now + AHEAD).defer("image")
    rows = found.annotate(**counted_towards_limits(now)).order_by("pk")
    return json.dumps([_plain(one) for one in rows if not is_at_limit(one)])


def counted_towards_limits(now: dt.datetime) -> dict[str, Coalesce]:
    """Returns what was counted towards each limit."""
    today = Q(counts__day=now.astimezone(dt.UTC).date())
    return {
        f"counted_{limit}": Coalesce(
            Sum("counts__number", filter=Q(counts__what=what, counts__reason="") & (today if is_daily else Q())), 0
        )
        for limit, (what, is_daily) in LIMITS.items()
    }


def is_at_limit(campaign: Campaign) -> bool:
    """Returns whether a campaign read with its counts has reached one of its limits."""
    return any(
        getattr(campaign, limit) is not None and getattr(campaign, f"counted_{limit}") >= getattr(campaign, limit)
        for limit in LIMITS
    )


def _plain(campaign: Campaign) -> dict[str, object]:
    made = Running(
        pk=campaign.pk,
        headline=campaign.headline,
        text=campaign.text,
        button=campaign.button,
        image_url=campaign.image_url,
        placements=tuple(campaign.placements),
        countries=frozenset(campaign.countries),
        industries=frozenset(campaign.industries),
        weight=campaign.weight,
        starts=campaign.starts_at.timestamp(),
        ends=campaign.ends_at.timestamp() if campaign.ends_at else 0,
    )
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(made).items()}


@lru_cache(maxsize=4)
def _parsed(text: str) -> tuple[Running, ...]:
    def read(row: dict[str, object]) -> Running:
        lists = {"placements": tuple, "countries": frozenset, "industries": frozenset}
        return Running(**{name: lists.get(name, lambda value: value)(value) for name, value in row.items()})

    return tuple(read(row) for row in json.loads(text))
