"""The page of jobs that fit in a browser: rows with reasons, which résumé counts, layout and accessibility."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from advice import profiles
from resumes import services
from tests.alerts.support import has_plus
from tests.browser.accessibility import ENDS, faults
from tests.browser.test_layout import look_at
from tests.factories import a_job, a_user
from tests.resumes.people import ANA

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Donaudampfschifffahrtsgesellschaft" * 2
PAGE, BY_FIT, FREE = "/account/advice/jobs/", "/jobs/?sort=fit", "free@example.com"


@pytest.fixture
def member():
    now = timezone.now()
    user = has_plus(a_user(name="Ana Moreira", country="BR", time_zone="America/Recife"))
    nurse = {"work": [{"position": "Nurse", "startDate": "2020"}]}
    services.create_resume(user=user, name="Nursing", language="en", data=nurse, now=now - dt.timedelta(days=9))
    services.create_resume(user=user, name="Operations", language="en", data=ANA.data, now=now)
    profiles.follow(user=user, now=now)
    skills = ("Excel", "SQL", "Budgeting", LONG[:60], "SAP", "Salesforce", "Looker")
    a_job(now=now, title="Senior Operations Lead", company="Alder", level="senior", skills=skills)
    a_job(now=now, title=f"Operations Lead {LONG}", company="Birch", skills=(), pay=None)
    a_job(now=now, title="Nurse, Telehealth", company="Cedar", skills=("Triage",))
    return user


@pytest.fixture
def visit(open_page):
    def visit_(path, user, **look):
        cache.clear()
        page = open_page(f"/accounts/login/?next={path}", **look)
        page.get_by_label("Email address").fill(user.email)
        page.get_by_label("Password").fill("correct horse battery")
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile(re.escape(path.split("?")[0])))
        return page

    return visit_


def test_jobs_say_why_they_fit_and_another_resume_changes_them(visit, member):
    page = visit(PAGE, member)
    expect(page.get_by_role("heading", name="Jobs that fit you", level=1)).to_be_visible()
    expect(page.get_by_text("Same work as “Operations Lead” in your résumé.").first).to_be_visible()
    page.get_by_label("Rank jobs by").select_option("Nursing")
    page.get_by_role("button", name="Use this résumé").click()
    expect(page.get_by_text("Jobs are now ranked by “Nursing”.")).to_be_visible()
    expect(page.get_by_role("link", name="Nurse, Telehealth", exact=True)).to_be_visible()
    page.get_by_role("link", name="How you fit Nurse, Telehealth").click()
    expect(page).to_have_url(re.compile(r"/account/advice/fit/\d+/$"))


def test_axe_finds_nothing(visit, member):
    found = []
    page = visit(PAGE, member)
    for path in (PAGE, BY_FIT):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        found += faults(page, ENDS)
    newcomer = visit(PAGE, has_plus(a_user(email=FREE)))
    found += faults(newcomer, ENDS)
    assert found == [], "\n".join(map(str, found))


def test_no_page_is_too_wide_or_squeezed_at_any_width(visit, member):
    look_at(visit(PAGE, member), [PAGE, BY_FIT])
