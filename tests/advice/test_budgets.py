"""Questions have budgets: of a member and of the site, for a day and a month. No race gives more places than there are."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from accounts import privacy
from advice.models import Budget, Question
from advice.models.question import Reason, State
from advice.questions import asking, budgets, ending, retrying
from advice.questions.ending import Result
from advice.questions.refusals import OverBudget
from tests.advice.asking import a_plus_member, an_open_job, asked

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 30, 22, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def endpoint(settings):
    settings.ADVICE_BASE_URL, settings.ADVICE_MODEL = "http://127.0.0.1:9/v1", "some-model"
    settings.ADVICE_MEMBER_DAY, settings.ADVICE_MEMBER_MONTH = 2, 5
    settings.ADVICE_SITE_DAY, settings.ADVICE_SITE_MONTH = 100, 1000


@pytest.fixture
def member():
    return a_plus_member()


@pytest.fixture
def job():
    return an_open_job()


def taken():
    return sorted((row.user_id is not None, row.period, row.taken) for row in Budget.objects.all())


def start(question, now=NOW):
    """As a worker does."""
    Question.objects.filter(pk=question.pk).update(
        state=State.ANSWERING, started_at=now, lease_until=now + dt.timedelta(minutes=1), attempts=1
    )
    question.refresh_from_db()
    return question


def test_a_question_takes_a_place_from_each_budget(member, job):
    asked(member, job=job, now=NOW)
    assert taken() == [
        (False, "2026-11", 1),
        (False, "2026-11-30", 1),
        (True, "2026-11", 1),
        (True, "2026-11-30", 1),
    ]
    assert budgets.left(user=member, now=NOW) == budgets.Left(today=1, a_day=2, this_month=4, a_month=5)


def test_the_members_day_is_over_at_midnight_utc(member, job):
    asked(member, job=job, now=NOW)
    asked(member, job=job, now=NOW)
    with pytest.raises(OverBudget) as refused:
        asked(member, job=job, now=NOW)
    assert refused.value.is_own
    assert refused.value.resets_at == dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    assert Question.objects.count() == 2
    assert {row[2] for row in taken()} == {2}
    asked(member, job=job, now=NOW + dt.timedelta(hours=2))


def test_the_members_month_is_over_with_the_month(member, job, settings):
    settings.ADVICE_MEMBER_DAY = 100
    for _ in range(5):
        asked(member, job=job, now=NOW)
    with pytest.raises(OverBudget) as refused:
        asked(member, job=job, now=NOW)
    assert (refused.value.most, refused.value.resets_at) == (5, dt.datetime(2026, 12, 1, tzinfo=dt.UTC))


def test_the_sites_budget_is_shared(member, job, settings):
    settings.ADVICE_SITE_DAY = 1
    asked(member, job=job, now=NOW)
    with pytest.raises(OverBudget) as refused:
        asked(a_plus_member("other@example.com"), job=job, now=NOW)
    assert not refused.value.is_own
    assert (
        Budget.objects.filter(user__isnull=False).aggregate(all=Sum("taken"))["all"] == 2
    )  # day and month of the first


def test_an_answer_uses_its_place_up_and_a_failure_gives_it_back(member, job):
    first, second = (start(asked(member, job=job, now=NOW)) for _ in range(2))
    assert ending.finish(question=first, result=Result(claims=[{}]), now=NOW)
    assert ending.fail(question=second, reason=Reason.DOWN, result=Result(), now=NOW)
    assert {row[2] for row in taken()} == {1}
    assert not ending.fail(
        question=second, reason=Reason.DOWN, result=Result(), now=NOW
    )  # twice gives nothing back twice
    assert not ending.finish(question=second, result=Result(), now=NOW)
    assert {row[2] for row in taken()} == {1}


def test_a_failure_after_midnight_gives_back_where_it_was_taken(member, job):
    question = start(asked(member, job=job, now=NOW))
    ending.fail(question=question, reason=Reason.SLOW, result=Result(), now=NOW + dt.timedelta(hours=3))
    assert {row[2] for row in taken()} == {0}
    assert not Budget.objects.filter(period__startswith="2026-12").exists()


def test_a_question_that_is_stopped_before_the_call_costs_nothing(member, job):
    waiting, begun = asked(member, job=job, now=NOW), start(asked(member, job=job, now=NOW))
    assert ending.stop(question=waiting, reason=Reason.MEMBER, now=NOW)
    assert not ending.stop(question=waiting, reason=Reason.MEMBER, now=NOW)
    assert {row[2] for row in taken()} == {1}
    assert ending.stop(question=begun, reason=Reason.MEMBER, now=NOW)
    assert {row[2] for row in taken()} == {1}


def test_deleting_gives_back_what_was_not_used(member, job):
    for _ in range(2):
        asking.delete(question=asked(member, job=job, now=NOW), now=NOW)
    asked(member, job=job, now=NOW)
    assert asking.delete_all(user=member, now=NOW) == 1
    assert {row[2] for row in taken()} == {0}


def test_a_deleted_account_gives_the_sites_place_back(member, job):
    asked(member, job=job, now=NOW)
    start(asked(member, job=job, now=NOW))
    privacy.delete_account(user=member, now=NOW)
    assert taken() == [(False, "2026-11", 1), (False, "2026-11-30", 1)]  # of the one that the model was asked


def test_trying_again_takes_a_new_place_or_nothing(member, job, settings):
    question = start(asked(member, job=job, now=NOW))
    ending.fail(question=question, reason=Reason.DOWN, result=Result(), now=NOW)
    tomorrow = NOW + dt.timedelta(days=1)
    assert retrying.try_again(question=question, now=tomorrow)
    assert not retrying.try_again(question=question, now=tomorrow)
    day = Budget.objects.get(user=member, period="2026-12-01")
    assert day.taken == 1
    question.refresh_from_db()
    assert (question.state, question.reserved_at, question.attempts) == (State.WAITING, tomorrow, 0)
    ending.fail(question=start(question, tomorrow), reason=Reason.DOWN, result=Result(), now=tomorrow)
    settings.ADVICE_MEMBER_DAY = 1
    asked(member, job=job, now=tomorrow)
    with pytest.raises(OverBudget):
        retrying.try_again(question=question, now=tomorrow)
    question.refresh_from_db()
    assert question.state == State.FAILED


def test_old_budgets_are_forgotten(member, job):
    asked(member, job=job, now=NOW)
    assert budgets.forget_old(now=NOW) == 0
    assert budgets.forget_old(now=NOW + dt.timedelta(days=1)) == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("of_site", [False, True])
def test_fifty_parallel_questions_at_a_budget_of_ten_get_ten_places(settings, of_site):
    settings.ADVICE_MEMBER_DAY = settings.ADVICE_MEMBER_MONTH = settings.ADVICE_SITE_MONTH = 1000
    settings.ADVICE_SITE_DAY = 1000
    setattr(settings, "ADVICE_SITE_DAY" if of_site else "ADVICE_MEMBER_DAY", 10)
    job = an_open_job()
    users = [a_plus_member(f"member{number}@example.com") for number in range(5 if of_site else 1)]
    now, outcomes, gate = timezone.now(), [], threading.Barrier(50)

    def ask(user):
        gate.wait()
        try:
            outcomes.append(asked(user, job=job, now=now).pk)
        except OverBudget:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[users[number % len(users)]]) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 50
    assert len([pk for pk in outcomes if pk]) == Question.objects.count() == 10
    day = f"{now.astimezone(dt.UTC):%Y-%m-%d}"
    limited = Budget.objects.filter(period=day, user=None if of_site else users[0])
    assert [row.taken for row in limited] == [10]
