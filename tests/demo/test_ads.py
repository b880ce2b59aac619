"""The invented campaigns: shown on pages, with a past."""

import pytest
from django.utils import timezone

from ads.models import Campaign, DayCount
from ads.report import report_of
from demo import ads
from tests.ads.campaigns import link_in

pytestmark = pytest.mark.django_db


def test_the_demo_shows_an_ad_with_figures_and_is_loaded_once(client):
    now = timezone.now()
    assert ads.load(now=now) == len(ads.CAMPAIGNS)
    assert ads.load(now=now) == 0
    assert link_in(client.get("/jobs/"))
    shown = Campaign.objects.on().get(name__startswith="Standing")
    assert shown.image_url
    assert report_of(shown).total.views > 1000
    assert not DayCount.objects.filter(campaign__state="draft").exists()
