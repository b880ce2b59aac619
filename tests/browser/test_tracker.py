import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from jobs import services as postings
from jobs.lifecycle import Closed
from jobs.tracker import services
from jobs.tracker.models import Application
from tests.browser.accessibility import faults, violations
from tests.factories import a_job, a_user

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"


def sign_in(page):
    page.get_by_label("Email address").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def fill_tracker(user):
    """An application at each stage, one overdue, one whose job is gone, one added by hand with long words."""
    now = timezone.now()
    for number, to in enumerate(services.MOVES):
        job = a_job(now=now, title=f"Operations Officer {number}", description="<p>The words of the employer.</p>")
        services.move(application=services.save(user=user, job=job, now=now), to=to, now=now)
    for one in Application.objects.of(user)[:4]:
        then = now + dt.timedelta(days=one.pk % 5 - 2)
        services.edit(application=one, notes="Ask.", contact="Mia", next_step="Call", next_step_at=then, now=now)
    services.add_by_hand(
        user=user,
        title="Antidisestablishmentarianist " * 3,
        company="",
        url="https://example.org/" + "x" * 200,
        notes="",
        now=now,
    )
    postings.withdraw(
        job=Application.objects.of(user).filter(job__isnull=False).last().job, because=Closed.GONE, now=now
    )


@pytest.fixture
def member():
    """Ada, with applications at every stage."""
    user = a_user(name="Ada", time_zone="Europe/Madrid")
    fill_tracker(user)
    return user


def pages_of(user):
    ours = (
        Application.objects.of(user)
        .filter(snapshot__isnull=False, next_step_at__isnull=False)
        .first()
        .get_absolute_url()
    )
    by_hand = Application.objects.of(user).get(snapshot=None).get_absolute_url()
    return (
        "/account/", "/account/bookmarks/", "/account/applications/", "/account/applications/?view=board",
        "/account/applications/?stage=closed&sort=-title", "/account/applications/add/", ours, f"{ours}posting/", f"{ours}remove/", by_hand,
    )  # fmt: skip


@pytest.mark.parametrize("javascript", [True, False])
def test_from_saving_as_a_visitor_to_reading_the_copy_of_a_posting_that_is_gone(open_page, javascript):
    a_user()
    job = a_job(now=timezone.now(), description="<p>The words of the employer.</p>")
    page = open_page(job.get_absolute_url(), javascript=javascript)
    page.get_by_role("button", name="Save Operations Officer").click()
    page.get_by_role("button", name="Saved Operations Officer").wait_for()

    page.get_by_role("link", name="Saved jobs", exact=True).first.click()
    expect(page.get_by_role("link", name="Operations Officer")).to_be_visible()
    page.get_by_role("link", name="Sign in to save them").click()
    sign_in(page)
    expect(page.get_by_text("Your saved job is now in your account.")).to_be_visible()
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "saved"]

    page.get_by_role("button", name="Mark as applied Operations Officer").click()
    expect(page.get_by_text("No saved jobs yet")).to_be_visible()
    page.goto("/account/applications/?view=board")
    page.locator("summary", has_text="Move Operations Officer").click()
    page.get_by_role("button", name="Interview", exact=True).click()
    page.get_by_text("Moved Operations Officer to “Interview”.").wait_for()
    expect(page.locator("[data-stage=interview] li")).to_have_count(1)

    postings.withdraw(job=job, because=Closed.EMPLOYER, now=timezone.now())
    page.goto(job.get_absolute_url())
    expect(page.get_by_text("This job is closed.")).to_be_visible()
    page.goto("/account/applications/")
    page.get_by_role("link", name="Operations Officer").click()
    page.get_by_role("link", name="Your copy of the job").click()
    expect(page.get_by_text("The words of the employer.")).to_be_visible()
    expect(page.get_by_text("This job is no longer open.")).to_be_visible()
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    assert page.goto("/account/applications/").url.endswith("/accounts/login/?next=/account/applications/")


def test_axe_finds_nothing_at_any_width_and_no_page_is_too_wide(open_page, member):
    page = open_page("/accounts/login/")
    sign_in(page)
    found = []
    for path in pages_of(member):
        page.goto(path)
        found += faults(page)
    assert found == []
    assert page.watched.console == []


def test_a_card_has_one_control_that_moves_it_from_the_keyboard_too(open_page, member):
    page = open_page("/accounts/login/?next=/account/applications/?view=board")
    sign_in(page)
    card = page.locator(".board-card", has_text="Operations Officer 1")
    expect(card.locator("select")).to_have_count(0)
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("button", name="Offer", exact=True)).to_be_visible()
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == [], width
    card.get_by_role("button", name="Offer", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("Moved Operations Officer 1 to “Offer”.").wait_for()
    assert Application.objects.get(title="Operations Officer 1").stage == "offer"


def test_a_card_can_be_dragged_to_a_stage_and_asks_for_the_outcome_when_closed(open_page, member):
    page = open_page("/accounts/login/?next=/account/applications/?view=board")
    sign_in(page)
    card = page.locator(".board-card", has_text="Operations Officer 1")
    card.drag_to(page.locator("[data-stage=closed]"), target_position={"x": 20, "y": 10})
    expect(card.locator("summary")).to_be_focused()
    expect(card.get_by_role("button", name="Closed: Rejected")).to_be_visible()
    card.drag_to(page.locator("[data-stage=interview] h2"))
    page.get_by_text("Moved Operations Officer 1 to “Interview”.").wait_for()
    assert User.objects.get().applications.get(title="Operations Officer 1").stage == "interview"


def test_errors_are_named_at_the_top_and_beside_the_field(open_page, member):
    page = open_page("/accounts/login/?next=/account/applications/add/")
    sign_in(page)
    page.get_by_label("Link to the job").fill("ftp://example.org")
    page.get_by_label("Notes").fill("Kept")
    page.locator("main").get_by_role("button", name="Add job", exact=True).click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#id_notes")).to_have_value("Kept")
    page.get_by_role("link", name="Enter a job title.").click()
    expect(page.locator("#id_title")).to_be_focused()
    assert violations(page) == []
