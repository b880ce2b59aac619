"""Sitemap of résumé pages whose owners let search engines show them."""

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.db.models import F
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from resumes.models import Page
from resumes.publishing.handles import current_handles


class ResumePageSitemap(Sitemap):  # type: ignore[type-arg]  # generic only in the stubs
    limit = 10_000

    def items(self) -> list[tuple[str, dt.datetime]]:
        """Returns the current address of each page, and when it changed last."""
        pages = Page.objects.shown().filter(visibility=Page.Visibility.PUBLIC, is_indexed=True).order_by("pk")
        changed = dict(pages.values_list("user", Greatest(F("updated_at"), F("resume__updated_at"))))
        names = current_handles(changed, now=timezone.now())
        return [(names[owner], moment) for owner, moment in changed.items() if owner in names]

    def location(self, item: tuple[str, dt.datetime]) -> str:
        return reverse("resumes:page", args=[item[0]])

    def lastmod(self, item: tuple[str, dt.datetime]) -> dt.datetime:
        return item[1]
