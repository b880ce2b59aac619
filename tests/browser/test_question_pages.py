"""Questions to a model in a browser: the answer grows on the page, with and without JavaScript."""

import json
import re
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from advice.models import Question
from advice.models.question import Reason, State, Task
from advice.questions import answering, ending, rewriting
from resumes.models import Resume
from resumes.sections import BY_KEY
from tests.advice.asking import a_plus_member, a_resume_of, an_open_job, asked
from tests.browser.accessibility import ENDS, faults
from tests.browser.test_layout import look_at
from tests.model_standin import claim

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASKED = "How much experience do they want?"
FIRST, SECOND = "The job asks for three years or more in operations.", "The job says you know SQL."


@pytest.fixture
def member(model_standin):
    return a_plus_member()


@pytest.fixture
def job():
    return an_open_job()


@pytest.fixture
def visit(open_page, member):
    def visit_(path, **look):
        page = open_page(f"/accounts/login/?next={path}", **look)
        page.get_by_label("Email address").fill(member.email)
        page.get_by_label("Password").fill("correct horse battery")
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile(re.escape(path.split("?")[0])))
        return page

    return visit_


class Worker:
    """Answers the newest question in a thread, as a worker process does; the stand-in sends the second half when it is told to."""

    def __init__(self, standin):
        self.standin = standin

    def start(self, *, pause=0.05):
        question = Question.objects.latest("pk")
        numbers = {source["text"]: number for number, source in enumerate(question.sources, 1)}
        bullet, sql = "Three years or more in operations.", "You know SQL."
        whole = json.dumps({"claims": [claim(FIRST, (numbers[bullet], bullet)), claim(SECOND, (numbers[sql], sql))]})
        half = whole.index("}, {") + 3
        self.standin.say({"pieces": [whole[:half], *whole[half:]], "delay": pause})
        self.thread = threading.Thread(target=self._work, args=[question.pk])
        self.thread.start()
        return question

    def _work(self, pk):
        answering.answer(pk=pk, clock=timezone.now)
        connection.close()


@pytest.fixture
def worker(model_standin):
    return Worker(model_standin)


def ask(page, words=ASKED):
    page.get_by_label("Job", exact=True).select_option("Operations Manager, Harborlight")
    page.get_by_label("Your question").fill(words)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", name=words, level=1)).to_be_visible()


def test_an_answer_streams_in_and_each_sentence_opens_its_source(visit, worker, job):
    page = visit(f"/account/advice/questions/?job={job.pk}")
    ask(page)
    expect(page.get_by_role("status")).to_have_text("Waiting for the model.")
    worker.start()
    expect(page.locator("#answer")).to_contain_text(FIRST)  # while the second half is on its way
    assert SECOND not in page.locator("#answer").text_content()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.locator("#answer")).to_contain_text(SECOND, timeout=30_000)
    expect(page.get_by_role("status")).to_have_text("Done: 2 sentences.")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    worker.thread.join()
    page.get_by_role("link", name="Source 2", exact=True).click()
    expect(page.locator("#source-2 mark")).to_have_text("You know SQL")
    link = page.locator("#source-2 a")
    assert f"/jobs/{job.pk}" in link.get_attribute("href") or job.slug in link.get_attribute("href")
    link.click()
    expect(page.get_by_role("heading", name="Operations Manager", level=1)).to_be_visible()
    assert page.watched.console == []
    assert {url.split("/")[2] for url in page.watched.requests} == {page.url.split("/")[2]}


def test_the_same_without_javascript(visit, worker, job):
    page = visit(f"/account/advice/questions/?job={job.pk}", javascript=False)
    ask(page)
    worker.start(pause=0)
    worker.thread.join()
    page.get_by_role("link", name="Check again").click()
    expect(page.locator("#answer")).to_contain_text(SECOND)
    page.get_by_text("Was this answer useful?").first.click()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("If not, what was wrong?").select_option("It's too general")
    page.get_by_role("button", name="Send rating").click()
    expect(page.get_by_text("You didn't find this answer useful.")).to_be_visible()


def test_stop_ends_it_and_try_again_asks_again(visit, worker, job):
    page = visit(f"/account/advice/questions/?job={job.pk}")
    ask(page)
    worker.start(pause=0.2)
    expect(page.locator("#answer")).to_contain_text(FIRST)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("You stopped this answer.")).to_be_visible()
    worker.thread.join()
    expect(page.locator("#answer")).to_contain_text(FIRST)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status")).to_have_text("Waiting for the model.")
    worker.start(pause=0)
    expect(page.locator("#answer")).to_contain_text(SECOND)
    worker.thread.join()


def test_a_bullet_is_rewritten_and_put_in_the_resume(visit, member, model_standin):
    resume = a_resume_of(member)
    page = visit(f"/account/advice/rewrite/{resume.pk}/work/0/")
    bullet = "Led a team of six in Recife and Fortaleza; nobody left in two years"
    page.get_by_role("button", name=f"Rewrite {bullet}").click()
    page.wait_for_url("**/questions/*/")
    better = "Led a team of six in Recife and Fortaleza, and nobody left in two years"
    model_standin.say([claim(better, (1, bullet))])
    answering.answer(pk=Question.objects.get().pk, clock=timezone.now)
    page.get_by_role("button", name="Use this version").click()
    expect(page.get_by_text("Replaced in your résumé.")).to_be_visible()
    assert Resume.objects.get().data["work"][0]["highlights"][2] == better


def in_states(member, job, standin):
    """Questions in every state, and the addresses of all pages."""
    resume = a_resume_of(member)
    long = "Donaudampfschifffahrtsgesellschaftskapitän" * 3
    done, failed, waiting, letter = (
        asked(member, words=words, task=task, job=job, resume=resume)
        for words, task in (
            (f"{ASKED} {long}", "question"),
            (ASKED, "question"),
            (ASKED, "question"),
            ("", Task.LETTER),
        )
    )
    bullet = rewriting.ask_for_versions(
        user=member, resume=resume, section=BY_KEY["work"], number=0, bullet=0, now=timezone.now()
    )
    first = done.sources[0]["text"]
    claims = [{"text": f"{long} {ASKED}", "citations": [{"source": 1, "quote": first}], "paragraph": 1}]
    claims += [{**claims[0], "text": first, "is_quote": True}]
    for question in (done, letter, bullet):
        Question.objects.filter(pk=question.pk).update(
            state=State.DONE, claims=claims, dropped={"number": 2, "lack": 1}, model="stand-in"
        )
    ending.stop(question=failed, reason=Reason.MEMBER, now=timezone.now())
    pages = [question.get_absolute_url() for question in (done, failed, waiting, letter, bullet)]
    return [
        *pages,
        reverse("advice:questions") + f"?job={job.pk}",
        reverse("advice:consent"),
        reverse("advice:rewrite", args=[resume.pk, "work", 0]),
        reverse("advice:delete-question", args=[done.pk]),
        reverse("advice:delete-questions"),
    ]


def test_axe_finds_nothing(visit, member, job, model_standin):
    paths = in_states(member, job, model_standin)
    page = visit("/account/advice/questions/")
    found = []
    for path in paths:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        found += faults(page, ENDS)
    assert found == [], "\n".join(map(str, found))
    assert page.watched.console == []


def test_no_page_is_too_wide_or_squeezed_at_any_width(visit, member, job, model_standin):
    paths = in_states(member, job, model_standin)
    look_at(visit("/account/advice/questions/"), paths)
