"""Cover letters in a browser: written with and without JavaScript, attached to an application, and no fault that axe knows."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from jobs.tracker import services as tracker
from resumes import letters
from resumes.models import Letter
from tests.browser.accessibility import faults
from tests.factories import a_user

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def application():
    return tracker.add_by_hand(
        user=a_user(name="Ada"), title="Pilot", company="Harbor", url="", notes="", now=timezone.now()
    )


@pytest.fixture
def letter(application):
    return letters.create_letter(user=application.user, name="General", language="en", now=timezone.now())


@pytest.fixture
def visit(open_page):
    """Opens a page as the owner."""

    def visit_(path, **look):
        page = open_page(f"/accounts/login/?next={path}", **look)
        page.get_by_label("Email address").fill("ada@example.com")
        page.get_by_label("Password").fill("correct horse battery")
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**{path}**")
        return page

    return visit_


def test_a_letter_is_written_for_an_application_and_attached_without_javascript(visit, application):
    page = visit(application.get_absolute_url(), javascript=False)
    page.get_by_role("link", name="Write a cover letter").click()
    page.get_by_role("button", name="Create cover letter").click()
    page.get_by_label("Letter", exact=True).fill("Dear {company}, I fly as {role}.")
    page.get_by_role("button", name="Save cover letter").click()
    expect(page.locator(".paper")).to_contain_text("Dear Harbor, I fly as Pilot.")
    page.goto(application.get_absolute_url())
    page.get_by_role("link", name="Attach a file").click()
    page.get_by_role("button", name="Attach PDF").click()
    expect(page.get_by_text("Attached “Pilot, Harbor” as PDF.")).to_be_visible()
    expect(page.locator(".sent-files")).to_contain_text("Pilot, Harbor")


def test_what_is_typed_is_saved_and_what_is_to_fill_in_is_told(visit, letter):
    page = visit(letter.get_absolute_url())
    expect(page.locator("#preview")).to_contain_text("Fill in {company}, {role} before you download this letter.")
    page.get_by_label("Company").fill("Quay")
    expect(page.locator("#saved")).to_have_text(re.compile("^Saved "))
    expect(page.locator("#preview")).to_contain_text("Dear Quay team,")
    expect(page.locator("#preview")).to_contain_text("Fill in {role} before you download this letter.")
    assert Letter.objects.get().company == "Quay"
    page.get_by_label("Job title").fill("Captain")
    page.get_by_role("button", name="Save cover letter").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.locator("#preview")).not_to_contain_text("Fill in")


def test_a_second_tab_is_told_while_typing_and_keeps_its_text(visit, letter):
    page = visit(letter.get_absolute_url())
    second = page.context.new_page()
    second.goto(page.url)
    page.get_by_label("Letter", exact=True).fill("First")
    expect(page.locator(".paper")).to_contain_text("First")
    second.get_by_label("Letter", exact=True).fill("Second")
    expect(second.locator("#saved")).to_contain_text("changed in another tab")
    second.get_by_role("button", name="Save cover letter").click()
    expect(second.get_by_role("heading", name="Not saved: this has changed since you opened the page")).to_be_visible()
    expect(second.get_by_label("Letter", exact=True)).to_have_value("Second")


def test_axe_finds_nothing_at_any_width_and_no_page_is_too_wide(visit, letter, application):
    Letter.objects.update(name="Antidisestablishmentarianism " * 2)
    page = visit(letter.get_absolute_url())
    found = faults(page)
    for path in ("name/", "pdf/", "delete/"):
        page.goto(f"{letter.get_absolute_url()}{path}")
        found += faults(page)
    for path in ("/account/letters/", "/account/letters/new/", f"{application.get_absolute_url()}attach/"):
        page.goto(path)
        found += faults(page)
    assert found == []
    assert page.watched.console == []
