"""Syncs a customer from Stripe into our rows. The only writer of subscriptions.

The account is leased before Stripe is read, so two syncs can't overtake each other: the later result is written last. The lease
is renewed before each call to Stripe and checked in each transaction that writes a result, so a process that was frozen for
longer changes nothing.
Events, pages and schedules only request a sync; none of them passes state.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict
from typing import Any

from celery import current_app
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from billing import settlement, stripe_api
from billing.models import BillingAccount, BillingMail, CheckoutAttempt, Subscription, SyncRun
from billing.stripe_api import Bought
from toolkit import money
from toolkit.database import leases

Status = Subscription.Status
Kind = BillingMail.Kind

# Which of several subscriptions decides the plan; lowest first.
RANK = {
    Status.ACTIVE: 0, Status.TRIALING: 1, Status.PAST_DUE: 2, Status.UNPAID: 3, Status.PAUSED: 4, Status.INCOMPLETE: 5,
    Status.CANCELED: 6, Status.INCOMPLETE_EXPIRED: 7,
}  # fmt: skip
FIELDS = [
    field.name
    for field in Subscription._meta.concrete_fields
    if field.name not in ("id", "account", "stripe_id", "synced_at")
]
# What staff read on the timeline when one of these fields changes.
LABELS = {
    "status": gettext_lazy("status"),
    "period_end": gettext_lazy("end of the period"),
    "cancel_at": gettext_lazy("cancellation date"),
    "ended_at": gettext_lazy("end"),
    "amount": gettext_lazy("price"),
    "invoice_status": gettext_lazy("invoice"),
    "invoice_paid": gettext_lazy("paid amount of the invoice"),
    "invoice_due": gettext_lazy("unpaid amount of the invoice"),
    "dispute": gettext_lazy("dispute"),
}
AMOUNTS = ("amount", "invoice_paid", "invoice_due")
CHOICES = dict(Subscription.Status.choices) | dict(Subscription.Dispute.choices)
LEASE = 60.0  # seconds without a call to Stripe, which takes 35 at most, after which a process is taken for dead
LONGEST_WAIT = 30.0  # seconds
_held: ContextVar[leases.Lease | None] = ContextVar("_held", default=None)
LIVED = (Status.ACTIVE, Status.TRIALING, Status.PAST_DUE, Status.UNPAID, Status.PAUSED)


def request_sync(account_ids: list[int]) -> None:
    """Requests a sync of these accounts."""
    BillingAccount.objects.filter(pk__in=account_ids).update(sync_requested=F("sync_requested") + 1)


@contextmanager
def locked(account_id: int, *, wait: bool = True) -> Iterator[bool]:
    """Locks the account against other syncs and purchases; yields whether it got the lock. With ``wait`` it always did: raises
    `stripe_api.Unavailable` if somebody else has it for too long.

    A lease, not a row lock: it is held during calls to Stripe, when webhooks must still be able to write the row. The caller
    writes what it learned in `fenced`.
    """
    row = BillingAccount.objects.filter(pk=account_id)
    lease = leases.take(row, seconds=LEASE, wait=LONGEST_WAIT if wait else 0)
    if lease is None:
        if wait:
            BillingAccount.objects.get(pk=account_id)  # or it doesn't exist
            raise stripe_api.Unavailable(f"Account {account_id} is being synced by another process.")
        yield False
        return
    resets = _held.set(lease), stripe_api.before_call.set(_renew)
    try:
        yield True
    finally:
        _held.reset(resets[0])
        stripe_api.before_call.reset(resets[1])
        with suppress(OperationalError, InterfaceError):  # it ends later
            lease.end()


@contextmanager
def fenced() -> Iterator[None]:
    """A transaction for the results of the lock's holder. Raises `stripe_api.Unavailable` at its start if the lock was lost:
    this process was slow or frozen, and another one may know newer things."""
    try:
        with _lease().guard():
            yield
    except leases.LeaseLostError:
        raise _overtaken() from None


def _renew() -> None:
    try:
        _lease().renew()
    except leases.LeaseLostError:
        raise _overtaken() from None


def _lease() -> leases.Lease:
    lease = _held.get()
    if lease is None:
        raise RuntimeError("The account isn't locked.")
    return lease


def _overtaken() -> stripe_api.Unavailable:
    return stripe_api.Unavailable("This process took too long. Another one can have changed the account since.")


def sync_if_behind(account_id: int, *, reason: str, now: dt.datetime) -> bool:
    """Syncs the account if a sync is pending and none is running; returns whether one is still pending.

    Many requests need few syncs: each sync completes all requests made before it. Raises as `sync` does."""
    with locked(account_id, wait=False) as is_mine:
        if not is_mine:
            return False  # the running task checks again before it ends, and so does the sweep
        account = BillingAccount.objects.filter(pk=account_id).first()
        if account and account.sync_done < account.sync_requested:
            _read(account, reason, now)
    return BillingAccount.objects.filter(pk=account_id, sync_done__lt=F("sync_requested")).exists()


def sync(account_id: int, *, reason: str, now: dt.datetime) -> BillingAccount:
    """Syncs the account now. Raises `stripe_api.StripeError`; then only ``sync_error`` is changed."""
    with locked(account_id):
        account = BillingAccount.objects.get(pk=account_id)
        _read(account, reason, now)
    return account


def _read(account: BillingAccount, reason: str, now: dt.datetime) -> None:
    try:
        read_from_stripe(account, reason=reason, now=now)
    except stripe_api.StripeError as error:
        _lease().held.update(sync_error=str(error)[:300])
        raise


def read_from_stripe(account: BillingAccount, *, reason: str, now: dt.datetime) -> None:
    """Reads from Stripe, then writes the result in one short transaction. The caller must hold the lock (`locked`)."""
    requested = account.sync_requested
    open_attempts = list(account.attempts.filter(state=CheckoutAttempt.State.OPEN))
    reading = settlement.read_subscriptions(account)
    states = {attempt: _state_of(attempt) for attempt in open_attempts}
    with fenced():
        changes = _write_all(account, reading, now)
        for attempt, state in states.items():
            if state != attempt.state:
                _close(account, attempt, state, now)
        account.current = min(account.subscriptions.all(), key=_rank, default=None)
        account.sync_done, account.synced_at, account.sync_error = requested, now, ""
        account.save(update_fields=["current", "sync_done", "synced_at", "sync_error"])
        if changes:
            SyncRun.objects.create(account=account, at=now, reason=reason, changes=changes)
            audit.record("billing.changed", member=account.user, now=now, reason=reason, changes=changes)


def close_attempt(account: BillingAccount, attempt: CheckoutAttempt, *, now: dt.datetime) -> None:
    """Closes a checkout at Stripe so that it can't be paid. The caller must hold the lock (`locked`)."""
    try:
        state = stripe_api.expire_session(attempt.session_id).state
    except stripe_api.NotFound:
        state = CheckoutAttempt.State.EXPIRED
    with fenced():
        _close(account, attempt, state, now)


