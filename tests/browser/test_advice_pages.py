"""The fit sheet and the front pages of advice in a browser: with and without JavaScript, by keyboard, on small screens."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from jobs.tracker import services as tracker
from resumes.services import create_resume
from tests.advice.test_fit_pages import DESCRIPTION
from tests.browser.accessibility import ENDS, faults
from tests.browser.test_resume_pages import sign_in
from tests.factories import a_job, a_user
from tests.resumes.people import ANA
from tests.resumes.publishing.support import with_plus

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_member(*names):
    user = with_plus(a_user(country="BR", time_zone="America/Recife"))
    for name in names:
        create_resume(user=user, name=name, language="en", data=ANA.data, now=timezone.now())
    return user


def a_kept_job(user, **columns):
    job = a_job(
        now=timezone.now(), title="Operations Manager", description=DESCRIPTION, timezone=(-300, -240), **columns
    )
    tracker.save(user=user, job=job, now=timezone.now())
    return job


@pytest.mark.parametrize("javascript", [True, False])
def test_a_member_goes_from_the_job_to_the_sheet_to_the_line_of_the_resume(open_page, javascript):
    user = a_member("Main")
    job = a_kept_job(user)
    page = sign_in(open_page, user.email, job.get_absolute_url(), javascript=javascript)
    page.get_by_role("link", name="How do you fit?").click()
    expect(page.get_by_role("heading", name="You have 3 of the 5 things they ask for")).to_be_visible()
    page.get_by_role("link", name="Tools: SQL, Zapier, Notion, Metabase").click()
    expect(page.get_by_text("Zapier").first).to_be_visible()
    assert "#entry-" in page.url
    page.go_back()
    page.get_by_role("link", name="Experience with Kafka & friends").click()
    expect(page.get_by_text("Experience with Kafka & friends")).to_be_in_viewport()
    page.go_back()
    page.get_by_role("link", name="Whole checklist and interview questions").click()
    expect(page.get_by_role("heading", name="Before you apply", level=1)).to_be_visible()
    page.get_by_label("Add Apache Kafka if you have it").check()
    expect(page.get_by_text("Which of your past jobs prepared you best for this one, and why?")).to_be_visible()
    assert page.watched.console == []


def test_the_keyboard_chooses_another_resume(open_page):
    user = a_member("First", "Second")
    job = a_kept_job(user)
    page = sign_in(open_page, user.email, f"/account/advice/fit/{job.pk}/")
    page.get_by_label("Résumé", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Compare")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="your résumé “First”")).to_be_visible()


def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(open_page):
    long = "Antidisestablishmentarianism" * 2
    user = a_member("Main", long)
    job = a_kept_job(user, company=long)
    page = sign_in(open_page, user.email, "/account/advice/")
    found = faults(page, ENDS)
    for path in (
        f"/account/advice/fit/{job.pk}/",
        f"/account/advice/prepare/{job.pk}/",
        "/advice/",
        job.get_absolute_url(),
    ):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        found += faults(page, ENDS)
    assert found == []


def test_without_plus_the_page_is_an_offer_with_an_example(open_page):
    user = a_user()
    job = a_kept_job(user)
    page = sign_in(open_page, user.email, f"/account/advice/fit/{job.pk}/")
    expect(page.get_by_role("heading", name="Advice is part of Plus")).to_be_visible()
    expect(page.get_by_role("heading", name="Ana Moreira has")).to_be_visible()
    assert faults(page, ENDS) == []
