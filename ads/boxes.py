"""Decides what a box on a page shows, before it's rendered: a campaign, an ad of our own, or nothing."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from accounts.impersonation import acting_staff
from ads.choosing import HOUR, choose, hour_of
from ads.house import HOUSE_ADS
from ads.models import DayCount
from ads.offers import make_offer
from ads.placements import Topic
from ads.running import Running, next_change, running_campaigns
from billing import entitlements
from toolkit.page_cache import Part, add_part


@dataclass(frozen=True)
class Box:
    """What a box says. ``is_paid``: somebody pays for it, so its link is marked for search engines."""

    headline: str | Promise
    text: str | Promise
    button: str | Promise
    url: str
    image_url: str = ""
    is_paid: bool = True


def box_for(request: HttpRequest, placement: str, topic: Topic, now: dt.datetime) -> Box | None:
    """Returns what to show in a box of the page of ``request``, and has a view of it counted when the page is served. None: there
    is no box at all.

    A page that is kept for visitors isn't kept longer than the box would be the same.
    """
    if not has_ads(request, now):
        return None
    seconds = now.timestamp()
    hour = hour_of(seconds)
    campaigns = [one for one in running_campaigns(now) if one.fits(placement, topic)]
    on = [one for one in campaigns if one.is_on(seconds)]
    chosen = choose(on, page=request.path, placement=placement, hour=hour)
    own = _own(request, placement, hour) if chosen is None else None
    ends = [end for end in (next_change(campaigns, seconds), (hour + 1) * HOUR if chosen or own else None) if end]
    if ends:
        name = _counted_as(request, chosen, placement) if chosen else ""
        add_part(request, Part(name, int(min(ends) - seconds)))
    return _box(request, chosen, placement, hour) if chosen else own


def has_ads(request: HttpRequest, now: dt.datetime) -> bool:
    """Returns whether the reader sees ads at all: not with Plus, and not in a part of a page that a script asks for."""
    if settings.ADS == "off" or "HX-Request" in request.headers:
        return False
    return not entitlements.for_user(request.user, now).is_plus


def is_staff(request: HttpRequest) -> bool:
    """Returns whether one of us asks, as themselves or as a member."""
    return bool(getattr(request.user, "is_staff", False)) or acting_staff(request) is not None


def _counted_as(request: HttpRequest, chosen: Running, placement: str) -> str:
    name = f"{DayCount.What.VIEW}:{chosen.pk}:{placement}"
    return f"{name}:{DayCount.Reason.STAFF}" if is_staff(request) else name


def _box(request: HttpRequest, chosen: Running, placement: str, hour: int) -> Box:
    offer = make_offer(
        campaign=chosen.pk,
        placement=placement,
        page=request.path,
        hour=hour,
        is_shared=settings.SESSION_COOKIE_NAME not in request.COOKIES,
    )
    url = f"{reverse('ads:go', args=[chosen.pk])}?{urlencode({'o': offer})}"
    return Box(chosen.headline, chosen.text, chosen.button, url, chosen.image_url)


def _own(request: HttpRequest, placement: str, hour: int) -> Box | None:
    ours = [one for one in HOUSE_ADS if placement in one.placements] if settings.ADS == "all" else []
    chosen = choose(ours, page=request.path, placement=placement, hour=hour)
    if chosen is None:
        return None
    return Box(chosen.headline, chosen.text, chosen.button, reverse(chosen.route), is_paid=False)
