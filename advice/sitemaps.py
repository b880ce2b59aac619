"""Sitemap of career moves."""

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from occupations.models import Occupation


class MovesSitemap(Sitemap):  # type: ignore[type-arg]  # generic only in the stubs
    """Moves from occupations that O*NET relates to others and that have pay of their own."""

    def items(self) -> QuerySet[Occupation]:
        listed = Occupation.objects.listed().filter(median_pay__isnull=False)
        return listed.exclude(facts__onet__related=[]).order_by("slug")

    def location(self, item: Occupation) -> str:
        return reverse("advice:moves", args=[item.slug])

    def lastmod(self, item: Occupation) -> dt.datetime:
        return item.updated_at
