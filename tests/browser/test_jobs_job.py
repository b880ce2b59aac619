import datetime as dt
import re
from functools import partial

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from jobs import logos, services
from jobs.lifecycle import Closed
from jobs.models import Company, Job, Source
from jobs.pay import Pay
from jobs.screening.claims import Finding
from jobs.tracker.models import Application
from tests.browser.accessibility import faults, violations
from tests.browser.conftest import wait_until
from tests.factories import a_job, a_posting, a_user
from tests.jobs.pages.test_company_logos import a_picture
from tests.kept_rows import made_once

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = dt.timedelta(days=1)
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
TEXT = (
    "<p>You keep the office running from wherever you are.</p><h3>What you do</h3><ul>"
    + "<li>Plan the week, write it down and keep the promise it makes to the others.</li>" * 25
    + f"</ul><p>{LONG_WORD}</p><pre>{'x' * 300}</pre>"
    + f"<table><tr>{f'<td>{LONG_WORD}</td>' * 5}</tr></table>"
)
PLACES = ("spain", "portugal", "france", "italy", "germany", "austria", "poland")
FOUND = (
    Finding("office-days", "contradiction", "You join us in Berlin every Tuesday."),
    Finding("payment-request", "scam", "A training fee is returned with your first pay."),
    Finding("must-be-based", "limit", "You must be based in Germany.", only=("germany",)),
)


@pytest.fixture
def board(site):
    return made_once("jobs_in_every_state", partial(jobs_in_every_state, site))


def jobs_in_every_state(site):
    """Jobs by name. The employer's own page is a page of the site itself: tests reach no other host."""
    now = timezone.now()
    own = Source.objects.create(name="Northwind careers", format="rss", company=services.company_named("Northwind"))
    other = Source.objects.create(name="Remote Harbor", format="rss")
    text = {"description": TEXT, "apply_url": f"{site}/about/"}
    full = a_job(
        now=now - 9 * DAY, source=own, external_id="1", source_url=f"{site}/about/", timezone=(-60, 180), **text
    )
    a_job(now=now - 8 * DAY, source=other, external_id="1", source_url=f"{site}/terms/", timezone=(-60, 180), **text)
    changed = a_posting(regions=PLACES, pay=Pay(2_000, 4_500, "USD", "hour"), timezone=(0, 180), **text)
    services.revise(job=full, posting=changed, now=now - 2 * DAY)
    by_mail = a_job(
        now=now, title="Data Steward", apply_url="", apply_email="jobs@northwind.example", pay=None, skills=()
    )
    Job.objects.filter(pk=by_mail.pk).update(found=[finding.as_json() for finding in FOUND])
    closed = a_job(
        now=now - 5 * DAY, title=f"Clerk {LONG_WORD}", company="Harbor & Vale", source=other, external_id="9"
    )
    services.withdraw(job=closed, because=Closed.GONE, now=now)
    for at in range(8):
        a_job(now=now - at * DAY, title=f"Operations Analyst {at}", company=f"Company {at}")
    Company.objects.filter(name="Northwind").update(
        logo=logos.as_png(a_picture()), site="https://northwind.example/", about=f"We **sail**.\n\n{LONG_WORD}"
    )
    return {"full": Job.objects.get(pk=full.pk), "by mail": by_mail, "closed": closed}


def addresses(board):
    pages = [job.get_absolute_url() for job in board.values()]
    more = [f"/jobs/{board['by mail'].pk}/apply/", f"/jobs/{board['full'].pk}/report/"]
    companies = [
        "/companies/",
        "/companies/?letter=q",
        "/companies/?q=company",
        "/companies/northwind/",
        "/companies/nortwind/",
    ]
    return [*pages, *more, *companies]


def test_axe_finds_nothing_on_any_page_at_any_width_and_none_asks_another_host(open_page, board, site):
    page = open_page("/about/")
    page.context.add_cookies([
        {"name": name, "value": value, "domain": "localhost", "path": "/"}
        for name, value in {"place": "DE|Europe/Berlin", "applied-ask": str(board["full"].pk)}.items()
    ])  # fmt: skip
    found = []
    for path in addresses(board):
        page.goto(path)
        found += faults(page)
    assert found == []
    closed, unknown = page.watched.console  # what the browser itself notes of a closed job and of an unknown company
    assert "410" in closed
    assert "404" in unknown
    assert [url for url in page.watched.requests if not url.startswith(site)] == []


@pytest.mark.parametrize("javascript", [True, False])
def test_whoever_goes_to_the_employer_and_back_is_asked_and_may_keep_the_application(open_page, board, javascript):
    user = a_user()
    page = open_page(board["full"].get_absolute_url(), javascript=javascript)
    expect(page.get_by_role("heading", name="Did you apply?")).to_have_count(0)
    page.get_by_role("link", name="Apply", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/about/$"))
    page.go_back()
    page.get_by_role("button", name="Yes, I applied").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to save your application")
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("mail").fill(user.email)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(re.escape(board["full"].get_absolute_url()) + "$"))
    page.get_by_role("button", name="Yes, I applied").click()
    expect(page.get_by_role("status")).to_have_text("Added to your applications. Attach the files you sent")
    expect(page.get_by_role("heading", name="Did you apply?")).to_have_count(0)
    assert Application.objects.of(user).get().stage == Application.Stage.APPLIED


ONE_APPLIES_IN_VIEW = """[...document.querySelectorAll("a")].some((link) => {
  const box = link.getBoundingClientRect();
  return link.innerText.trim() === "Apply" && box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
})"""


def test_applying_is_at_hand_while_the_text_is_read(open_page, board):
    path = board["full"].get_absolute_url()
    for width in (320, 768, 1280):
        page = open_page(path, width=width)
        page.get_by_role("heading", name="Job description").scroll_into_view_if_needed()
        page.mouse.wheel(0, 600)
        wait_until(page, f"scrollY > 500 && {ONE_APPLIES_IN_VIEW}")


def test_a_report_with_errors_keeps_what_was_typed_and_leads_to_the_field(open_page, board):
    page = open_page(f"/jobs/{board['full'].pk}/report/")
    page.get_by_label("Details").fill("It is odd.")
    page.get_by_role("button", name="Send report").click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Details")).to_have_value("It is odd.")
    page.locator(".error-summary a").first.click()
    expect(page.locator("#id_reason")).to_be_focused()
    assert violations(page) == []
    page.get_by_label("It looks like a scam").check()
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("status")).to_have_text("Thanks for your report. A moderator will review it.")


def test_a_posting_prints_without_what_is_only_for_the_screen(open_page, board):
    page = open_page(board["full"].get_absolute_url())
    page.emulate_media(media="print")
    expect(page.get_by_text("Plan the week").first).to_be_visible()
    expect(page.locator(".apply")).not_to_be_visible()
    expect(page.get_by_role("heading", name="Similar jobs")).not_to_be_visible()