def _state_of(attempt: CheckoutAttempt) -> str:
    try:
        return stripe_api.session(attempt.session_id).state
    except stripe_api.NotFound:
        return CheckoutAttempt.State.EXPIRED


def _write_all(account: BillingAccount, reading: settlement.Reading, now: dt.datetime) -> list[str]:
    changes: list[str] = []
    before = {one.stripe_id: one for one in account.subscriptions.all()}
    for bought in reading.found:
        changes += _write(account, before.get(bought.id), bought, now)
    for gone in (before[stripe_id] for stripe_id in sorted(reading.gone)):
        gone.status, gone.ended_at, gone.invoice_due, gone.synced_at = Status.CANCELED, now, 0, now
        gone.save(update_fields=["status", "ended_at", "invoice_due", "synced_at"])
        changes.append(_("%s no longer exists at Stripe") % gone.stripe_id)
        _notice(account, Kind.ENDED, gone.stripe_id, {}, now)
    return changes


def _rank(one: Subscription) -> tuple[int, float]:
    return RANK[Status(one.status)], -one.period_end.timestamp()


def _write(account: BillingAccount, known: Subscription | None, bought: Bought, now: dt.datetime) -> list[str]:
    """Updates or creates a row; returns sentences on what changed."""
    values = {name: value for name, value in asdict(bought).items() if name in FIELDS}
    before = {name: getattr(known, name) for name in FIELDS} if known else {}
    if known and not values["lookup_key"]:  # the key has moved to a newer price; the row keeps the old one
        values["lookup_key"] = known.lookup_key
    if before == values:
        return []
    Subscription.objects.update_or_create(
        stripe_id=bought.id, defaults={**values, "account": account, "synced_at": now}
    )
    _notice_all(account, before, bought, now)
    if not known:
        new = {"id": bought.id, "status": Status(bought.status).label, "end": localize(bought.period_end)}
        return [_("%(id)s: new, %(status)s, until %(end)s") % new]
    return [
        _("%(id)s: %(field)s changed from %(before)s to %(after)s")
        % {
            "id": bought.id,
            "field": label,
            "before": _describe(name, before[name], before["currency"]),
            "after": _describe(name, values[name], bought.currency),
        }
        for name, label in LABELS.items()
        if before[name] != values[name]
    ]


def _describe(name: str, value: Any, currency: str) -> str:
    if name in AMOUNTS:
        return money.display(value, currency.upper())
    if isinstance(value, dt.datetime):
        return str(localize(value.astimezone(dt.UTC)))
    return str(CHOICES.get(value, value)) if value not in (None, "") else _("none")


def _close(account: BillingAccount, attempt: CheckoutAttempt, state: str, now: dt.datetime) -> None:
    """Records that an attempt is over. The next one has a new generation."""
    attempt.state, attempt.closed_at = state, now
    attempt.save(update_fields=["state", "closed_at"])
    if account.generation == attempt.generation:
        account.generation += 1
        account.save(update_fields=["generation"])


# --- Occasions for emails ------------------------------------------------------------------------------------------------


def _notice_all(account: BillingAccount, before: dict[str, Any], bought: Bought, now: dt.datetime) -> None:
    """Records each occasion for an email once, identified by its invoice or date."""
    lived = before.get("status") in LIVED
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
    runs = lives or bought.status == Status.PAST_DUE
    if bought.cancel_at and runs and before.get("cancel_at") != bought.cancel_at:
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
        **({"due": bought.invoice_due} if bought.invoice_due else {}),
        "status": bought.status,
        "renews": bought.status in (Status.ACTIVE, Status.TRIALING) and bought.cancel_at is None,
        "is_charged_back": bought.dispute == Subscription.Dispute.LOST,
    }


def _notice(account: BillingAccount, kind: str, occasion: str, facts: dict[str, Any], now: dt.datetime) -> None:
    _mail, is_new = BillingMail.objects.get_or_create(
        account=account, kind=kind, occasion=occasion, defaults={"facts": facts, "created_at": now}
    )
    if is_new:
        transaction.on_commit(_queue_emails)


def _queue_emails() -> None:
    """Queues the task that sends emails. Without a broker, the sweep sends within a minute."""
    current_app.send_task("billing.tasks.send_mails", priority=3)  # by name: tasks import this module
