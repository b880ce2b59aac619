"""A worker answers questions: it shows what holds while it arrives, settles the budget, and ends a call that nobody wants."""

import json
import threading

import pytest
from django.db import connection
from django.utils import timezone

from advice.models import Budget, DailyCount, DailyUsage, Question
from advice.models.question import Reason, State
from advice.questions import answering, asking, consents, ending, pieces
from advice.questions.refusals import CannotAsk
from tests.advice.asking import MINUTE, SECOND, a_plus_member, an_open_job, asked
from tests.model_standin import claim

pytestmark = pytest.mark.django_db
BULLET = "Three years or more in operations."


@pytest.fixture
def member(model_standin):
    return a_plus_member()


@pytest.fixture
def question(member, model_standin):
    return asked(member, job=an_open_job())


def number_of(question, text):
    return next(at for at, source in enumerate(question.sources, 1) if text in source["text"])


def says(question, text="The job asks for three years or more in operations.", quote=BULLET):
    return claim(text, (number_of(question, quote), quote))


def work(question, clock=timezone.now):
    answered = answering.answer(pk=question.pk, clock=clock)
    question.refresh_from_db()
    return answered


def taken(user):
    return set(Budget.objects.filter(user=user).values_list("taken", flat=True))


def test_an_answer_keeps_what_its_sources_say_and_counts_the_rest(question, model_standin):
    invented = says(question, "The job asks for 7 years in operations.")
    model_standin.say({**answer([says(question), invented]), "usage": [900, 120]})
    assert work(question)
    assert (question.state, question.reason, question.model) == (State.DONE, "", "stand-in")
    assert [one["text"] for one in question.claims] == ["The job asks for three years or more in operations."]
    assert question.claims[0]["citations"] == [{"source": number_of(question, BULLET), "quote": BULLET.rstrip(".")}]
    assert sum(question.dropped.values()) == 1
    assert (question.tokens_in, question.tokens_out) == (900, 120)
    assert taken(question.user) == {1}


def answer(claims):
    return {"text": json.dumps({"claims": claims})}


def test_it_costs_what_the_settings_say(question, model_standin, settings):
    settings.ADVICE_PRICE_INPUT, settings.ADVICE_PRICE_OUTPUT = 15, 60  # cents for a million tokens
    model_standin.say({**answer([says(question)]), "usage": [1000, 100]})
    work(question)
    assert (question.cost, question.currency) == (21_000, "USD")  # millionths of a cent
    row = DailyUsage.objects.get()
    assert (row.task, row.calls, row.shown, row.tokens_in, row.tokens_out, row.cost) == (
        "question",
        1,
        1,
        1000,
        100,
        21_000,
    )


def test_exactly_what_the_page_shows_is_sent(question, model_standin):
    work(question)
    (prompt,) = model_standin.prompts()
    assert prompt["messages"] == question.sent
    assert "tools" not in prompt


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"status": 503, "error": {"error": {"message": "busy"}}}, Reason.DOWN),
        ({"status": 429, "error": {"error": {"message": "quota"}}}, Reason.OVER_QUOTA),
        ({"status": 401, "error": {"error": {"message": "key"}}}, Reason.REFUSED),
        ({"text": "I'd love to help! You should apply."}, Reason.NONSENSE),
        ({"text": '{"claims": []}'}, Reason.NONSENSE),
        ({"body": "<html>hello</html>", "type": "text/html"}, Reason.NONSENSE),
        ({"text": '{"claims": [{"text": "The jo', "stop": "length"}, Reason.CUT_OFF),
    ],
)
def test_a_failure_says_why_charges_nothing_and_can_be_tried_again(question, model_standin, client, said, reason):
    model_standin.say(said)
    work(question)
    assert (question.state, question.reason) == (State.FAILED, reason)
    assert taken(question.user) == {0}
    client.force_login(question.user)
    page = client.get(question.get_absolute_url()).text
    assert "Try again" in page
    assert "How do I explain the gap in 2018?" in page
    assert DailyCount.objects.get(what="end").reason == reason

    model_standin.say([says(question)])
    client.post(f"{question.get_absolute_url()}again/")
    work(question)
    assert question.state == State.DONE
    assert taken(question.user) == {1}


def test_a_server_that_is_not_there_fails_like_one_that_is_down(question, settings):
    settings.ADVICE_BASE_URL = "http://127.0.0.1:9/v1"
    consents.give(user=question.user, now=timezone.now())
    work(question)
    assert (question.state, question.reason) == (State.FAILED, Reason.DOWN)
    assert taken(question.user) == {0}


def test_what_arrived_before_a_break_stays_and_is_free(question, model_standin):
    whole = json.dumps({"claims": [says(question), says(question, "The job asks for SQL.", "You know SQL.")]})
    model_standin.say({"pieces": [whole[:-5], whole[-5:]], "cut": 1})
    work(question)
    assert (question.state, question.reason) == (State.FAILED, Reason.CUT_OFF)
    assert len(question.claims) == 1
    assert taken(question.user) == {0}


def test_a_sentence_that_no_source_says_is_never_shown(question, model_standin):
    model_standin.say([says(question, "You should move to Berlin.")])
    work(question)
    assert (question.state, question.reason) == (State.FAILED, Reason.NONSENSE)
    assert question.claims == []
    assert sum(question.dropped.values()) == 1


