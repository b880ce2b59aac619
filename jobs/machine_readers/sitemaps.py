"""Sitemaps of open jobs, hiring companies and landing pages."""

import datetime as dt
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from jobs import company_stats
from jobs.models import Company, Job, JobEvent, Listing
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.regions import regions
from toolkit.database.replica import from_primary, reading

BLOCK = 10_000  # job ids per file; the protocol allows 50,000 URLs (https://www.sitemaps.org/protocol.html)
FEWEST_OF_PAIR = 3
LOOKED_AT = 50_000  # the newest openings; the landing pages of their industries and places are listed
LANDING_LASTS = 60 * 60  # seconds
NEWS = (JobEvent.Kind.PUBLISHED, JobEvent.Kind.CHANGED, JobEvent.Kind.REPOSTED, JobEvent.Kind.RELISTED)

# The blocks that have listed jobs: one index lookup per block, whatever the number of jobs.
_STARTS = """
WITH RECURSIVE starts(id) AS (
    (SELECT min(job_id) FROM jobs_listing)
    UNION ALL
    SELECT (SELECT min(job_id) FROM jobs_listing WHERE job_id >= (starts.id / %(block)s + 1) * %(block)s)
    FROM starts WHERE starts.id IS NOT NULL
)
SELECT id / %(block)s FROM starts WHERE id IS NOT NULL
"""
_LANDING = """
SELECT industry, region, count(*)
FROM (SELECT job_id FROM jobs_listing WHERE expires_at > %(now)s ORDER BY position DESC LIMIT %(most)s) AS newest
JOIN jobs_job ON jobs_job.id = newest.job_id
LEFT JOIN LATERAL unnest(industries) AS industry ON true
LEFT JOIN LATERAL unnest(regions) AS region ON true
GROUP BY GROUPING SETS ((industry), (region), (industry, region))
"""


class _Blocks(Paginator):  # type: ignore[type-arg]  # generic only in the stubs
    """Pages of a sitemap as ranges of ids, so the last page costs as much as the first."""

    def __init__(self, now: dt.datetime) -> None:
        super().__init__(Listing.objects.none(), BLOCK)
        self.now = now

    @cached_property
    def blocks(self) -> list[int]:
        with reading().cursor() as cursor:
            cursor.execute(_STARTS, {"block": BLOCK})
            return [block for (block,) in cursor]

    @cached_property
    def num_pages(self) -> int:
        return max(1, len(self.blocks))

    def page(self, number: int | str) -> Page[Job]:
        at = self.validate_number(number)
        first = self.blocks[at - 1] * BLOCK if self.blocks else 0
        listed = Listing.objects.filter(job_id__gte=first, job_id__lt=first + BLOCK, expires_at__gt=self.now)
        news = Max("events__at", filter=Q(events__kind__in=NEWS))
        found = (
            Job.objects.visible(self.now)
            .filter(pk__in=listed.values("job_id"))
            .annotate(news_at=Greatest("published_at", Coalesce(news, "published_at")))
            .only("slug", "published_at")
            .order_by("pk")
        )
        return Page(list(found), at, self)


class JobSitemap(Sitemap):  # type: ignore[type-arg]  # generic only in the stubs
    """Sitemap of jobs, one URL for each opening."""

    @cached_property
    def paginator(self) -> _Blocks:
        return _Blocks(timezone.now())

    def lastmod(self, item: Any) -> dt.datetime:
        moment: dt.datetime = item.news_at
        return moment

    def get_latest_lastmod(self) -> dt.datetime | None:
        return Listing.objects.order_by("-listed_at").values_list("listed_at", flat=True).first()


class CompanySitemap(Sitemap):  # type: ignore[type-arg]  # generic only in the stubs
    limit = BLOCK

    def items(self) -> QuerySet[Company]:
        return company_stats.hiring_companies(now=timezone.now()).only("slug").order_by("slug")


class LandingSitemap(Sitemap):  # type: ignore[type-arg]  # generic only in the stubs
    """Sitemap of the search, the list of companies, and landing pages of industries and places that new jobs name;
    combinations of both if enough jobs have them."""

    limit = BLOCK

    def items(self) -> list[str]:
        now = timezone.now()
        with from_primary():  # it's kept for longer than a replica may be behind
            landing: list[str] = cache.get_or_set("sitemap:landing", lambda: _landing_pages(now), LANDING_LASTS) or []
        return [reverse("jobs:search"), reverse("jobs:companies"), *landing]

    def location(self, item: str) -> str:
        return item


def _landing_pages(now: dt.datetime) -> list[str]:
    with reading().cursor() as cursor:
        cursor.execute(_LANDING, {"now": now, "most": LOOKED_AT})
        counted = cursor.fetchall()
    found = []
    for industry, region, count in counted:
        if (industry and industry not in INDUSTRIES) or (region and region not in regions()):
            continue
        if industry and region:
            if count >= FEWEST_OF_PAIR:
                found.append(reverse("jobs:industry-in-region", args=[industry, region]))
        elif industry:
            found.append(reverse("jobs:industry", args=[industry]))
        elif region:
            found.append(reverse("jobs:region", args=[region]))
    return sorted(set(found))
