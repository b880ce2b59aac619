"""Finds what webhooks did not tell: accounts that are behind, accounts not read for long, and whatever differs at Stripe."""

import datetime as dt
import logging
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache
from django.db.models import F, Q

from accounts import audit
from billing import stripe_api, sync
from billing.models import BillingAccount, Subscription, SyncRun

logger = logging.getLogger(__name__)
Status = Subscription.Status
LIVE = (Status.ACTIVE, Status.TRIALING, Status.PAST_DUE)
STALE = dt.timedelta(hours=24)
BATCH = 500
LAST = "billing:last-reconciliation"


def behind() -> list[int]:
    """Accounts that somebody asked to read and nobody has."""
    return list(
        BillingAccount.objects.filter(sync_done__lt=F("sync_requested"))
        .order_by("synced_at")
        .values_list("pk", flat=True)[:BATCH]
    )


def stale(now: dt.datetime) -> list[int]:
    """Accounts with something that can change by itself, not read for a day."""
    waiting = Q(current__status__in=[*LIVE, Status.INCOMPLETE, Status.UNPAID, Status.PAUSED]) | Q(
        attempts__state="open"
    )
    old = Q(synced_at__lt=now - STALE) | Q(synced_at=None)
    found = BillingAccount.objects.filter(waiting & old, customer_id__isnull=False)
    return list(found.distinct().order_by("synced_at", "pk").values_list("pk", flat=True)[:BATCH])


@dataclass
class Drift:
    """What a reconciliation found: ids of subscriptions at Stripe. ``checked``: how many were looked at."""

    checked: int = 0
    differing: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)


def reconcile(now: dt.datetime) -> Drift:
    """Compares every subscription at Stripe with ours, reads the accounts that differ, and ends duplicates. Raises
    `stripe_api.StripeError`."""
    drift = Drift()
    ours = {one.stripe_id: one for one in Subscription.objects.select_related("account")}
    accounts = dict(BillingAccount.objects.exclude(customer_id=None).values_list("customer_id", "pk"))
    differing: set[int] = set()
    live: dict[int, int] = {}
    for bought in stripe_api.every_subscription():
        drift.checked += 1
        account = accounts.get(bought.customer_id)
        if account is None:
            if bought.status in LIVE:
                drift.strangers.append(bought.id)
            continue
        if bought.status in LIVE:
            live[account] = live.get(account, 0) + 1
        known = ours.get(bought.id)
        told = (bought.status, bought.period_end, bought.cancel_at, bought.invoice_id)
        if known is None or (known.status, known.period_end, known.cancel_at, known.invoice_id) != told:
            drift.differing.append(bought.id)
            differing.add(account)
    for account in differing:
        sync.sync(account, reason="reconciliation", now=now)
    for account, number in live.items():
        if number > 1:
            drift.duplicates += end_duplicates(account_id=account, now=now)
    for name in ("differing", "strangers", "duplicates"):
        if found := getattr(drift, name):
            logger.error("Reconciliation: %s: %s", name, ", ".join(found))
    report = {"at": now.isoformat(), "checked": drift.checked, "differing": drift.differing,
              "strangers": drift.strangers, "duplicates": drift.duplicates}  # fmt: skip
    cache.set(LAST, report, timeout=7 * 24 * 60 * 60)
    return drift


def end_duplicates(*, account_id: int, now: dt.datetime) -> list[str]:
    """Of several live subscriptions of one customer the oldest stays; the newer ones are cancelled and their payment is given
    back. The ids of those that were ended."""
    with sync.locked(account_id):
        account = BillingAccount.objects.select_related("user").get(pk=account_id)
        if not account.customer_id:
            return []
        found = [one for one in stripe_api.subscriptions_of(account.customer_id) if one.status in LIVE]
        ended = []
        for extra in sorted(found, key=lambda one: (one.started_at, one.id))[1:]:
            if extra.invoice_paid:  # first: what is ended is not looked at again, should Stripe fail in between
                key = f"duplicate-{extra.id}-{settings.SITE_URL}"
                stripe_api.refund(extra.payment_intent, amount=extra.invoice_paid, reason="duplicate", key=key)
            stripe_api.cancel(extra.id)
            audit.record(
                "billing.duplicate_ended", member=account.user, now=now, subscription=extra.id, paid=extra.invoice_paid
            )
            words = f"{extra.id}: a second subscription, ended and {extra.invoice_paid} given back"
            SyncRun.objects.create(account=account, at=now, reason="duplicate", changes=[words])
            ended.append(extra.id)
        if ended:
            sync.read(account, reason="duplicate", now=now)
    return ended


def last_report() -> dict[str, object] | None:
    """What the last reconciliation found, if it was within a week."""
    found: dict[str, object] | None = cache.get(LAST)
    return found