class TestEndingEarly:
    """The stand-in sends an answer in pieces; something happens when the first sentence is there."""

    @pytest.fixture
    def begun(self, question, model_standin, monkeypatch):
        first, second = says(question), says(question, "The job asks for SQL.", "You know SQL.")
        whole = json.dumps({"claims": [first, second]})
        half = whole.index("}, {") + 3
        model_standin.say({"pieces": [whole[:half], *whole[half:]], "delay": 0.01})
        add = pieces.add

        def when_the_first_is_shown(act):
            def add_and_act(key, claim):
                add(key, claim)
                act()

            monkeypatch.setattr(pieces, "add", add_and_act)

        return when_the_first_is_shown

    def test_stop_ends_the_call_and_keeps_what_was_shown(self, question, begun, client):
        client.force_login(question.user)
        begun(lambda: client.post(f"{question.get_absolute_url()}stop/"))
        work(question)
        assert (question.state, question.reason) == (State.STOPPED, Reason.MEMBER)
        assert [one["text"] for one in question.claims] == ["The job asks for three years or more in operations."]
        assert taken(question.user) == {1}
        assert question.tokens_in > 0
        page = client.get(question.get_absolute_url()).text
        assert "You stopped this answer." in page
        assert "three years or more" in page

    def test_plus_that_ends_ends_it_politely(self, question, begun, client):
        begun(lambda: question.user.billing_account.delete())
        work(question)
        assert (question.state, question.reason) == (State.STOPPED, Reason.PLAN)
        assert len(question.claims) == 1
        client.force_login(question.user)
        assert "Your Plus plan ended while this was being written." in client.get(question.get_absolute_url()).text

    def test_consent_that_is_withdrawn_ends_it(self, question, begun):
        begun(lambda: consents.revoke(user=question.user, now=timezone.now()))
        work(question)
        assert (question.state, question.reason) == (State.STOPPED, Reason.CONSENT)

    def test_a_question_that_is_deleted_ends_it(self, question, begun):
        begun(lambda: asking.delete(question=question, now=timezone.now()))
        assert answering.answer(pk=question.pk, clock=timezone.now)
        assert not Question.objects.exists()
        assert taken(question.user) == {1}
        assert DailyUsage.objects.get().calls == 1

    def test_an_account_that_is_deleted_ends_it(self, question, begun):
        begun(lambda: question.user.delete())
        assert answering.answer(pk=question.pk, clock=timezone.now)
        assert not Question.objects.exists()


def test_plus_or_consent_that_ended_before_means_no_call(question, model_standin):
    question.user.billing_account.delete()
    assert not work(question)
    assert (question.state, question.reason) == (State.STOPPED, Reason.PLAN)
    assert model_standin.prompts() == []
    assert taken(question.user) == {0}


class TestLeases:
    def test_two_workers_call_once(self, question, model_standin):
        now = timezone.now()
        Question.objects.update(state=State.ANSWERING, started_at=now, lease_until=now + MINUTE, attempts=1)
        assert not work(question)
        assert model_standin.prompts() == []

    def test_no_more_calls_at_once_than_allowed(self, question, model_standin, settings, member):
        other = asked(member, job=an_open_job(title="Other"))
        now = timezone.now()
        Question.objects.filter(pk=other.pk).update(
            state=State.ANSWERING, started_at=now, lease_until=now + MINUTE, attempts=1
        )
        assert not work(question)
        assert question.state == State.WAITING
        assert answering.next_waiting(now=now) == question.pk
        settings.ADVICE_CALLS = 2
        assert work(question)
        assert answering.next_waiting(now=now) is None

    def test_a_dead_worker_is_replaced_once_then_given_up(self, question, model_standin):
        now = timezone.now()
        assert answering.sweep(now=now) == []
        assert answering.sweep(now=now + 30 * SECOND) == [question.pk]
        Question.objects.update(state=State.ANSWERING, started_at=now, lease_until=now + MINUTE, attempts=1)
        assert answering.sweep(now=now + 50 * SECOND) == []
        assert answering.sweep(now=now + 61 * SECOND) == [question.pk]
        Question.objects.update(lease_until=now + 2 * MINUTE, started_at=now + MINUTE, attempts=2)
        assert answering.sweep(now=now + 3 * MINUTE) == []
        question.refresh_from_db()
        assert (question.state, question.reason) == (State.FAILED, Reason.LOST)
        assert taken(question.user) == {0}

    def test_a_worker_that_comes_back_late_changes_nothing(self, question, model_standin):
        old = Question.objects.select_related("user").get()
        old.started_at = timezone.now() - MINUTE
        model_standin.say([says(question)])
        work(question)
        assert not ending.fail(question=old, reason=Reason.SLOW, result=ending.Result(), now=timezone.now())
        assert not ending.finish(question=old, result=ending.Result(), now=timezone.now())
        question.refresh_from_db()
        assert question.state == State.DONE
        assert taken(question.user) == {1}


def test_without_valkey_the_answer_still_comes(question, model_standin, settings):
    from toolkit import valkey

    settings.CACHE_URL = "redis://127.0.0.1:9/1"
    valkey.pool_of.cache_clear()
    model_standin.say([says(question)])
    try:
        work(question)
        assert question.state == State.DONE
    finally:
        valkey.pool_of.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_questions_at_a_budget_of_ten_make_ten_calls(model_standin, settings):
    settings.ADVICE_MEMBER_DAY, settings.ADVICE_CALLS = 10, 50
    member, job = a_plus_member(), an_open_job()
    gate = threading.Barrier(50)

    def ask_and_answer():
        gate.wait()
        try:
            question = asked(member, job=job)
            answering.answer(pk=question.pk, clock=timezone.now)
        except CannotAsk:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=ask_and_answer) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(model_standin.prompts()) == 10
    assert Question.objects.count() == 10
    assert taken(member) == {10}
