"""Computes what a member's plan gives them at a given time, from local rows. Nothing is copied, so Plus ends on time
without any task.

Reads ``user.billing_account`` and its ``current`` subscription, which the sign-in backend loads with the user, so no
query is needed.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet

from accounts.models import User
from billing.models import BillingAccount, Subscription
from billing.plans import FREE, PLUS, Limits, Plan
from toolkit.database import bigint_array

LAG = dt.timedelta(hours=72)  # how late Stripe may tell us of a renewal
GRACE = dt.timedelta(days=14)  # how long a member keeps Plus from the start of an unpaid period

Status = Subscription.Status


@dataclass(frozen=True)
class Entitlements:
    """What a member has. ``source``: ``subscription``, ``gift`` or empty. ``until``: when Plus ends unless something
    changes; for an active subscription this is the end of the paid period, without ``LAG``."""

    plan: Plan = FREE
    source: str = ""
    until: dt.datetime | None = None
    ends: bool = False  # Plus is not renewed at ``until``
    is_past_due: bool = False

    @property
    def is_plus(self) -> bool:
        return self.plan is PLUS

    @property
    def limits(self) -> Limits:
        return self.plan.limits


def for_user(user: Any, now: dt.datetime) -> Entitlements:
    """Returns what ``user`` has at ``now``. Visitors have the Free plan."""
    if not isinstance(user, User):
        return Entitlements()
    try:
        return _of(user.billing_account, now)
    except ObjectDoesNotExist:
        return Entitlements()


def for_users(user_ids: Collection[int], now: dt.datetime) -> dict[int, Entitlements]:
    """Returns what each of these members has at ``now``, by id. One query."""
    accounts = (
        BillingAccount.objects.filter(user__in=bigint_array(user_ids)).select_related("current") if user_ids else ()
    )
    return dict.fromkeys(user_ids, Entitlements()) | {account.user_id: _of(account, now) for account in accounts}


def plus_accounts(now: dt.datetime) -> QuerySet[BillingAccount]:
    """Returns the accounts that have Plus at ``now``: the rule of `for_user` in SQL, for queries about many members."""
    not_ended = Q(current__cancel_at=None) | Q(current__cancel_at__gt=now)
    paid = Q(current__status__in=[Status.ACTIVE, Status.TRIALING]) & (
        Q(current__cancel_at__gt=now) | Q(current__cancel_at=None, current__period_end__gt=now - LAG)
    )
    unpaid = Q(current__status=Status.PAST_DUE, current__period_start__gt=now - GRACE) & not_ended
    return BillingAccount.objects.filter(paid | unpaid | Q(comped_until__gt=now))


def _of(account: BillingAccount, now: dt.datetime) -> Entitlements:
    bought = _bought(account.current, now)
    if bought:
        return bought
    if gift_until := account.gift_until(now):
        return Entitlements(PLUS, "gift", gift_until, ends=True)
    return Entitlements()


def _bought(subscription: Subscription | None, now: dt.datetime) -> Entitlements | None:
    if subscription is None:
        return None
    cancel_at = subscription.cancel_at
    match subscription.status:
        case Status.ACTIVE | Status.TRIALING:
            last = cancel_at or subscription.period_end + LAG
            until = cancel_at or subscription.period_end
        case Status.PAST_DUE:
            until = last = min(subscription.period_start + GRACE, cancel_at or dt.datetime.max.replace(tzinfo=dt.UTC))
        case _:
            return None
    if now >= last:
        return None
    return Entitlements(
        PLUS, "subscription", until, ends=bool(cancel_at), is_past_due=subscription.status == Status.PAST_DUE
    )
