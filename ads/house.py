"""Ads of our own, which fill a box without a campaign. They lead to pages of this site and aren't counted."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ads.placements import Placement


@dataclass(frozen=True)
class HouseAd:
    """``route``: the name of the page it leads to; ``placements``: where it's shown."""

    key: str
    headline: Promise
    text: Promise
    button: Promise
    route: str
    placements: tuple[str, ...] = tuple(Placement.values)
    weight: int = 1


HOUSE_ADS = (
    HouseAd(
        "plus",
        _("For a faster search"),
        _("Daily alerts, job advice, a personal career consultant, and no ads."),
        _("See Plus"),
        "billing:pricing",
    ),
    HouseAd(
        "alerts",
        _("New jobs by email"),
        _("We email you new matches for your search, never the same job twice."),
        _("Create alert"),
        "alerts:new",
        (Placement.SEARCH, Placement.JOB, Placement.COMPANY),
    ),
    HouseAd(
        "guides",
        _("What does the job really pay?"),
        _("Career guides with a source for every number."),
        _("Read the guides"),
        "careers:index",
        (Placement.SEARCH, Placement.JOB, Placement.COMPANY),
    ),
    HouseAd(
        "jobs",
        _("Remote jobs you can actually apply for"),
        _("Every job shows where you can live, what it pays and when we last checked it."),
        _("Search jobs"),
        "jobs:search",
        (Placement.GUIDE,),
    ),
)
