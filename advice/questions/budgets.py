"""Budgets of questions: reserves a place before a call, and gives it back if there is no answer.

A place is taken from four budgets: of the member and of the whole site, each for the day and the month in UTC. Each is one row
and one conditional UPDATE, so parallel questions never get more places than there are. The code that ends a question
decides in the same transaction whether its place is used up or given back; nothing else could be lost.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.models import User
from advice.models import Budget
from advice.questions.refusals import OverBudget


@dataclass(frozen=True)
class Left:
    """Questions that a member can still ask, of how many, today and this month."""

    today: int
    a_day: int
    this_month: int
    a_month: int


@dataclass(frozen=True)
class _Limit:
    user_id: int | None
    period: str
    most: int
    resets_at: dt.datetime

    @property
    def row(self) -> "QuerySet[Budget]":
        own = Q(user__isnull=True) if self.user_id is None else Q(user=self.user_id)
        return Budget.objects.filter(own, period=self.period)


def _limits(user: User, at: dt.datetime) -> tuple[_Limit, ...]:
    """Returns the budgets of a member at a time, always in the same order, so that transactions that lock them can't deadlock."""
    now = at.astimezone(dt.UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + dt.timedelta(days=1)
    next_month = (midnight.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    day, month = f"{now:%Y-%m-%d}", f"{now:%Y-%m}"
    return (
        _Limit(user.pk, month, settings.ADVICE_MEMBER_MONTH, next_month),
        _Limit(user.pk, day, settings.ADVICE_MEMBER_DAY, tomorrow),
        _Limit(None, month, settings.ADVICE_SITE_MONTH, next_month),
        _Limit(None, day, settings.ADVICE_SITE_DAY, tomorrow),
    )


def reserve(*, user: User, now: dt.datetime) -> None:
    """Takes a place from each budget, or from none. Call it in the transaction that makes the question wait. Raises
    ``OverBudget``."""
    limits = _limits(user, now)
    with transaction.atomic():
        Budget.objects.bulk_create(
            [Budget(user_id=limit.user_id, period=limit.period) for limit in limits], ignore_conflicts=True
        )
        for limit in limits:
            if not limit.row.filter(taken__lt=limit.most).update(taken=F("taken") + 1):
                raise OverBudget(limit.resets_at, is_own=limit.user_id is not None, most=limit.most)


def give_back(*, user: User, reserved_at: dt.datetime) -> None:
    """Returns a place to the budgets that it was taken from. Call it once, in the transaction that ends the question."""
    for limit in _limits(user, reserved_at):
        limit.row.filter(taken__gt=0).update(taken=F("taken") - 1)


def left(*, user: User, now: dt.datetime) -> Left:
    """Returns what a member has left of their own budgets. One query."""
    month, day, *_site = _limits(user, now)
    rows = Budget.objects.filter(user=user, period__in=[month.period, day.period])
    taken = dict(rows.values_list("period", "taken"))
    this_month = max(0, month.most - taken.get(month.period, 0))
    today = min(this_month, max(0, day.most - taken.get(day.period, 0)))
    return Left(today, day.most, this_month, month.most)


def forget_old(*, now: dt.datetime) -> int:
    """Deletes budgets of earlier months. Returns their number."""
    month = f"{now.astimezone(dt.UTC):%Y-%m}"
    return Budget.objects.filter(period__lt=month).delete()[0]
