"""The staff site in a real browser: an editor opens a guide, edits, saves and publishes it."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from careers.models import Edition, Guide
from jobs.models import Job
from tests.browser.accessibility import faults
from tests.factories import a_job, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def staff(open_page, site):
    """Opens a page of the staff site, signed in."""
    a_user("edda@example.com", name="Edda", is_staff=True, is_superuser=True)

    def open_(path, **options):
        page = open_page("/health/live", **options)
        page.emulate_media(reduced_motion="reduce")
        client = Client()
        client.force_login(User.objects.get(email="edda@example.com"))
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}
        page.context.add_cookies([cookie])
        page.watched.requests.clear()
        page.goto(path)
        return page

    return open_


def page_of(slug="operations-officer"):
    return f"/admin/careers/guide/{Guide.objects.get(slug=slug).pk}/change/"


def is_unsaved(page):
    return page.evaluate("document.documentElement.hasAttribute('data-dirty')")


def test_an_editor_edits_saves_and_publishes(staff):
    page = staff(page_of())
    assert not is_unsaved(page)
    page.fill("#id_stress", "Calm <b>mostly</b>")
    assert is_unsaved(page)
    assert page.text_content("[data-unsaved-note]") == "Unsaved changes"

    # Leaving with unsaved text asks first; staying keeps the text.
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.href = '/admin/'")
    page.wait_for_load_state()
    assert asked == ["beforeunload"]
    assert page.input_value("#id_stress") == "Calm <b>mostly</b>"

    page.get_by_role("button", name="Add career tier").click()
    page.locator("#tiers-group details[open] input[name$=-title]").fill("Emeritus")
    page.get_by_role("button", name="Add career tier").click()
    page.locator("#tiers-group details[open] input[name$=-title]").nth(1).fill("Legend")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_selector(".notice.success")
    assert not is_unsaved(page)
    guide = Guide.objects.get(slug="operations-officer")
    assert guide.stress == "Calm <b>mostly</b>"
    assert [tier.title for tier in guide.tiers.all()][-2:] == ["Emeritus", "Legend"]

    page.click(".publish > summary")
    page.fill("#id_note", "Calmer")
    page.get_by_role("button", name="Publish now").click()
    page.wait_for_selector("text=is live.")
    assert Edition.objects.filter(guide=guide).latest("number").note == "Calmer"
    page.get_by_role("link", name="View guide").first.click()
    expect(page.locator("main")).to_contain_text("Calm <b>mostly</b>")
    assert page.watched.console == []


def test_an_error_is_reached_from_the_summary_and_the_page_says_not_saved(staff):
    page = staff(page_of(), width=320)
    page.fill("#id_title", "")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_selector(".error-summary")
    expect(page).to_have_title(re.compile("^Error:"))
    assert is_unsaved(page)
    page.click(".error-summary a >> nth=0")
    expect(page.locator("#id_title:is(:focus, :target)")).to_be_visible()
    # What has focus is not hidden behind the bar.
    page.focus("#id_summary")
    box, bar = page.locator("#id_title").bounding_box(), page.locator(".bar").bounding_box()
    assert box["y"] < bar["y"]
    assert page.watched.console == []


def test_a_guide_is_edited_without_scripts(staff):
    page = staff(page_of(), javascript=False)
    page.click("#tiers-group > details.new > summary")
    page.locator("#tiers-group > details.new input[name$=-title]").fill("Emeritus")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_selector(".notice.success")
    assert Guide.objects.get(slug="operations-officer").tiers.last().title == "Emeritus"


def test_the_guide_editor_and_its_history_are_accessible_and_fit_a_phone(staff):
    page = staff(page_of())
    found = faults(page)
    page.fill("#id_stress", "Other")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_selector(".notice.success")
    change = page.url
    page.click(".publish > summary")
    expect(page.locator(".publish")).to_have_attribute("open", "")
    found += faults(page)
    page.goto(change.replace("/change/", "/history/"))
    found += faults(page)
    page.click(".timeline a >> nth=0")
    page.wait_for_url(lambda url: "/history/" not in url or url.count("/") > change.count("/"))
    found += faults(page)
    page.goto("/admin/careers/guide/add/")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_selector(".error-summary")
    found += faults(page)
    assert found == []


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param(
            ("", "careers/guide/", "careers/guide/import/", "careers/guide/add/", "careers/correction/"), id="guides"
        ),
        pytest.param(
            (
                "accounts/user/add/",
                "accounts/auditentry/",
                "accounts/user/{user}/change/",
                "accounts/user/{user}/act-as/",
            ),
            id="members",
        ),
        pytest.param(
            ("jobs/job/", "jobs/job/queue/", "jobs/job/{held}/change/", "jobs/company/add/", "jobs/jobreport/"),
            id="jobs",
        ),
        pytest.param(("jobs/source/", "jobs/source/add/", "jobs/source/health/", "jobs/importrun/"), id="feeds"),
    ],
)
def test_the_staff_pages_are_accessible_and_fit_a_phone(staff, paths):
    held = a_job(description="<p>You will spend three days a week in our Leeds office.</p>", now=timezone.now())
    user = a_user()
    page = staff("/admin/")
    found = []
    for path in paths:
        page.goto(f"/admin/{path}".format(held=held.pk, user=user.pk))
        found += faults(page)
    assert found == []


def test_a_list_of_several_pages_with_a_search_is_accessible_and_fits_a_phone(staff, monkeypatch):
    for _ in range(3):
        a_job(now=timezone.now())
    monkeypatch.setattr(admin.site.get_model_admin(Job), "list_per_page", 1)
    page = staff("/admin/jobs/job/?q=officer&p=2")
    expect(page.locator(".paginator a")).not_to_have_count(0)
    assert faults(page) == []


def test_what_decides_on_postings_covers_none_before_one_is_ticked(staff):
    a_job(description="<p>You will spend three days a week in our Leeds office.</p>", now=timezone.now())
    page = staff("/admin/jobs/job/queue/")
    expect(page.locator(".decide")).to_have_css("position", "static")
    page.locator(".queue input[type=checkbox]").first.check()
    expect(page.locator(".decide")).to_have_css("position", "sticky")


def test_what_waits_for_staff_stands_above_the_lists_and_is_as_high_as_it_says(staff):
    page = staff("/admin/")
    waiting, lists = page.locator(".waiting").bounding_box(), page.locator("#content-main").bounding_box()
    assert waiting["height"] < 300
    assert waiting["y"] + waiting["height"] <= lists["y"]
    assert lists["width"] > waiting["width"] / 2


def test_fields_end_within_their_frame_on_a_phone(staff):
    page = staff("/admin/careers/careerfield/add/")
    page.set_viewport_size({"width": 390, "height": 800})
    field, frame = page.locator("#id_name").bounding_box(), page.locator("fieldset").first.bounding_box()
    assert field["x"] + field["width"] < frame["x"] + frame["width"]


def test_the_staff_pages_keep_the_console_empty_and_ask_nobody_else(staff, site):
    page = staff("/admin/")
    for path in (
        "careers/guide/",
        "careers/guide/add/",
        "careers/guide/import/",
        "careers/careerfield/add/",
        "accounts/user/",
        "auth/group/add/",
        "jobs/job/",
        "jobs/job/queue/",
        "jobs/job/add/",
        "jobs/source/health/",
    ):
        page.goto(f"/admin/{path}")
    assert page.watched.console == []
    assert [address for address in page.watched.requests if not address.startswith((site, "data:"))] == []
