"""Ads in a real browser: nothing moves, nothing comes from elsewhere, and a reader who signs in with Plus sees none, not even by
the Back button."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from ads import services
from ads.images import digest_of
from tests.ads.campaigns import a_campaign
from tests.billing.members import in_state
from tests.browser.accessibility import ENDS, faults
from tests.browser.test_billing_pages import sign_in
from tests.factories import a_job, a_published_guide, a_user

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GUIDE = "/careers/lighthouse-keeper/"
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""
# The longest words that a campaign can have.
LONGEST = {"headline": "Oil, wick and glass for every lighthouse tower on every coast", "text": "Made by keepers " * 8 + "for all.", "button": "See every lamp we have"}  # fmt: skip


@pytest.fixture
def campaign():
    now = timezone.now()
    a_published_guide(now=now - dt.timedelta(days=1))
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(picture, "PNG")
    image = picture.getvalue()
    words = {name: text[:limit] for (name, text), limit in zip(LONGEST.items(), (60, 140, 24), strict=True)}
    return a_campaign(now=now, image=image, image_digest=digest_of(image), **words)


def test_nothing_moves_or_comes_from_elsewhere_and_it_is_gone_once_plus_is_there(open_page, live_server, campaign):
    job = a_job(now=timezone.now())
    page = open_page(GUIDE)
    box = page.get_by_role("region", name="Ad")
    expect(box).to_be_visible()
    found = []
    for path in (GUIDE, "/jobs/", job.get_absolute_url()):
        page.goto(path)
        expect(box.get_by_role("img", include_hidden=True)).to_have_count(
            0
        )  # the image says nothing that the words don't
        assert page.evaluate(SHIFT) == 0
        found += faults(page, ENDS)
        page.set_viewport_size({"width": 320, "height": 800})
        small = box.bounding_box()["height"]
        assert small >= 240
        page.set_viewport_size({"width": 1280, "height": 800})
        assert box.bounding_box()["height"] == 136, "the size in the style sheet holds the longest words"
    assert found == []
    assert {url.split("/")[2] for url in page.watched.requests if not url.startswith("data:")} == {live_server.url[7:]}

    # A page that the browser brings back as it was.
    page.goto(GUIDE)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(box).to_have_count(0)

    # One that it asks for again.
    page.goto(GUIDE)
    expect(box).to_be_visible()
    sign_in(page, in_state("running"))
    page.goto("/account/")
    page.watched.requests.clear()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(box).to_have_count(0)
    page.goto("/jobs/")
    expect(box).to_have_count(0)
    assert not any("/ads" in url for url in page.watched.requests)
    assert page.watched.console == []


def test_pages_of_staff_and_of_advertisers_can_be_used_by_everybody(open_page, campaign):
    now = timezone.now()
    for what, number in (("view", 1200), ("click", 14)):
        campaign.counts.create(day=now.date(), placement="guide", what=what, number=number)
        campaign.counts.create(day=now.date(), placement="guide", what=what, reason="bot", number=number)
    token = services.make_report_link(campaign=campaign, by=None, now=now)
    page = open_page("/about/")
    sign_in(page, a_user("boss@example.com", is_staff=True, is_superuser=True))
    one = f"/admin/ads/campaign/{campaign.pk}/"
    found = []
    for path in ("/admin/ads/campaign/", f"{one}change/", f"{one}report/", f"{one}preview/", f"/ads/report/{token}/"):
        page.goto(path)
        found += faults(page, ENDS)
    assert found == []
    page.goto(f"{one}report/")
    page.get_by_role("button", name="Pause campaign").click()
    expect(page.get_by_role("heading", name="Paused")).to_be_visible()
    page.get_by_role("button", name="Revoke link").click()
    expect(page.get_by_text("The link no longer works.")).to_be_visible()
    assert page.goto(f"/ads/report/{token}/").status == 404
