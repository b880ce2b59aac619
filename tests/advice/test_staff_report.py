"""Staff see what answers cost, what was left out and what failed; never what members ask."""

import pytest
from django.utils import timezone

from advice.admin import cost_in_words
from advice.models import Question
from advice.models.question import Reason, State, Task
from advice.questions import ending
from advice.questions.ending import Result
from tests.accounts.support import confirmed, staff
from tests.advice.asking import a_plus_member, a_resume_of, an_open_job, asked

pytestmark = pytest.mark.django_db
REPORT = "/admin/advice/dailyusage/"


@pytest.fixture(autouse=True)
def endpoint(settings):
    settings.ADVICE_BASE_URL, settings.ADVICE_MODEL = "https://models.example.org/v1", "some-model"
    settings.ADVICE_PRICE_INPUT, settings.ADVICE_PRICE_OUTPUT = 200, 800
    settings.ADMIN_NEEDS_SECOND_FACTOR = False


def a_call(user, job, end=ending.finish, *, task=Task.QUESTION, words="My secret worry", **more):
    question = asked(user, job=job, resume=a_resume_of(user), words=words, task=task)
    now = timezone.now()
    Question.objects.filter(pk=question.pk).update(state=State.ANSWERING, started_at=now, lease_until=now, attempts=1)
    question.refresh_from_db()
    result = Result([{"text": "Said", "citations": []}], {"number": 3}, "some-model", 1_000_000, 500_000)
    end(question=question, result=result, now=now, **more)


def test_costs_drops_and_failures_outlive_deleted_questions(client):
    user, job = a_plus_member(), an_open_job()
    a_call(user, job)
    a_call(user, job, task=Task.LETTER)
    a_call(user, job, ending.fail, reason=Reason.SLOW)
    Question.objects.all().delete()
    page = confirmed(client, staff("support@example.com", "Support")).get(REPORT).text
    assert "$18" in page  # three calls of $2 in and $4 out
    assert page.count("<td>$12</td>") == 1
    assert page.count("<td>$6</td>") == 1
    assert "with a number that isn&#x27;t in the source" in page
    assert "The model took too long" in page
    assert "Cover letter drafted" in page


def test_nothing_that_members_wrote_is_shown(client):
    a_call(a_plus_member(), an_open_job())
    page = confirmed(client, staff("support@example.com", "Support")).get(REPORT).text
    for text in ("My secret worry", "Said", "Cut late deliveries", "ana@example.com"):
        assert text not in page


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Consultants"])
def test_it_is_for_support(client, group):
    assert confirmed(client, staff("somebody@example.com", group)).get(REPORT).status_code == 403


def test_the_report_asks_few_queries(client, django_assert_max_num_queries):
    user, job = a_plus_member(), an_open_job()
    confirmed(client, staff("support@example.com", "Support"))
    a_call(user, job)
    client.get(REPORT)
    with django_assert_max_num_queries(12):
        client.get(REPORT)


@pytest.mark.parametrize(
    ("cost", "words"),
    [(0, "$0"), (1, "under $0.01"), (999_999, "under $0.01"), (1_500_000, "$0.02"), (123_000_000, "$1.23")],
)
def test_costs_in_words(cost, words):
    assert cost_in_words(cost, "USD") == words
