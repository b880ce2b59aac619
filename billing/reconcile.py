"""Finds what webhooks missed: pending syncs, accounts not read for a day, and differences from Stripe."""

import datetime as dt
import logging
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts import audit
from billing import settlement, stripe_api, sync
from billing.models import BillingAccount, StripeEvent, Subscription, SyncRun
from toolkit import money

logger = logging.getLogger(__name__)
Status = Subscription.Status
LIVE = (Status.ACTIVE, Status.TRIALING, Status.PAST_DUE)
STALE = dt.timedelta(hours=24)
BATCH = 500
COMPARED = ("status", "period_end", "cancel_at", "invoice_id", "amount", "currency")
LAST = "billing:last-reconciliation"


def pending_accounts() -> list[int]:
    """Returns accounts whose sync was requested and hasn't run."""
    return list(
        BillingAccount.objects.filter(sync_done__lt=F("sync_requested"))
        .order_by("synced_at")
        .values_list("pk", flat=True)[:BATCH]
    )


def find_customers() -> list[int]:
    """Finds the customers of dispute and refund events and requests a sync of their accounts. Returns the account ids.
    Raises `stripe_api.StripeError`; customers found before the error are kept."""
    found = []
    for event in StripeEvent.objects.exclude(about_charge="").order_by("received_at")[:BATCH]:
        try:
            event.customer_id = stripe_api.customer_of(event.object_id, kind=event.about_charge)
        except stripe_api.Refused as error:
            logger.warning("No customer found for event %s: %s", event.event_id, error)
        event.about_charge = ""
        event.save(update_fields=["customer_id", "about_charge"])
        account = BillingAccount.objects.filter(customer_id=event.customer_id or None).first()
        if account:
            sync.request_sync([account.pk])
            found.append(account.pk)
    return list(dict.fromkeys(found))


def stale_accounts(now: dt.datetime) -> list[int]:
    """Returns accounts not synced for a day that have something that can change at Stripe."""
    waiting = Q(current__status__in=[*LIVE, Status.INCOMPLETE, Status.UNPAID, Status.PAUSED]) | Q(
        attempts__state="open"
    )
    old = Q(synced_at__lt=now - STALE) | Q(synced_at=None)
    found = BillingAccount.objects.filter(waiting & old, customer_id__isnull=False)
    return list(found.distinct().order_by("synced_at", "pk").values_list("pk", flat=True)[:BATCH])


@dataclass
class Drift:
    """The result of a reconciliation: ids of subscriptions at Stripe. ``checked``: number compared; ``unlisted``: live
    in our rows but not in Stripe's list; ``failed``: Stripe refused to return the account."""

    checked: int = 0
    differing: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)


def reconcile(now: dt.datetime) -> Drift:
    """Compares every subscription at Stripe with our rows, syncs accounts that differ, and ends duplicates. Raises
    `stripe_api.StripeError`."""
    drift = Drift()
    ours = {one.stripe_id: one for one in Subscription.objects.select_related("account")}
    accounts = dict(BillingAccount.objects.exclude(customer_id=None).values_list("customer_id", "pk"))
    differing: dict[int, str] = {}
    live: dict[int, int] = {}
    listed = set()
    for bought in stripe_api.every_subscription(known=ours):
        drift.checked += 1
        listed.add(bought.id)
        known = ours.get(bought.id)
        account = known.account_id if known else accounts.get(bought.customer_id)
        if account is None:
            if bought.status in LIVE:
                drift.strangers.append(bought.id)
            continue
        if bought.status in LIVE:
            live[account] = live.get(account, 0) + 1
        if known is None or any(getattr(known, name) != getattr(bought, name) for name in COMPARED):
            drift.differing.append(bought.id)
            differing[account] = bought.id
    for row in ours.values():
        if row.status not in settlement.OVER and row.stripe_id not in listed:
            drift.unlisted.append(row.stripe_id)
            differing[row.account_id] = row.stripe_id
    for account, subscription in differing.items():
        _read(account, subscription, drift, now)
    for account, number in live.items():
        if number > 1:
            drift.duplicates += end_duplicates(account_id=account, now=now)
    for name in ("differing", "unlisted", "failed", "strangers", "duplicates"):
        if found := getattr(drift, name):
            logger.error("Reconciliation: %s: %s", name, ", ".join(found))
    cache.set(LAST, {"at": now.isoformat(), **asdict(drift)}, timeout=7 * 24 * 60 * 60)
    return drift


def _read(account_id: int, subscription: str, drift: Drift, now: dt.datetime) -> None:
    """Syncs one account. If Stripe refuses, records the failure so that the other accounts are still synced."""
    try:
        sync.sync(account_id, reason="reconciliation", now=now)
    except stripe_api.Refused as error:
        logger.warning("Couldn't sync account %s: %s", account_id, error)
        drift.failed.append(subscription)


def end_duplicates(*, account_id: int, now: dt.datetime) -> list[str]:
    """Keeps the oldest of a customer's live subscriptions; cancels and refunds the newer ones. Returns the ids of the
    ended subscriptions."""
    with sync.locked(account_id):
        account = BillingAccount.objects.select_related("user").get(pk=account_id)
        found = [one for one in settlement.read_subscriptions(account).found if one.status in LIVE]
        ended = []
        for extra in sorted(found, key=lambda one: (one.started_at, one.id))[1:]:
            # Refund first: if Stripe fails in between, an ended subscription would not be processed again.
            given = settlement.give_back(extra, reason="duplicate")
            stripe_api.cancel(extra.id)
            audit.record(
                "billing.duplicate_ended",
                member=account.user,
                now=now,
                subscription=extra.id,
                paid=given,
                currency=extra.currency,
            )
            refunded = money.display(given, extra.currency.upper())
            words = _("%(id)s: second subscription canceled, %(amount)s refunded")
            changes = [words % {"id": extra.id, "amount": refunded}]
            SyncRun.objects.create(account=account, at=now, reason="duplicate", changes=changes)
            ended.append(extra.id)
        if ended:
            sync.read_from_stripe(account, reason="duplicate", now=now)
    return ended


def last_report() -> dict[str, Any] | None:
    """Returns the result of the last reconciliation, if it ran within a week."""
    found: dict[str, Any] | None = cache.get(LAST)
    return {**found, "at": dt.datetime.fromisoformat(found["at"])} if found else None
