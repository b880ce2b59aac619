"""Reports where our rows and Stripe may differ."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from billing import reconcile
from billing.models import BillingAccount, BillingMail, Subscription

LATE = dt.timedelta(minutes=10)  # an email that has waited longer is late
SHOWN = 20
Accounts = QuerySet[BillingAccount]


@dataclass(frozen=True)
class Report:
    behind: Accounts
    failing: Accounts
    doubled: Accounts
    disputed: Accounts
    unsent: "QuerySet[BillingMail]"
    last_reading: dt.datetime | None
    last_night: dict[str, Any] | None  # `billing.reconcile.last_report`


def late_mails(*, now: dt.datetime) -> "QuerySet[BillingMail]":
    """Returns billing emails that are late. Failed ones are listed under *Email delivery*."""
    return BillingMail.objects.filter(sent_at=None, failed_at=None, created_at__lt=now - LATE)


def report(*, now: dt.datetime) -> Report:
    accounts = BillingAccount.objects.select_related("user", "current")
    live = Count("subscriptions", filter=Q(subscriptions__status__in=reconcile.LIVE))
    newest = accounts.exclude(synced_at=None).order_by("-synced_at").first()
    return Report(
        behind=accounts.filter(sync_done__lt=F("sync_requested")).order_by("synced_at")[:SHOWN],
        failing=accounts.exclude(sync_error="").order_by("-synced_at")[:SHOWN],
        doubled=accounts.annotate(live=live).filter(live__gt=1).order_by("pk")[:SHOWN],
        disputed=accounts.filter(subscriptions__dispute=Subscription.Dispute.OPEN).distinct().order_by("pk")[:SHOWN],
        unsent=late_mails(now=now).select_related("account__user")[:SHOWN],
        last_reading=newest.synced_at if newest else None,
        last_night=reconcile.last_report(),
    )
