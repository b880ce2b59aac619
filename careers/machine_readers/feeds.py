"""RSS feeds: new and updated guides; releases of published figures."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from careers.caching import share_until_next_edition
from careers.models import Edition
from occupations.models import DataRelease
from toolkit import page_cache

ITEMS = 30


class GuideFeed(Feed):  # type: ignore[type-arg]  # generic only in the stubs
    """The last editions of all guides, newest first; the id of an item is its edition, so an update is a new item."""

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return share_until_next_edition(super().__call__(request, *args, **kwargs), timezone.now())

    def title(self) -> str:
        return str(_("%s: career guides") % settings.SITE_NAME)

    def description(self) -> str:
        return _("New and updated career guides.")

    def link(self) -> str:
        return settings.SITE_URL + reverse("careers:index")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("careers:feed")

    def items(self) -> Iterable[Edition]:
        return Edition.objects.live(timezone.now()).for_cards().order_by("-published_at")[:ITEMS]

    def item_title(self, item: Edition) -> str:
        return item.title if item.number == 1 else _("%s (updated)") % item.title

    def item_description(self, item: Edition) -> str:
        return " ".join(part for part in (item.note, item.lead) if part)

    def item_link(self, item: Edition) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Edition) -> str:
        return f"{settings.SITE_URL}{item.get_absolute_url()}#{item.number}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Edition) -> dt.datetime:
        return item.published_at


class DataReleaseFeed(Feed):  # type: ignore[type-arg]  # generic only in the stubs
    """Releases of the published figures that pages show or showed, the last loaded first."""

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return page_cache.share(super().__call__(request, *args, **kwargs))

    def title(self) -> str:
        return str(_("%s: data releases") % settings.SITE_NAME)

    def description(self) -> str:
        return _("New releases of the statistics about occupations.")

    def link(self) -> str:
        return settings.SITE_URL + reverse("careers:data-releases")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("careers:data-feed")

    def items(self) -> Iterable[DataRelease]:
        return DataRelease.objects.shown().order_by("-loaded_at", "source")[:ITEMS]

    def item_title(self, item: DataRelease) -> str:
        return str(item)

    def item_description(self, item: DataRelease) -> str:
        return item.credit

    def item_link(self, item: DataRelease) -> str:
        return f"{self.link()}#{item.source}"

    def item_guid(self, item: DataRelease) -> str:
        return f"{self.link()}#{item.source}-{item.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: DataRelease) -> dt.datetime:
        return item.loaded_at
