"""Landing pages: an industry, a region or both, with the number of jobs."""

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from jobs.display import region_in_sentence
from jobs.models import Job
from jobs.search.criteria import Criteria
from jobs.search.places import region_of
from jobs.vocabulary.industries import INDUSTRIES, Industry
from jobs.vocabulary.regions import ANYWHERE, Region, regions
from toolkit import page_cache

KEPT = 60 * 60  # seconds: counting reads every open job, and these figures change slowly
EVERY = ""  # the key for all industries together
SHOWN = 12


@dataclass(frozen=True)
class Landing:
    """A search fixed by its URL: an industry, a region, or both; neither is the plain search."""

    industry: Industry | None
    region: Region | None

    @property
    def heading(self) -> str:
        """``Remote jobs``, with the industry, the region, or both."""
        names = {
            "industry": self.industry.name if self.industry else "",
            "region": region_in_sentence(self.region) if self.region else "",
        }
        if self.industry and self.region:
            return _("Remote jobs in %(industry)s, open to %(region)s") % names
        if self.industry:
            return _("Remote jobs in %(industry)s") % names
        return (_("Remote jobs open to %(region)s") if self.region else _("Remote jobs")) % names

    @property
    def url(self) -> str:
        if self.industry and self.region:
            return reverse("jobs:industry-in-region", args=[self.industry.slug, self.region.slug])
        if self.industry:
            return reverse("jobs:industry", args=[self.industry.slug])
        return reverse("jobs:region", args=[self.region.slug]) if self.region else reverse("jobs:search")


def title(criteria: Criteria) -> str:
    """Returns a title for a search: its keywords, else its industry and region. Other criteria are left out."""
    if criteria.q:
        return _("Remote jobs for “%s”") % criteria.q
    industry = INDUSTRIES[criteria.industry[0]] if len(criteria.industry) == 1 else None
    return Landing(industry, region_of(criteria.geo) if criteria.geo else None).heading


@dataclass(frozen=True)
class Counts:
    """Numbers of open jobs by region and industry: jobs that a person who lives in the region can take."""

    by_region: dict[str, dict[str, int]]
    everywhere: dict[str, int]

    def of(self, industry: str, region: str) -> int:
        """Returns the number of jobs. Empty slugs mean all industries, or all regions together."""
        if not region:
            return self.everywhere.get(industry, 0)
        own = self.by_region.get(region, {}).get(industry, 0) if region != ANYWHERE else 0
        return own + self.by_region.get(ANYWHERE, {}).get(industry, 0)

    @cached_property
    def places(self) -> list[str]:
        """Regions with jobs of their own, not only jobs for anywhere; most jobs first."""
        named = [slug for slug in self.by_region if slug in regions() and slug != ANYWHERE]
        return sorted(named, key=lambda slug: (-self.of(EVERY, slug), slug))


def counts(now: dt.datetime) -> Counts:
    """Returns the counts, computed at most once an hour."""

    def read() -> str:
        return json.dumps(_count(now))

    found = json.loads(page_cache.fragment("job-landings", read, lifetime=lambda: KEPT))
    return Counts(found["by_region"], found["everywhere"])


def _count(now: dt.datetime) -> dict[str, dict[str, Counter[str]] | Counter[str]]:
    """Counts a job once for each region whose residents can take it; jobs for anywhere are counted separately."""
    alike: dict[tuple[str, ...], Counter[str]] = {}
    everywhere: Counter[str] = Counter()
    rows = Job.objects.visible(now).leading().order_by().values_list("regions", "industries").annotate(n=Count("pk"))
    for slugs, industries, number in rows:
        own = Counter(dict.fromkeys([EVERY, *(slug for slug in industries if slug in INDUSTRIES)], number))
        everywhere.update(own)
        alike.setdefault((ANYWHERE,) if ANYWHERE in slugs else tuple(sorted(slugs)), Counter()).update(own)
    by_region: dict[str, Counter[str]] = {}
    for slugs, own in alike.items():
        for slug in _open_to_people_of(slugs):
            by_region.setdefault(slug, Counter()).update(own)
    return {"by_region": by_region, "everywhere": everywhere}


def _open_to_people_of(slugs: tuple[str, ...]) -> list[str]:
    """Returns every region whose residents can take a job for ``slugs``: these regions and all regions inside them."""
    if slugs == (ANYWHERE,):
        return [ANYWHERE]
    return [region.slug for region in regions().values() if not set(slugs).isdisjoint(region.path)]


def siblings(landing: Landing, found: Counts) -> tuple[list[tuple[Landing, int]], list[tuple[Landing, int]]]:
    """Returns the same landing page for other industries and for other regions; only those with jobs, most jobs
    first."""
    industry = landing.industry.slug if landing.industry else EVERY
    region = landing.region.slug if landing.region else ""
    industries = [
        (Landing(other, landing.region), found.of(other.slug, region))
        for other in INDUSTRIES.values()
        if other != landing.industry and found.of(other.slug, region)
    ]
    places = [
        (Landing(landing.industry, regions()[slug]), found.of(industry, slug))
        for slug in found.places
        if _is_near(regions()[slug], landing.region) and found.of(industry, slug)
    ]
    for pairs in (industries, places):
        pairs.sort(key=lambda pair: -pair[1])
    return industries[:SHOWN], places[:SHOWN]


def _is_near(other: Region, region: Region | None) -> bool:
    """Returns whether a region is near another: a group that contains it, a region inside it, or a neighbor in the same
    group."""
    if region is None:
        return True
    return other != region and (
        other.slug in region.path or other.parent == region.slug or other.parent == region.parent
    )
