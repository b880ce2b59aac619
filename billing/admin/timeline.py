"""Lists everything that happened to a billing account, newest first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import nlargest

from django.db.models import QuerySet
from django.utils.formats import localize
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit_display import action_label, details_in_words
from accounts.models import AuditEntry, User
from billing import emails
from billing.models import BillingAccount, BillingMail, CheckoutAttempt, StripeEvent, SyncRun
from billing.plans import PLUS
from toolkit import money

A_PAGE = 50

EVENTS = {
    "charge.dispute.closed": gettext_lazy("Dispute decided"),
    "charge.dispute.created": gettext_lazy("Payment disputed"),
    "charge.dispute.funds_reinstated": gettext_lazy("Disputed payment returned to us"),
    "charge.dispute.funds_withdrawn": gettext_lazy("Disputed payment withdrawn by the bank"),
    "charge.dispute.updated": gettext_lazy("Dispute updated"),
    "charge.refunded": gettext_lazy("Payment refunded"),
    "checkout.session.completed": gettext_lazy("Checkout completed"),
    "checkout.session.expired": gettext_lazy("Checkout expired"),
    "customer.deleted": gettext_lazy("Customer deleted"),
    "customer.subscription.created": gettext_lazy("Subscription created"),
    "customer.subscription.deleted": gettext_lazy("Subscription ended"),
    "customer.subscription.updated": gettext_lazy("Subscription updated"),
    "invoice.created": gettext_lazy("Invoice created"),
    "invoice.finalized": gettext_lazy("Invoice finalized"),
    "invoice.paid": gettext_lazy("Invoice paid"),
    "invoice.payment_action_required": gettext_lazy("Payment confirmation needed"),
    "invoice.payment_failed": gettext_lazy("Payment failed"),
    "invoice.voided": gettext_lazy("Invoice voided"),
    "invoice.upcoming": gettext_lazy("Renewal upcoming"),
}
TROUBLE = {
    "charge.dispute.created",
    "charge.dispute.closed",
    "customer.deleted",
    "invoice.payment_action_required",
    "invoice.payment_failed",
}


@dataclass(frozen=True)
class Entry:
    """A timeline entry. ``source``: Stripe, the site, a member or staff; ``is_trouble``: staff should check it."""

    at: dt.datetime
    source: str
    title: str
    details: list[str] = field(default_factory=list)
    is_trouble: bool = False


def entries(account: BillingAccount, *, upto: int) -> list[Entry]:
    """Returns the newest ``upto`` entries. Always six queries."""
    member = account.user
    found = [
        *_events(StripeEvent.objects.filter(customer_id=account.customer_id or "-")[:upto]),
        *_readings(account.runs.all()[:upto]),
        *_mails(account.mails.all()[:upto], member),
        *_checkouts(account.attempts.all()[:upto]),
        *_acts(AuditEntry.objects.filter(member_id=member.pk, action__startswith="billing.", actor_id__gt=0)[:upto]),
    ]
    return nlargest(upto, found, key=lambda entry: entry.at)


def _events(rows: "QuerySet[StripeEvent]") -> Iterator[Entry]:
    for event in rows:
        details = [part for part in (event.object_id, event.event_id) if part]
        late = event.received_at - event.created_at
        if late > dt.timedelta(minutes=1):
            details.append(
                _("Arrived %(duration)s late.") % {"duration": timesince(event.created_at, event.received_at)}
            )
        yield Entry(
            event.received_at, "Stripe", str(EVENTS.get(event.type, event.type)), details,
            event.type in TROUBLE,
        )  # fmt: skip


def _readings(rows: "QuerySet[SyncRun]") -> Iterator[Entry]:
    for run in rows:
        title = _("Stripe sync failed") if run.error else _("Synced with Stripe (%s)") % run.reason
        details = [str(change) for change in run.changes]
        yield Entry(run.at, _("Site"), title, [*details, run.error] if run.error else details, bool(run.error))


def _mails(rows: "QuerySet[BillingMail]", member: User) -> Iterator[Entry]:
    for mail in rows:
        words = emails.facts_in_words(mail.facts, member)
        if mail.sent_at:
            sent = _("Sent %s.") % localize(mail.sent_at)
        else:
            sent = _("Failed: %s.") % mail.error if mail.failed_at else _("Not sent yet.")
        amount = words.get("refunded") or words.get("paid" if mail.kind == BillingMail.Kind.RECEIPT else "amount", "")
        details = [part for part in (amount, mail.facts.get("invoice_id"), sent) if part]
        yield Entry(
            mail.created_at, _("Email"), _("Email: %s") % mail.get_kind_display(), details, mail.sent_at is None
        )


def _checkouts(rows: "QuerySet[CheckoutAttempt]") -> Iterator[Entry]:
    for attempt in rows:
        details = [_offer(attempt), attempt.session_id]
        yield Entry(attempt.created_at, _("Member"), _("Started checkout"), details)
        if attempt.closed_at:
            title = _("Checkout %s") % attempt.get_state_display()
            yield Entry(attempt.closed_at, _("Site"), title, [attempt.session_id])


def _offer(attempt: CheckoutAttempt) -> str:
    """Returns what the member was about to buy: “Plus, $8 a month”."""
    price = next((one for one in PLUS.prices if one.lookup_key == attempt.lookup_key), None)
    if price is None:
        return attempt.lookup_key
    shown = money.display(attempt.amount, attempt.currency) if attempt.currency else price.display
    return f"{PLUS.name}, {shown} {price.each}"


def _acts(rows: "QuerySet[AuditEntry]") -> Iterator[Entry]:
    acts = list(rows)
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={act.actor_id for act in acts})}
    for act in acts:
        who = names.get(act.actor_id or 0, _("Deleted user"))
        yield Entry(act.at, who, action_label(act.action), list(details_in_words(act.detail)))
