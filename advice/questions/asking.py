"""Asks questions: checks what must be there, reserves a place in the budgets, and makes the question wait for a worker."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import User
from advice import endpoint
from advice.answers import prompts
from advice.models import Question
from advice.models.question import Reason, Task
from advice.questions import budgets, consents, ending, pieces
from advice.questions.collecting import Subject, new_request, packed
from advice.questions.refusals import NoConsent, NoModel, NoPlus, NothingToSend
from billing import entitlements


def check(*, user: User, now: dt.datetime) -> None:
    """Raises ``CannotAsk`` unless a model is set up and the member has Plus and agreed to what is sent."""
    if not endpoint.is_configured():
        raise NoModel
    if not entitlements.for_user(user, now).is_plus:
        raise NoPlus
    if not consents.has_consent(user):
        raise NoConsent


@transaction.atomic
def ask(
    *,
    user: User,
    task: Task,
    words: str = "",
    subject: Subject,
    place: dict[str, Any] | None = None,
    now: dt.datetime,
) -> Question:
    """Creates a question that waits for a worker, with its sources as they are now. Raises ``CannotAsk``."""
    check(user=user, now=now)
    request = prompts.bounded(new_request(task, words, subject, now=now))
    if not request.sources:
        raise NothingToSend
    budgets.reserve(user=user, now=now)
    return Question.objects.create(
        user=user,
        task=task,
        words=words,
        about=subject.about[:300],
        resume=subject.resume,
        job=subject.job,
        guide=subject.edition.guide if subject.edition else None,
        place=place or {},
        sources=packed(request.sources),
        sent=prompts.messages(request),
        is_whole=request.is_whole,
        created_at=now,
        reserved_at=now,
    )


@transaction.atomic
def delete(*, question: Question, now: dt.datetime) -> None:
    """Deletes a question with its answer; one that isn't finished is stopped first."""
    ending.stop(question=question, reason=Reason.MEMBER, now=now)
    Question.objects.filter(pk=question.pk).delete()
    transaction.on_commit(lambda: pieces.clear(pieces.key_of(question.pk)))


@transaction.atomic
def delete_all(*, user: User, now: dt.datetime) -> int:
    """Deletes the member's questions. Returns their number."""
    own = Question.objects.of(user)
    for question in own.unfinished():
        ending.stop(question=question, reason=Reason.MEMBER, now=now)
        transaction.on_commit(partial(pieces.clear, pieces.key_of(question.pk)))
    return own.delete()[0]


def rate(*, question: Question, was_useful: bool, complaint: str = "", note: str = "") -> None:
    """Stores what the member thinks of an answer; a later rating replaces it."""
    columns = {"was_useful": was_useful, "complaint": "" if was_useful else complaint, "rating_note": note}
    Question.objects.filter(pk=question.pk).update(**columns)
