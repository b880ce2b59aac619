"""A worker that is killed in the middle of an answer leaves no reservation and loses no question."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from advice.models import Budget
from advice.models.question import Reason, State
from advice.questions import answering, pieces
from local.site import CHECKOUT
from tests.advice.asking import MINUTE, a_plus_member, an_open_job, asked
from tests.model_standin import claim

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def member(model_standin):
    return a_plus_member()


def a_worker(question, standin):
    where = connection.settings_dict
    login = f"{quote(where['USER'], safe='')}:{quote(where['PASSWORD'], safe='')}"
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "jobboard.settings",
        "DATABASE_URL": f"postgresql://{login}@{where['HOST']}:{where['PORT']}/{where['NAME']}",
        "CACHE_URL": django_settings.CACHE_URL,
        "ADVICE_BASE_URL": f"{standin.url}/v1",
        "ADVICE_MODEL": "stand-in",
    }
    command = [sys.executable, "-X", "utf8", "-m", "tests.advice.killed_worker", str(question.pk)]
    return subprocess.Popen(command, cwd=CHECKOUT, env=environ)


def until(condition, process, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "the worker ended by itself"
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.02)


def killed_in_mid_answer(question, standin):
    """Kills a worker that has shown the first sentence and waits for the rest."""
    pieces.clear(pieces.key_of(question.pk))
    worker = a_worker(question, standin)
    until(lambda: pieces.read(pieces.key_of(question.pk)), worker)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL
    question.refresh_from_db()
    assert question.state == State.ANSWERING


def taken(user):
    return set(Budget.objects.filter(user=user).values_list("taken", flat=True))


def test_the_next_worker_answers_and_after_two_deaths_the_place_is_free(member, model_standin):
    question = asked(member, job=an_open_job())
    number = next(at for at, one in enumerate(question.sources, 1) if one["text"] == "You know SQL.")
    first = '{"claims": [' + str(claim("The job asks for SQL.", (number, "You know SQL."))).replace("'", '"')
    model_standin.say({"pieces": [first, *[" "] * 600], "delay": 0.2})
    killed_in_mid_answer(question, model_standin)
    assert taken(member) == {1}  # while its lease lasts
    assert answering.sweep(now=timezone.now() + MINUTE / 2) == []
    assert answering.sweep(now=timezone.now() + 2 * MINUTE) == [question.pk]

    question.lease_until = timezone.now() - MINUTE
    question.save(update_fields=["lease_until"])
    killed_in_mid_answer(question, model_standin)
    assert answering.sweep(now=timezone.now() + 2 * MINUTE) == []
    question.refresh_from_db()
    assert (question.state, question.reason, question.attempts) == (State.FAILED, Reason.LOST, 2)
    assert taken(member) == {0}


def test_a_question_whose_worker_died_is_answered_by_the_next(member, model_standin):
    question = asked(member, job=an_open_job())
    number = next(at for at, one in enumerate(question.sources, 1) if one["text"] == "You know SQL.")
    said = claim("The job asks for SQL.", (number, "You know SQL."))
    first = '{"claims": [' + str(said).replace("'", '"')
    model_standin.say({"pieces": [first, *[" "] * 600], "delay": 0.2})
    killed_in_mid_answer(question, model_standin)
    question.lease_until = timezone.now() - MINUTE
    question.save(update_fields=["lease_until"])
    model_standin.say([said])
    assert answering.answer(pk=question.pk, clock=timezone.now)
    question.refresh_from_db()
    assert (question.state, len(question.claims), question.attempts) == (State.DONE, 1, 2)
    assert taken(member) == {1}
