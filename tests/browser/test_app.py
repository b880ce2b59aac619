"""The site as an app, in a real browser with a real service worker: pages and lists without a network, changes that are sent later."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from jobs.tracker import services
from jobs.tracker.models import Application
from tests.browser.accessibility import ENDS, faults
from tests.browser.device import (
    WAITING,
    kept,
    left,
    member_with_lists,  # noqa: F401 - the fixture `ada`
    use_as,
    wait_for_worker,
    wait_until_kept,
)
from tests.factories import a_user

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GUIDE = "/careers/operations-officer/"


def test_guides_jobs_and_lists_are_read_without_a_network_and_nothing_private_is_kept(ada):
    page, [pilot, *_others] = ada.page, ada.jobs
    page.goto(GUIDE)
    page.get_by_role("button", name="Save for offline").click()
    expect(page.get_by_text("Saved for offline")).to_be_visible()
    for path in (
        "/account/",
        "/account/profile/",
        "/account/billing/",
        "/pricing/",
        "/account/advice/",
        "/account/resumes/",
        "/jobs/",
    ):
        page.goto(path)
    page.goto(ada.jobs[2].get_absolute_url())
    wait_until_kept(page, "pages", ada.jobs[2].get_absolute_url())
    found = kept(page)
    paths = {path for name in ("pages", "guides") for path in found[name]}
    assert paths == {GUIDE, *(job.get_absolute_url() for job in ada.jobs)}
    assert {path for paths in found.values() for path in paths if not path.startswith(("/static/", "/marks/"))} == {
        *paths,
        "/offline/",
    }
    pages = page.evaluate(
        """async () => Promise.all((await (await caches.open("pages")).matchAll()).map((one) => one.text()))"""
    )
    assert '<section class="ad"' in Client().get(pilot.get_absolute_url()).content.decode()
    made_for_others = [html for html in pages if "Create account" not in html or '<section class="ad"' in html]
    assert made_for_others == [], "as nobody sees them, and without ads"

    page.context.set_offline(True)
    page.goto(GUIDE)
    expect(page.get_by_text("You're offline. This is a copy from")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Operations Officer career path guide")
    page.goto(pilot.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbor Pilot")
    page.goto("/account/applications/")
    expect(page.get_by_role("heading", name="You're offline")).to_be_visible()
    saved = page.get_by_role("region", name="Saved jobs")
    expect(saved.get_by_role("link", name="Harbor Pilot")).to_be_visible()
    expect(page.get_by_role("region", name="Guides saved for offline").get_by_role("link")).to_have_count(1)
    assert faults(page, ENDS) == []


def test_changes_made_without_a_network_are_sent_in_order_and_conflicts_are_told(ada):
    page, [pilot, trimmer, keeper] = ada.page, ada.jobs
    page.goto("/jobs/")
    page.locator("#search").hover()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_role("button", name="Saved Lamp Trimmer").click()
    expect(page.get_by_text("You're offline. We'll send this change when you're back online.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Removed from saved jobs.")).to_be_visible()
    services.save(user=ada, job=trimmer, now=timezone.now())

    page.goto(keeper.get_absolute_url())
    wait_until_kept(page, "pages", keeper.get_absolute_url())
    page.goto("/account/bookmarks/")
    page.context.set_offline(True)
    page.goto(keeper.get_absolute_url())
    page.get_by_role("button", name="Save Chart Keeper").click()
    expect(page).to_have_url(re.compile("/offline/#waiting$"))
    expect(page.get_by_role("status")).to_have_text(
        "Change saved on this device. We'll send it when you're back online."
    )
    for title, to in (("Harbor Pilot", "applied"), ("Harbor Pilot", "interview"), ("Lamp Trimmer", "applied")):
        page.get_by_label(f"Move {title}").select_option(to)
        page.get_by_role("button", name=f"Move {title}", exact=True).click()
        expect(page.get_by_label(f"Move {title}").locator(f"option[value={to}]")).to_have_count(0)
    waiting = page.get_by_role("region", name="Waiting to be sent").get_by_role("listitem")
    expect(waiting).to_have_count(4)

    application = Application.objects.get(job=trimmer)
    services.move(application=application, to="offer", now=timezone.now())  # on another device meanwhile
    page.context.set_offline(False)
    expect(page.get_by_text("Lamp Trimmer was moved to “Offer” elsewhere.").first).to_be_visible()
    expect(waiting).to_have_count(1)
    moved = Application.objects.get(job=pilot)
    assert [event.stage for event in moved.events.all()] == ["interested", "applied", "interview"]
    assert Application.objects.of(ada).filter(job=keeper, stage="interested").exists()
    waiting.get_by_role("button", name="Send Lamp Trimmer").click()
    expect(waiting).to_have_count(0)
    application.refresh_from_db()
    assert application.stage == "applied"


def test_the_last_of_opposite_changes_of_a_job_counts(ada):
    page, title, application = ada.page, "Harbor Pilot", Application.objects.of(ada).get(job=ada.jobs[0])
    waiting = page.get_by_role("region", name="Waiting to be sent").get_by_role("listitem")
    saved = page.get_by_role("region", name="Saved jobs").get_by_role("link", name=title)
    page.goto("/offline/")
    wait_for_worker(page)
    page.context.set_offline(True)
    for number in (1, 3):
        page.goto("/offline/")
        page.get_by_role("button", name=f"Remove {title}", exact=True).click()
        expect(waiting).to_have_count(number)
        expect(saved).to_be_hidden()
        page.goto(ada.jobs[0].get_absolute_url())
        page.get_by_role("button", name=f"Save {title}").click()
        expect(waiting).to_have_count(number + 1)
        expect(saved).to_be_visible()
    page.goto(ada.jobs[0].get_absolute_url())
    page.get_by_role("button", name=f"Save {title}").click()  # once more is nothing new
    expect(page.get_by_role("region", name="Waiting to be sent").get_by_role("listitem")).to_have_count(4)
    page.context.set_offline(False)
    expect(waiting).to_have_count(0)
    expect(saved).to_be_visible()
    again = Application.objects.of(ada).get(job=ada.jobs[0])
    assert again.pk > application.pk, "it was removed, and saved again"


def test_a_change_is_not_sent_ahead_of_one_that_waits(ada):
    page = ada.page
    page.goto("/jobs/")
    page.locator("#search").hover()
    page.wait_for_load_state("networkidle")
    page.evaluate(WAITING, {"do": "save", "job": ada.jobs[1].pk, "title": "Lamp Trimmer"})
    page.get_by_role("button", name="Saved Lamp Trimmer").click()
    expect(page.get_by_role("button", name="Save Lamp Trimmer")).to_be_visible()
    page.goto("/offline/")
    expect(page.get_by_role("region", name="Waiting to be sent")).to_be_hidden()
    assert not Application.objects.of(ada).filter(job=ada.jobs[1]).exists()


def test_signing_out_and_another_reader_leave_nothing_behind(ada):
    page = ada.page
    page.context.set_offline(True)
    page.goto("/offline/")
    page.get_by_label("Move Harbor Pilot").select_option("applied")
    page.get_by_role("button", name="Move Harbor Pilot", exact=True).click()
    expect(page.get_by_role("region", name="Waiting to be sent").get_by_role("listitem")).to_have_count(1)
    page.context.set_offline(False)
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    assert Application.objects.get(job=ada.jobs[0]).stage == "applied", "sent before the reader left"
    assert left(page) == []

    wait_for_worker(page)  # the browser deleted the one before
    use_as(page, ada)
    page.goto("/account/")
    wait_until_kept(page, "pages", ada.jobs[1].get_absolute_url())
    assert "Lamp Trimmer" in str(left(page))
    page.context.set_offline(True)
    page.goto("/account/bookmarks/")
    page.get_by_role("button", name="Remove Lamp Trimmer", exact=True).click()
    expect(page.get_by_role("region", name="Waiting to be sent").get_by_role("listitem")).to_have_count(1)
    page.context.clear_cookies()  # the session is over, nobody signed out: the change waits, the lists go
    page.context.set_offline(False)
    page.goto("/about/")
    wait_until_kept(page, "pages", ada.jobs[1].get_absolute_url(), is_kept=False)
    page.goto("/offline/")
    expect(page.get_by_text("Sign in again to send this change.").first).to_be_visible()
    expect(page.get_by_role("region", name="Saved jobs")).to_be_hidden()
    use_as(page, a_user("other@example.com"))
    page.goto("/about/")
    page.goto("/offline/")
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    assert "Lamp Trimmer" not in str(left(page))
    assert Application.objects.of(ada).filter(job=ada.jobs[1]).exists()

    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()  # held up by nothing of Ada's
    page.wait_for_url(lambda url: "/account/" not in url and "/offline/" not in url)
    page.goto("/offline/")
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    wait_for_worker(page)
    use_as(page, ada)
    page.goto("/account/")  # her change was kept for her
    expect(page.get_by_text("Removed from saved jobs.")).to_be_visible()
    assert not Application.objects.of(ada).filter(job=ada.jobs[1]).exists()


def test_a_job_saved_from_a_list_waits_under_its_title(ada):
    page, keeper = ada.page, ada.jobs[2]
    page.goto("/jobs/")
    page.locator("#search").hover()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_role("button", name=f"Save {keeper.title}").click()
    expect(page.get_by_text("You're offline. We'll send this change when you're back online.")).to_be_visible()
    page.goto("/offline/")
    waiting = page.get_by_role("region", name="Waiting to be sent").get_by_role("listitem")
    expect(waiting).to_contain_text(keeper.title)


def test_signing_out_without_a_network_leaves_nothing_on_the_device_and_says_what_is_left_to_do(ada):
    page = ada.page
    page.goto("/account/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("We couldn't sign you out without a connection.")).to_be_visible()
    assert left(page) == []


def test_a_change_discarded_in_one_tab_is_not_sent_by_another(ada):
    page, here = ada.page, "Waiting to be sent"
    page.context.set_offline(True)
    page.goto("/offline/")
    page.get_by_role("button", name="Remove Harbor Pilot", exact=True).click()
    expect(page.get_by_role("region", name=here).get_by_role("listitem")).to_have_count(1)
    other = page.context.new_page()
    other.goto("/offline/")
    other.get_by_role("button", name="Discard Harbor Pilot").click()
    expect(other.get_by_role("region", name=here)).to_be_hidden()
    other.close()
    page.get_by_role("button", name="Send Harbor Pilot").click()
    expect(page.get_by_role("region", name=here)).to_be_hidden()
    page.context.set_offline(False)
    page.goto("/account/bookmarks/")
    wait_for_worker(page)
    assert Application.objects.of(ada).filter(job=ada.jobs[0]).exists()
