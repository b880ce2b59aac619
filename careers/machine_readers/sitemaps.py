"""Sitemaps of guides and fields."""

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from careers.models import CareerField, Edition


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
