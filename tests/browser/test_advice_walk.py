"""One walk through advice: a member compares, ranks, plans, asks and writes to a consultant, who answers. A recording of it is
kept in test-results/advice, to be opened with ``playwright show-trace``."""

import threading

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from advice.models import Question
from advice.profiles import follow
from advice.questions import answering
from jobs.models import Job
from tests.advice.asking import a_resume_of, an_open_job
from tests.browser.accessibility import faults
from tests.browser.test_resume_pages import sign_in
from tests.consulting.support import DAY, a_consultant, a_plus_member
from tests.factories import a_user

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RECORDINGS = configured.BASE_DIR / "test-results" / "advice"


@pytest.fixture
def recorded(open_page):
    """Signs in and records what the person sees."""
    contexts = []

    def sign_in_(email, path):
        page = sign_in(open_page, email, path)
        page.context.tracing.start(screenshots=True, snapshots=True)
        contexts.append((email, page.context))
        return page

    yield sign_in_
    for email, context in contexts:
        context.tracing.stop(path=RECORDINGS / f"{email.partition('@')[0]}.zip")


def answer_it():
    """A worker of its own answers the newest question."""

    def work():
        answering.answer(pk=Question.objects.latest("pk").pk, clock=timezone.now)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    return worker


def test_a_member_compares_ranks_plans_asks_and_gets_answers_from_a_person(
    all_occupations, model_standin, recorded, settings
):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    now = timezone.now()
    member, conny = a_plus_member(until=now + 30 * DAY), a_consultant()
    job = an_open_job(title="Operations Lead")
    a_resume_of(member)
    follow(user=member, now=now)
    page = recorded(member.email, f"/account/advice/fit/{job.pk}/")

    # How they fit, with the job's sentence and the line of the résumé.
    expect(page.get_by_role("heading", level=1)).to_contain_text("things they ask for")
    expect(page.locator("main")).to_contain_text("Three years or more in operations")
    assert faults(page) == []

    # Jobs that fit, and where to go from here.
    page.goto("/account/advice/jobs/")
    expect(page.get_by_role("link", name="Operations Lead").first).to_be_visible()
    page.goto("/account/advice/moves/")
    page.get_by_role("link", name="General and Operations Managers").click()
    expect(page.get_by_text("We found no line about").first).to_be_visible()
    expect(page.locator("main svg:visible a").first).to_be_visible()

    # A question to the model.
    page.goto(f"/account/advice/questions/?job={job.pk}")
    page.get_by_role("button", name="Agree").click()
    page.get_by_label("Your question").fill("How many years in operations do they want?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Waiting for the model.")
    worker = answer_it()
    expect(page.locator("#answer")).to_contain_text("operations", timeout=30_000)
    worker.join()
    expect(page.get_by_role("status")).to_contain_text("Done")
    expect(page.locator("main")).to_contain_text("stand-in")
    page.get_by_role("link", name="Source", exact=False).first.click()
    expect(page.locator("[id^=source-] mark").first).to_be_visible()

    # A person.
    page.goto("/account/consultant/")
    page.get_by_role("textbox", name="Message").fill("Should I apply?")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_text("Message sent.")).to_be_visible()
    desk = recorded(conny.user.email, "/consulting/")
    desk.get_by_role("navigation", name="Threads").get_by_role("link", name="Paula Plus").click()
    desk.get_by_role("textbox", name="Reply").fill("Yes: you have what they ask for.")
    desk.get_by_role("button", name="Send reply").click()
    expect(desk.get_by_text("Reply sent.")).to_be_visible()
    page.goto("/account/consultant/")
    expect(page.locator(".msg").filter(has_text="Yes: you have what they ask for.")).to_be_visible()
    assert page.watched.console + desk.watched.console == []


def test_a_free_member_reads_what_it_is_and_one_example(open_page):
    free = a_user("free@example.com")
    page = sign_in(open_page, free.email, "/account/advice/")
    page.goto("/advice/")
    expect(page.get_by_text("Example", exact=True).first).to_be_visible()
    expect(page.get_by_role("heading", name="things they ask for")).to_be_visible()
    page.goto("/pricing/")
    for feature in ("Job advice", "Personal career consultant"):
        expect(page.get_by_text(feature).first).to_be_visible()
    assert not Job.objects.exists()
    assert page.watched.console == []
