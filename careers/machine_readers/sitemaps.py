"""Sitemaps of guides, fields, occupations and market pages."""

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from careers.market.pages import market_url
from careers.models import CareerField, Edition, MarketWeek
from occupations.models import Occupation


class GuideSitemap(Sitemap):  # type: ignore[type-arg]  # generic only in the stubs
    def items(self) -> QuerySet[Edition]:
        return Edition.objects.live(timezone.now()).for_cards().order_by("guide__slug")

    def lastmod(self, item: Edition) -> dt.datetime:
        return item.published_at


class FieldSitemap(Sitemap):  # type: ignore[type-arg]  # generic only in the stubs
    def items(self) -> QuerySet[CareerField]:
        return CareerField.objects.covered_by(Edition.objects.live(timezone.now()))

    def location(self, item: CareerField) -> str:
        return reverse("careers:field", args=[item.slug])


class OccupationSitemap(Sitemap):  # type: ignore[type-arg]  # generic only in the stubs
    def items(self) -> QuerySet[Occupation]:
        return Occupation.objects.listed().order_by("slug")

    def lastmod(self, item: Occupation) -> dt.datetime:
        return item.updated_at


class MarketSitemap(Sitemap):  # type: ignore[type-arg]  # generic only in the stubs
    """Market pages of the latest week: an occupation's, and those of places that its jobs name."""

    def items(self) -> QuerySet[MarketWeek]:
        latest = MarketWeek.objects.aggregate(latest=Max("week"))["latest"]
        found = MarketWeek.objects.filter(week=latest, occupation__is_listed=True)
        return found.select_related("occupation").defer("occupation__facts").order_by("occupation__slug", "place")

    def location(self, item: MarketWeek) -> str:
        return market_url(item.occupation, item.place)

    def lastmod(self, item: MarketWeek) -> dt.date:
        return item.week + dt.timedelta(days=7)
