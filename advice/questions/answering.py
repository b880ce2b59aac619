"""Answers questions in a worker: takes a lease, calls the model, keeps what holds, and ends the call when it's no longer wanted.

PostgreSQL is the queue. A task carries the id of a question; a question whose task was lost is found by the sweep, and one whose
worker died is found when its lease is over.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from advice import endpoint
from advice.answers import prompts
from advice.answers.reading import AnswerReader
from advice.answers.values import Claim
from advice.models import Question
from advice.models.question import MOST_ATTEMPTS, Reason, State
from advice.questions import consents, ending, pieces
from advice.questions.collecting import request_of
from advice.questions.ending import Result
from billing import entitlements

logger = logging.getLogger(__name__)
LEASE = dt.timedelta(seconds=60)  # a worker that doesn't renew it by then is taken for dead
PAUSE = dt.timedelta(seconds=1)  # between two looks at whether the call is still wanted
LOCK = 0x61647669  # of the one transaction that takes questions; no other code uses this number
NOT_LOST = dt.timedelta(seconds=20)  # a task that is younger is on its way
Clock = Callable[[], dt.datetime]


def answer(*, pk: int, clock: Clock) -> bool:
    """Answers a question, unless it has ended or another worker has it. Returns whether it was called here."""
    due = Question.objects.due(clock()).select_related("user").filter(pk=pk).first()
    if due and (reason := _end_of_permission(due, now=clock())):
        ending.stop(question=due, reason=reason, now=clock())
    question = _lease(pk, now=clock())
    if question is None:
        return False
    result = Result()
    pieces.clear(pieces.key_of(pk))
    try:
        if _listen(question, result, clock):
            ended = ending.finish if result.claims else _fail_as_nonsense
            ended(question=question, result=result, now=clock())
        else:
            ending.settle_stopped(question=question, result=result, now=clock())
    except endpoint.ModelError as error:
        ending.fail(question=question, reason=Reason(error.reason.value), result=result, now=clock())
    except Exception:
        logger.exception("Question %s could not be answered", pk)
        ending.fail(question=question, reason=Reason.LOST, result=result, now=clock())
    return True


def _fail_as_nonsense(*, question: Question, result: Result, now: dt.datetime) -> bool:
    return ending.fail(question=question, reason=Reason.NONSENSE, result=result, now=now)


@transaction.atomic
def _lease(pk: int, *, now: dt.datetime) -> Question | None:
    """Takes a question, if it is due and fewer than ``ADVICE_CALLS`` others are being answered: a call holds a worker process for
    as long as it takes, and emails need some, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if Question.objects.answering(now).exclude(pk=pk).count() >= settings.ADVICE_CALLS:
        return None
    due = Question.objects.due(now).filter(pk=pk, attempts__lt=MOST_ATTEMPTS)
    taken = due.update(
        state=State.ANSWERING, started_at=now, lease_until=now + LEASE, attempts=F("attempts") + 1, claims=[]
    )
    return Question.objects.select_related("user").get(pk=pk) if taken else None


def _listen(question: Question, result: Result, clock: Clock) -> bool:
    """Reads the model's answer into ``result``, and shows each claim that holds. Returns False as soon as the answer isn't wanted
    anymore; the call has ended then. Raises ``ModelError``."""
    request = request_of(question)
    reader = AnswerReader(request)
    stream = endpoint.Stream(
        question.sent,
        prompts.answer_schema(request),
        endpoint=endpoint.configured(),
        max_tokens=prompts.MOST_TOKENS[request.task],
    )
    looked = clock()
    try:
        for piece in stream:
            found, now = reader.feed(piece), clock()
            if found or now - looked >= PAUSE:
                looked = now
                if not _is_wanted(question, now=now):
                    return False
            _show(question, result, found)
        checked = reader.finish()
        _show(question, result, checked.claims[len(result.claims) :])
        result.dropped = {reason.value: count for reason, count in checked.dropped.items()}
        return True
    finally:
        stream.close()
        usage = stream.usage
        result.model, result.tokens_in, result.tokens_out = stream.model, usage.input_tokens, usage.output_tokens


def _show(question: Question, result: Result, found: tuple[Claim, ...]) -> None:
    for claim in found:
        result.claims.append(asdict(claim))
        pieces.add(pieces.key_of(question.pk), result.claims[-1])


def _is_wanted(question: Question, *, now: dt.datetime) -> bool:
    """Renews the lease. Returns whether the question still waits for this attempt and the member still may ask; one that ended in
    mid-stream is stopped with what was shown."""
    mine = Question.objects.filter(pk=question.pk, state=State.ANSWERING, started_at=question.started_at)
    if not mine.update(lease_until=now + LEASE):
        return False
    if reason := _end_of_permission(question, now=now):
        ending.stop(question=question, reason=reason, now=now)
        return False
    return True


def _end_of_permission(question: Question, *, now: dt.datetime) -> Reason | None:
    entitled = entitlements.for_users([question.user_id], now)[question.user_id]
    if not entitled.is_plus:
        return Reason.PLAN
    return None if consents.has_consent(question.user) else Reason.CONSENT


def next_waiting(*, now: dt.datetime) -> int | None:
    """Returns the question that has waited longest; None if none waits."""
    waiting = Question.objects.due(now).filter(attempts__lt=MOST_ATTEMPTS).order_by("reserved_at", "pk")
    return waiting.values_list("pk", flat=True).first()


def sweep(*, now: dt.datetime) -> list[int]:
    """Gives up questions whose workers died too often. Returns the ids of those whose task was lost."""
    ending.give_up_lost(now=now)
    due = Question.objects.due(now).filter(created_at__lt=now - NOT_LOST, attempts__lt=MOST_ATTEMPTS)
    return list(due.values_list("pk", flat=True))


def so_far(question: Question) -> list[dict[str, Any]]:
    """Returns the claims to show: of an unfinished question, those that were written so far."""
    return pieces.read(pieces.key_of(question.pk)) if question.state == State.ANSWERING else list(question.claims)
