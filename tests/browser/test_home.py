"""The home page and rows of jobs in a browser: what is on the first screen, what is new, and the key of the search."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from jobs.models import Job
from jobs.screening.claims import Finding
from tests.browser.accessibility import faults
from tests.factories import a_job
from tests.kept_rows import made_once

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def board(site):
    return made_once("jobs_at_home", ten_jobs)


def ten_jobs():
    """One of them contradicts its label."""
    now = timezone.now()
    jobs = [
        a_job(
            now=now - at * 9 * HOUR,
            title=f"Operations Officer {at}",
            company=f"Northwind {at}",
            regions=(("spain",), ("anywhere",))[at % 2],
        )
        for at in range(10)
    ]
    found = [Finding("office-days", "contradiction", "You join us in Berlin every Tuesday.").as_json()]
    Job.objects.filter(pk=jobs[4].pk).update(found=found)
    return jobs


def with_cookie(page, name, value):
    page.context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])


def new_titles(page):
    return [title.inner_text().removesuffix(" New") for title in page.locator(".job-title:has(.new)").all()]


@pytest.mark.parametrize("javascript", [True, False])
def test_the_first_job_is_on_the_first_screen_of_a_phone(open_page, board, javascript):
    page = open_page("/", width=390, javascript=javascript)
    assert page.locator(".job").first.bounding_box()["y"] < 700
    expect(page.locator(".job")).to_have_count(8)


def test_axe_finds_nothing_on_a_home_page_with_jobs(open_page, board):
    page = open_page("/about/")
    with_cookie(page, "place", "ES|Europe/Madrid")
    page.goto("/")
    expect(page.get_by_text("Open to Spain", exact=True).first).to_be_visible()
    assert faults(page) == []


def test_a_wide_screen_shows_a_contradiction_with_its_sentence_and_a_job_that_is_open(open_page, board):
    page = open_page("/")
    specimen = page.locator(".specimen")
    expect(specimen.get_by_text("You join us in Berlin every Tuesday.")).to_be_visible()
    expect(specimen.get_by_text("Open worldwide")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    expect(specimen).not_to_be_visible()


def test_a_job_is_new_for_a_day_and_after_that_since_the_last_visit(open_page, board):
    page = open_page("/")
    day = [f"Operations Officer {at}" for at in range(3)]
    assert new_titles(page) == day
    now = timezone.now().timestamp()
    with_cookie(page, "visit", f"0.{int((now - 40 * 3600) * 1000)}")
    page.reload()
    assert new_titles(page) == [f"Operations Officer {at}" for at in range(5)]
    page.reload()  # still the same visit
    assert len(new_titles(page)) == 5
    with_cookie(page, "visit", f"0.{int((now - 3600) * 1000)}")
    page.reload()
    assert new_titles(page) == ["Operations Officer 0"]


def test_without_javascript_a_job_is_new_for_a_day(open_page, board):
    page = open_page("/", javascript=False)
    assert new_titles(page) == [f"Operations Officer {at}" for at in range(3)]


@pytest.mark.parametrize("path", ["/", "/jobs/"])
def test_a_slash_moves_to_the_search_except_while_typing(open_page, board, path):
    page = open_page(path)
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("it/")
    expect(page.locator("#q")).to_have_value("it/")


def test_the_key_can_be_turned_off(open_page, board):
    page = open_page("/accessibility/")
    page.get_by_role("button", name="Turn off the / key").click()
    expect(page.get_by_role("button", name="Turn on the / key")).to_be_visible()
    page.goto("/jobs/")
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_the_whole_row_leads_to_the_job_and_its_controls_stay_usable(open_page, board):
    page = open_page("/jobs/")
    page.locator(".job-save").nth(1).click()
    expect(page.locator(".job-save.saved")).to_have_count(1)
    page.locator(".job").first.click(position={"x": 300, "y": 70})
    expect(page).to_have_url(re.compile(r"/jobs/\d+-operations-officer-0/$"))
