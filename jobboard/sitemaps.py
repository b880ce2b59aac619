"""Sitemap of fixed pages."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse


class FixedSitemap(Sitemap):  # type: ignore[type-arg]  # generic only in the stubs
    def items(self) -> list[str]:
        return ["home", "careers:index", "billing:pricing", "about", "privacy", "terms", "accessibility", "contact"]

    def location(self, item: str) -> str:
        return reverse(item)
