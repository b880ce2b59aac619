"""Asks a question again that has no whole answer, with its sources as they are now."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from advice.answers import prompts
from advice.models import Question
from advice.models.question import State, Task
from advice.questions import asking, budgets, pieces, rewriting
from advice.questions.collecting import Subject, new_request, packed
from advice.questions.refusals import NothingToSend, SubjectGone
from advice.sources import Kind
from careers.models import Edition
from resumes.editing import NoSuchEntry
from resumes.sections import BY_KEY

NEEDS_ALL = (Task.EXPLAIN, Task.LETTER, Task.REWRITE)  # there is no answer without all of what was chosen


@dataclass(frozen=True)
class Again:
    """A question that waits again. ``lost``: kinds of what it was about that aren't there anymore."""

    lost: tuple[Kind, ...]


@transaction.atomic
def try_again(*, question: Question, now: dt.datetime) -> Again | None:
    """Makes a question that has no whole answer wait again, with the same words. A résumé or guide that was deleted and a job
    that closed are left out if something else is there to answer from. Returns None if it waits already. Raises ``CannotAsk``."""
    ended = Question.objects.filter(pk=question.pk, state__in=[State.FAILED, State.STOPPED])
    asking.check(user=question.user, now=now)
    locked = ended.select_related("resume", "job__company", "job__occupation").select_for_update(of=["self"]).first()
    if locked is None:
        return None
    subject, place, lost = _as_now(locked, now=now)
    request = prompts.bounded(new_request(Task(locked.task), locked.words, subject, now=now))
    if not request.sources:
        raise NothingToSend
    columns: dict[str, Any] = {
        "state": State.WAITING,
        "reason": "",
        "claims": [],
        "dropped": {},
        "letter": None,
        "attempts": 0,
        "reserved_at": now,
        "started_at": None,
        "finished_at": None,
        "place": place,
        "sources": packed(request.sources),
        "sent": prompts.messages(request),
        "is_whole": request.is_whole,
    }
    ended.update(**columns)
    budgets.reserve(user=question.user, now=now)
    pieces.clear(pieces.key_of(question.pk))
    return Again(lost)


def _as_now(question: Question, *, now: dt.datetime) -> tuple[Subject, dict[str, Any], tuple[Kind, ...]]:
    """Returns what a question is about as it is now, the place of its bullet, and what is gone. Raises ``SubjectGone``."""
    resume = question.resume if question.resume and question.resume.deleted_at is None else None
    job = question.job if question.job and question.job.is_visible(now) else None
    guide = question.guide_id
    edition = Edition.objects.live(now).filter(guide=guide).first() if guide else None
    was = {one["kind"] for one in question.sources}
    found = ((Kind.RESUME, question.resume_id, resume), (Kind.JOB, question.job_id, job), (Kind.GUIDE, guide, edition))
    lost = tuple(kind for kind, known, one in found if one is None and (known or kind in was))
    if lost and (question.task in NEEDS_ALL or not (resume or job or edition)):
        raise SubjectGone
    if question.task != Task.REWRITE:
        return Subject(resume, job, edition), question.place, lost
    place = _same_bullet(question)
    line = rewriting.line_key(BY_KEY[place["section"]], place["number"], place["bullet"])
    return Subject(resume, line=line), place, lost


def _same_bullet(question: Question) -> dict[str, Any]:
    """Returns the place of the bullet in the entry as it is now. Raises ``SubjectGone`` unless the same bullet is there."""
    place, resume = question.place, question.resume
    if resume is None:
        raise SubjectGone
    try:
        new = rewriting.place_of(resume, BY_KEY[place["section"]], place["number"], place["bullet"])
    except NoSuchEntry:
        raise SubjectGone from None
    if new["bullets"][new["bullet"]] != place["bullets"][place["bullet"]]:
        raise SubjectGone
    return new
