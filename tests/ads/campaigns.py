"""Campaigns for tests, made through the same services as in the admin."""

import datetime as dt
import re

from django.utils import timezone

from ads import services
from ads.models import Advertiser, Campaign

BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0"}
EVERYWHERE = ("guide", "search", "job", "company")


def a_campaign(*, now=None, is_on=True, **changes):
    now = now or timezone.now()
    advertiser, _made = Advertiser.objects.get_or_create(name="Harbor Supplies")
    fields = {
        "name": "Lamps",
        "headline": "Lamps that last",
        "text": "Oil, wick and glass for every tower.",
        "button": "See lamps",
        "target": "https://lamps.example/offer?a=1&b=2",
        "placements": list(EVERYWHERE),
        "starts_at": now - dt.timedelta(days=2),
    }
    campaign = Campaign(advertiser=advertiser, **{**fields, **changes})
    services.save_campaign(campaign=campaign, now=now)
    if is_on:
        services.move(campaign=campaign, to="active", by=None, now=now)
        campaign.refresh_from_db()
    return campaign


def has_ad(answer):
    """Whether a page has anything of an ad."""
    content = answer if isinstance(answer, bytes) else getattr(answer, "content", b"")
    return re.search(rb'class="ad"|js/ads|"/ads/\d|rel="sponsored', content) is not None


def link_in(answer):
    """The address that the ad of a page leads to."""
    found = re.search(r'href="(/ads/\d+/go\?o=[^"]+)"', answer.content.decode())
    return found[1].replace("&amp;", "&") if found else ""
