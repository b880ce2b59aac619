"""Reads a customer from Stripe and writes what was read: the only writer of subscriptions.

The account's row is locked first and Stripe is read under the lock, so two readings never overtake each other: whoever reads
later writes later. An event, a page or the clock may ask for a reading; none of them says what the truth is.
"""

import datetime as dt
import logging
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts import audit
from billing import stripe_api
from billing.models import BillingAccount, BillingMail, CheckoutAttempt, Subscription, SyncRun
from billing.stripe_api import Bought

logger = logging.getLogger(__name__)
Status = Subscription.Status
Kind = BillingMail.Kind

# Which of several subscriptions counts.
RANK = {
    Status.ACTIVE: 0, Status.TRIALING: 1, Status.PAST_DUE: 2, Status.UNPAID: 3, Status.PAUSED: 4, Status.INCOMPLETE: 5,
    Status.CANCELED: 6, Status.INCOMPLETE_EXPIRED: 7,
}  # fmt: skip
FIELDS = [
    field.name
    for field in Subscription._meta.concrete_fields
    if field.name not in ("id", "account", "stripe_id", "synced_at")
]
SPOKEN = ("status", "period_end", "cancel_at", "ended_at", "invoice_status", "invoice_paid", "lookup_key")


def request(account_ids: list[int]) -> None:
    """Notes that these accounts must be read."""
    BillingAccount.objects.filter(pk__in=account_ids).update(sync_requested=F("sync_requested") + 1)


def sync_if_behind(account_id: int, *, reason: str, now: dt.datetime) -> bool:
    """Reads the account unless that has happened since it was asked for, or somebody is at it; whether it is still behind.

    A thousand requests cost few readings: each reading answers all that were made before it."""
    with transaction.atomic():
        account = BillingAccount.objects.select_for_update(skip_locked=True).filter(pk=account_id).first()
        if account is None:
            return False  # whoever holds it looks again before it ends, and the sweep after that
        if account.sync_done < account.sync_requested:
            read(account, reason=reason, now=now)
    return BillingAccount.objects.filter(pk=account_id, sync_done__lt=F("sync_requested")).exists()


def sync(account_id: int, *, reason: str, now: dt.datetime) -> BillingAccount:
    """Reads the account now. Raises `stripe_api.StripeError`, in which case nothing is changed but the note of the error."""
    try:
        with transaction.atomic():
            account = BillingAccount.objects.select_for_update().get(pk=account_id)
            read(account, reason=reason, now=now)
    except stripe_api.StripeError as error:
        BillingAccount.objects.filter(pk=account_id).update(sync_error=str(error)[:300])
        raise
    return account


def read(account: BillingAccount, *, reason: str, now: dt.datetime) -> None:
    """Under the account's lock."""
    requested = account.sync_requested
    changes: list[str] = []
    if account.customer_id:
        found = stripe_api.subscriptions_of(account.customer_id)
        before = {one.stripe_id: one for one in account.subscriptions.all()}
        for bought in found:
            changes += _write(account, before.pop(bought.id, None), bought, now)
        for gone in before.values():  # Stripe has no such subscription any more
            if gone.status not in (Status.CANCELED, Status.INCOMPLETE_EXPIRED):
                gone.status, gone.ended_at, gone.synced_at = Status.CANCELED, now, now
                gone.save(update_fields=["status", "ended_at", "synced_at"])
                changes.append(f"{gone.stripe_id} is gone at Stripe")
                _notice(account, Kind.ENDED, gone.stripe_id, {}, now)
        _settle_checkout(account, now)
    account.current = min(account.subscriptions.all(), key=_rank, default=None)
    account.sync_done, account.synced_at, account.sync_error = requested, now, ""
    account.save(update_fields=["current", "sync_done", "synced_at", "sync_error"])
    if changes:
        SyncRun.objects.create(account=account, at=now, reason=reason, changes=changes)
        audit.record("billing.changed", member=account.user, now=now, reason=reason, changes=changes)


def _rank(one: Subscription) -> tuple[int, float]:
    return RANK[Status(one.status)], -one.period_end.timestamp()


