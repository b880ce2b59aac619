"""Ends questions: finish, fail, stop. Each is one conditional UPDATE, which also settles the budget and the counts.

A question that got an answer, whole or in part, uses up its place in the budgets. One that failed, or ended before the model was
asked, gives it back.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from advice.models import DailyCount, DailyUsage, Question
from advice.models.question import MOST_ATTEMPTS, UNFINISHED, Reason, State
from advice.questions import budgets, pieces


@dataclass
class Result:
    """What came of a call so far."""

    claims: list[dict[str, Any]] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)
    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def cost(self) -> int:
        """In millionths of a minor unit: prices are minor units for a million tokens."""
        return self.tokens_in * settings.ADVICE_PRICE_INPUT + self.tokens_out * settings.ADVICE_PRICE_OUTPUT

    def columns(self) -> dict[str, Any]:
        return {
            "claims": self.claims,
            "dropped": self.dropped,
            "model": self.model[:120],
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "cost": self.cost,
            "currency": settings.ADVICE_CURRENCY,
        }


@transaction.atomic
def finish(*, question: Question, result: Result, now: dt.datetime) -> bool:
    """Stores the answer, if this attempt still has the question. Returns whether it had."""
    mine = Question.objects.filter(pk=question.pk, state=State.ANSWERING, started_at=question.started_at)
    ended = mine.update(state=State.DONE, reason="", finished_at=now, lease_until=None, **result.columns())
    if ended:
        _count(question, result, now=now)
    return bool(ended)


@transaction.atomic
def fail(*, question: Question, reason: Reason, result: Result, now: dt.datetime) -> bool:
    """Ends an attempt without a whole answer, if it still has the question, and gives the place back; what arrived stays. Returns
    whether it had."""
    mine = Question.objects.filter(pk=question.pk, state=State.ANSWERING, started_at=question.started_at)
    ended = mine.update(state=State.FAILED, reason=reason, finished_at=now, lease_until=None, **result.columns())
    if ended:
        budgets.give_back(user=question.user, reserved_at=question.reserved_at)
        _count(question, result, end=reason, now=now)
    return bool(ended)


@transaction.atomic
def stop(*, question: Question, reason: Reason, now: dt.datetime) -> bool:
    """Ends a question that isn't finished; what was shown of its answer stays. The worker notices and ends the call. Returns
    whether this ended it."""
    locked = Question.objects.select_for_update(of=["self"]).select_related("user").filter(pk=question.pk).first()
    if locked is None or locked.state not in UNFINISHED:
        return False
    was_asked = locked.state == State.ANSWERING
    shown = pieces.read(pieces.key_of(locked.pk)) if was_asked else []
    Question.objects.filter(pk=locked.pk).update(
        state=State.STOPPED, reason=reason, finished_at=now, lease_until=None, claims=shown
    )
    if not was_asked:
        budgets.give_back(user=locked.user, reserved_at=locked.reserved_at)
    _count_one(locked, DailyCount.What.END, reason, 1, now=now)
    return True


@transaction.atomic
def settle_stopped(*, question: Question, result: Result, now: dt.datetime) -> None:
    """Records what a stopped call came to, for the member and for the report. The question may be gone."""
    mine = Question.objects.filter(pk=question.pk, state=State.STOPPED, started_at=question.started_at)
    mine.update(**result.columns())
    _count(question, result, now=now)


@transaction.atomic
def give_up_lost(*, now: dt.datetime) -> int:
    """Fails questions whose workers died too often, and gives their places back. Returns their number."""
    lost = Question.objects.due(now).filter(state=State.ANSWERING, attempts__gte=MOST_ATTEMPTS)
    rows = list(lost.select_for_update(of=["self"], skip_locked=True).select_related("user"))
    return sum(fail(question=question, reason=Reason.LOST, result=Result(), now=now) for question in rows)


# --- The report ---------------------------------------------------------------------------------------------------------


def _count(question: Question, result: Result, *, end: str = "", now: dt.datetime) -> None:
    """Adds a call to the counts of its day."""
    row, _made = DailyUsage.objects.get_or_create(
        day=now.astimezone(dt.UTC).date(),
        task=question.task,
        model=result.model[:120],
        currency=settings.ADVICE_CURRENCY,
    )
    DailyUsage.objects.filter(pk=row.pk).update(
        calls=F("calls") + 1,
        shown=F("shown") + len(result.claims),
        tokens_in=F("tokens_in") + result.tokens_in,
        tokens_out=F("tokens_out") + result.tokens_out,
        cost=F("cost") + result.cost,
    )
    for reason, count in sorted(result.dropped.items()):
        _count_one(question, DailyCount.What.DROP, reason, count, now=now)
    if quoted := sum(bool(claim.get("is_quote")) for claim in result.claims):
        _count_one(question, DailyCount.What.QUOTE, "", quoted, now=now)
    if end:
        _count_one(question, DailyCount.What.END, end, 1, now=now)


def _count_one(question: Question, what: str, reason: str, count: int, *, now: dt.datetime) -> None:
    day = now.astimezone(dt.UTC).date()
    row, _made = DailyCount.objects.get_or_create(day=day, task=question.task, what=what, reason=reason[:40])
    DailyCount.objects.filter(pk=row.pk).update(count=F("count") + count)
