"""Where ads are, who sees them, and what kept pages hold."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from ads import boxes, services
from billing.staff_services import give_gift
from tests.ads.campaigns import BROWSER, a_campaign, has_ad, link_in
from tests.billing.members import in_state
from tests.factories import a_job, a_published_guide, a_user
from toolkit import page_cache

pytestmark = pytest.mark.django_db
GUIDE = "/careers/lighthouse-keeper/"


@pytest.fixture
def pages():
    a_published_guide(now=timezone.now() - dt.timedelta(days=1))
    job = a_job(now=timezone.now(), regions=("germany",), industries=("engineering",))
    return {
        "guide": GUIDE,
        "search": "/jobs/",
        "job": job.get_absolute_url(),
        "company": f"/companies/{job.company.slug}/",
    }


def member(state="free"):
    client = Client()
    client.force_login(in_state(state))
    return client


def test_visitors_and_members_with_free_see_the_ad_and_plus_never_does(pages):
    a_campaign()
    for who, sees in ((Client(), True), (member("free"), True), (member("running"), False), (Client(), True)):
        for _twice in range(2):
            for path in pages.values():
                page = who.get(path, **BROWSER)
                assert page.status_code == 200
                assert has_ad(page) is sees, path
                assert ("Lamps that last" in page.content.decode()) is sees


def test_an_ad_is_labelled_and_its_link_is_marked(pages):
    campaign = a_campaign()
    html = Client().get(pages["job"]).content.decode()
    assert '<section class="ad" aria-label="Ad">' in html
    assert "No ads with Plus" in html
    assert 'rel="sponsored nofollow noopener"' in html
    assert "lamps.example" not in html
    assert f'"/ads/{campaign.pk}/go?o=' in html


@pytest.mark.parametrize("what", ["guide", "search", "job", "company"])
def test_each_placement_is_one_kind_of_page(pages, settings, what):
    settings.ADS = "campaigns"
    a_campaign(placements=[what])
    assert [kind for kind, path in pages.items() if has_ad(Client().get(path))] == [what]


def test_our_own_ads_fill_boxes_and_can_be_switched_off(pages, settings):
    for path in pages.values():
        page = Client().get(path)
        assert has_ad(page)
        assert b"sponsored" not in page.content
    settings.ADS = "campaigns"
    page_cache.forget_all()
    assert not any(has_ad(Client().get(path)) for path in pages.values())
    settings.ADS = "off"
    a_campaign()
    assert not any(has_ad(Client().get(path)) for path in pages.values())


def test_part_of_a_page_that_a_script_asks_for_has_no_ad(pages):
    a_campaign()
    assert not has_ad(Client().get("/jobs/?q=officer", headers={"hx-request": "true"}))
    assert has_ad(Client().get("/jobs/?q=officer"))


def test_a_script_that_asks_first_leaves_no_page_without_an_ad_for_others(pages):
    a_campaign()
    page_cache.forget_all()
    assert not has_ad(Client().get(GUIDE, headers={"hx-request": "true"}))
    assert has_ad(Client().get(GUIDE))
    assert not has_ad(Client().get(GUIDE, headers={"hx-request": "true"}))


@pytest.mark.parametrize(
    ("limits", "seen"),
    [
        ({}, {"guide", "search", "job", "company", "place", "other"}),
        ({"countries": ["DE"]}, {"job", "place"}),
        ({"countries": ["US"]}, set()),
        ({"industries": ["engineering"]}, {"job"}),
        ({"industries": ["hr"]}, {"other"}),
        ({"countries": ["DE"], "industries": ["hr"]}, set()),
    ],
)
def test_countries_and_industries_are_those_that_the_page_is_about(pages, settings, limits, seen):
    settings.ADS = "campaigns"
    a_campaign(**limits)
    pages |= {"place": "/jobs/in/germany/", "other": "/jobs/hr/"}
    visitor = Client()
    visitor.cookies["place"] = "US||"  # where the visitor lives doesn't count
    found = {kind: visitor.get(path) for kind, path in pages.items()}
    assert {page.status_code for page in found.values()} == {200}
    assert {kind for kind, page in found.items() if has_ad(page)} == seen


def test_a_paused_campaign_is_gone_from_kept_pages_at_once(pages, settings, django_capture_on_commit_callbacks):
    settings.ADS = "campaigns"
    campaign = a_campaign()
    page_cache.forget_all()
    visitor = Client()
    assert has_ad(visitor.get(GUIDE))
    with django_capture_on_commit_callbacks(execute=True):
        services.move(campaign=campaign, to="paused", by=None, now=timezone.now())
    assert not has_ad(visitor.get(GUIDE))
    with django_capture_on_commit_callbacks(execute=True):
        services.move(campaign=campaign, to="active", by=None, now=timezone.now())
    assert has_ad(visitor.get(GUIDE))


# --- Kept pages ---------------------------------------------------------------------------------------------------------


def lives(path):
    kept = page_cache._valkey().keys(f"{{pages}}:*::{path}")
    return page_cache._valkey().ttl(kept[0])


def test_a_page_is_kept_until_the_hour_ends_or_a_campaign_begins(pages, settings, monkeypatch):
    settings.ADS = "campaigns"
    hour = timezone.now().replace(minute=58, second=20, microsecond=0)
    monkeypatch.setattr("ads.templatetags.ads.timezone.now", lambda: hour)
    Client().get(GUIDE)
    assert lives(GUIDE) > 100, "nothing of it changes"
    a_campaign(starts_at=hour + dt.timedelta(seconds=40))
    page_cache.forget_all()
    page = Client().get(GUIDE)
    assert not has_ad(page)
    assert 30 < lives(GUIDE) <= 40, "it begins"
    a_campaign(ends_at=hour + dt.timedelta(days=2))
    page_cache.forget_all()
    assert has_ad(Client().get(GUIDE))
    assert lives(GUIDE) <= 40
    monkeypatch.setattr("ads.templatetags.ads.timezone.now", lambda: hour + dt.timedelta(seconds=60))
    page_cache.forget_all()
    Client().get(GUIDE)
    assert 30 < lives(GUIDE) <= 40, "the hour ends"


def test_visitors_share_a_kept_page_with_its_ad(pages, django_assert_num_queries):
    a_campaign()
    first = Client().get(GUIDE)
    with django_assert_num_queries(0):
        second = Client().get(GUIDE)
    assert first.content == second.content
    assert link_in(first)
    assert second["Cache-Control"] == "public, no-cache"
    assert "Cookie" in second["Vary"], "so the Back button asks again once somebody has signed in"


def test_what_is_kept_for_members_has_no_ad(pages):
    a_campaign()
    free, plus = member("free"), member("running")
    assert has_ad(free.get(GUIDE))
    kept = [key for key in page_cache._valkey().keys("{pages}:*part:page:*") if b"lighthouse" in key]
    assert kept
    assert not any(has_ad(page_cache._valkey().get(key)) for key in kept)
    assert not has_ad(plus.get(GUIDE))
    links = {link_in(free.get(GUIDE)) for _ in range(3)}
    assert len(links) == 3, "each page of a member has an offer of its own"


@pytest.mark.parametrize("own", [True, False])
def test_a_browser_keeps_no_page_with_an_ad_for_a_member_who_may_get_plus(pages, settings, own):
    settings.ADS = "all"
    if not own:
        a_campaign()
    free, plus = member("free"), member("running")
    for path in pages.values():
        assert has_ad(page := free.get(path))
        assert "no-store" in page["Cache-Control"], path
    assert "no-store" not in plus.get(GUIDE)["Cache-Control"]


def test_an_uncached_page_takes_no_query_for_ads_once_they_are_known(pages, django_assert_num_queries):
    a_campaign()
    Client().get(GUIDE)
    request = type("Request", (), {"headers": {}, "COOKIES": {}, "path": "/jobs/", "session": {}, "user": None})()
    with django_assert_num_queries(0):
        assert boxes.box_for(request, "search", boxes.Topic(), timezone.now())
    page_cache._valkey().flushdb()
    with django_assert_num_queries(1):
        assert boxes.box_for(request, "search", boxes.Topic(), timezone.now())


def test_a_member_who_gets_plus_has_no_ads_from_that_moment(pages):
    a_campaign()
    client, user = Client(), a_user("new@example.com")
    client.force_login(user)
    assert has_ad(client.get(GUIDE))
    give_gift(user=user, until=timezone.now() + dt.timedelta(days=3), reason="Test", by=user, now=timezone.now())
    assert not any(has_ad(client.get(path)) for path in pages.values())
