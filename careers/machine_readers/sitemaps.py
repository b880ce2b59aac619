"""Sitemaps of guides, fields and occupations."""

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from careers.models import CareerField, Edition
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