def _write(account: BillingAccount, known: Subscription | None, bought: Bought, now: dt.datetime) -> list[str]:
    """Brings a row in step; sentences on what changed."""
    values = {name: value for name, value in asdict(bought).items() if name in FIELDS}
    before = {name: getattr(known, name) for name in FIELDS} if known else {}
    if before == values:
        return []
    Subscription.objects.update_or_create(
        stripe_id=bought.id, defaults={**values, "account": account, "synced_at": now}
    )
    _notice_all(account, before, bought, now)
    if not known:
        return [f"{bought.id}: new, {bought.status}, until {bought.period_end:%Y-%m-%d %H:%M}"]
    return [
        f"{bought.id}: {name} {_spoken(before[name])} → {_spoken(values[name])}"
        for name in SPOKEN
        if before[name] != values[name]
    ]


def _spoken(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(dt.UTC):%Y-%m-%d %H:%M}"
    return str(value) if value not in (None, "") else "none"


def _settle_checkout(account: BillingAccount, now: dt.datetime) -> None:
    for attempt in account.attempts.filter(state=CheckoutAttempt.State.OPEN):
        found = stripe_api.session(attempt.session_id)
        if found.state != attempt.state:
            close(attempt, found.state, now)


def close(attempt: CheckoutAttempt, state: str, now: dt.datetime) -> None:
    """The attempt is over; the next one is of a new generation."""
    attempt.state, attempt.closed_at = state, now
    attempt.save(update_fields=["state", "closed_at"])
    account = attempt.account
    if account.generation == attempt.generation:
        account.generation += 1
        account.save(update_fields=["generation"])


# --- What members are told ----------------------------------------------------------------------------------------------


def _notice_all(account: BillingAccount, before: dict[str, Any], bought: Bought, now: dt.datetime) -> None:
    """An occasion gives one mail, however often it is seen: its name is that of the invoice, or of the date."""
    lived = before.get("status") in (Status.ACTIVE, Status.TRIALING, Status.PAST_DUE)
    lives = bought.status in (Status.ACTIVE, Status.TRIALING)
    if lives and not lived:
        _notice(account, Kind.STARTED, bought.id, _facts(bought), now)
    if (bought.invoice_status == "paid" and bought.invoice_paid and before.get("invoice_id") != bought.invoice_id) or (
        bought.invoice_status == "paid" and bought.invoice_paid and before.get("invoice_status") != "paid"
    ):
        _notice(account, Kind.RECEIPT, bought.invoice_id, _facts(bought), now)
    if bought.status == Status.PAST_DUE:
        _notice(account, Kind.PAYMENT_FAILED, bought.invoice_id, _facts(bought), now)
    if bought.status == Status.INCOMPLETE:
        _notice(account, Kind.ACTION_NEEDED, bought.invoice_id, _facts(bought), now)
    if bought.cancel_at and lives and before.get("cancel_at") != bought.cancel_at:
        _notice(account, Kind.CANCELLED, f"{bought.id} {bought.cancel_at:%Y-%m-%dT%H:%M}", _facts(bought), now)
    if bought.status == Status.CANCELED and lived:
        _notice(account, Kind.ENDED, bought.id, _facts(bought), now)
    if (
        before.get("invoice_id") == bought.invoice_id
        and before.get("invoice_paid", 0) > bought.invoice_paid
        and bought.invoice_status == "paid"
    ):
        given_back = before["invoice_paid"] - bought.invoice_paid
        facts = {**_facts(bought), "refunded": given_back}
        _notice(account, Kind.REFUNDED, f"{bought.invoice_id} {bought.invoice_paid}", facts, now)


def _facts(bought: Bought) -> dict[str, Any]:
    return {
        "amount": bought.amount,
        "currency": bought.currency,
        "interval": bought.interval,
        "period_start": bought.period_start.isoformat(),
        "period_end": bought.period_end.isoformat(),
        "ends_at": (bought.cancel_at or bought.ended_at or bought.period_end).isoformat(),
        "invoice_id": bought.invoice_id,
        "invoice_url": bought.invoice_url,
        "paid": bought.invoice_paid,
    }


def _notice(account: BillingAccount, kind: str, occasion: str, facts: dict[str, Any], now: dt.datetime) -> None:
    BillingMail.objects.get_or_create(
        account=account, kind=kind, occasion=occasion, defaults={"facts": facts, "created_at": now}
    )
