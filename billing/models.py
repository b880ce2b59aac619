"""Models for customers, subscriptions, checkouts, events and billing emails. Stripe is authoritative; rows are the last
sync.

`billing.sync` is the only writer of subscriptions. `billing.entitlements` computes an account's plan from its rows; the
plan isn't stored.
"""

import datetime as dt
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from toolkit.database.leases import Leasable


class BillingAccount(Leasable):
    """A member as a Stripe customer.

    ``generation`` numbers the next checkout attempt and is part of idempotency keys. ``sync_requested`` is incremented
    for every reason to sync and ``sync_done`` catches up: a sync is pending while they differ. ``current``: the
    customer's subscription that decides the plan. Who talks to Stripe holds the lease (`billing.sync`).
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="billing_account", verbose_name=_("member")
    )
    customer_id = models.CharField(_("Stripe customer"), max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 - unique where there is one
    generation = models.PositiveIntegerField(_("generation"), default=1, editable=False)
    current = models.ForeignKey(
        "Subscription", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("subscription")
    )
    comped_until = models.DateTimeField(_("Plus as a gift until"), null=True, editable=False)
    sync_requested = models.PositiveBigIntegerField(_("syncs requested"), default=0, editable=False)
    sync_done = models.PositiveBigIntegerField(_("syncs done"), default=0, editable=False)
    synced_at = models.DateTimeField(_("last synced"), null=True, editable=False)
    sync_error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(_("since"), editable=False)

    class Meta:
        verbose_name = _("billing account")
        verbose_name_plural = _("billing accounts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(sync_done__lte=models.F("sync_requested")), name="billing_sync_not_ahead"
            ),
            models.CheckConstraint(condition=~models.Q(customer_id=""), name="billing_customer_not_empty"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["synced_at"],
                condition=models.Q(sync_done__lt=models.F("sync_requested")),
                name="billing_behind",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    def gift_until(self, now: dt.datetime) -> dt.datetime | None:
        """Returns when the member's gift of Plus ends; None without a current gift."""
        return self.comped_until if self.comped_until and now < self.comped_until else None


class Subscription(models.Model):
    """A subscription to Plus as of the last sync. Statuses are Stripe's
    (https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses)."""

    class Status(models.TextChoices):
        INCOMPLETE = "incomplete", _("first payment pending")
        INCOMPLETE_EXPIRED = "incomplete_expired", _("first payment expired")
        TRIALING = "trialing", _("trial")
        ACTIVE = "active", _("active")
        PAST_DUE = "past_due", _("past due")
        CANCELED = "canceled", _("ended")
        UNPAID = "unpaid", _("unpaid")
        PAUSED = "paused", _("paused")

    class Dispute(models.TextChoices):
        OPEN = "open", _("open")
        LOST = "lost", _("lost")
        WON = "won", _("won")

    account = models.ForeignKey(BillingAccount, models.CASCADE, related_name="subscriptions", verbose_name=_("account"))
    stripe_id = models.CharField(_("Stripe subscription"), max_length=64, unique=True)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    livemode = models.BooleanField(_("real money"))
    # The name of the price when it was bought. It doesn't identify a subscription as ours; its id and the metadata do.
    lookup_key = models.CharField(_("price"), max_length=60, blank=True)
    amount = models.PositiveIntegerField(_("amount"), help_text=_("Per period, in minor units (cents)."))
    currency = models.CharField(_("currency"), max_length=3)
    interval = models.CharField(_("period"), max_length=10)
    period_start = models.DateTimeField(_("period start"))
    period_end = models.DateTimeField(_("period end"))
    cancel_at = models.DateTimeField(
        _("ends on"),
        null=True,
        help_text=_("When the cancellation takes effect."),
    )
    trial_end = models.DateTimeField(_("trial end"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    started_at = models.DateTimeField(_("started"))
    invoice_id = models.CharField(_("latest invoice"), max_length=64, blank=True)
    invoice_status = models.CharField(_("invoice status"), max_length=20, blank=True)
    invoice_paid = models.PositiveIntegerField(
        _("paid"), default=0, help_text=_("In minor units (cents), less refunds.")
    )
    invoice_due = models.PositiveIntegerField(
        _("still due"), default=0, db_default=0, help_text=_("In minor units (cents).")
    )
    invoice_url = models.URLField(_("invoice page"), max_length=500, blank=True)
    dispute = models.CharField(_("dispute"), max_length=4, choices=Dispute, blank=True, default="", db_default="")
    synced_at = models.DateTimeField(_("last synced"))

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering: ClassVar[list[str]] = ["-started_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")), name="subscription_period_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.stripe_id


class StripeEvent(models.Model):
    """An event from Stripe: ids and times, never its payload, because a sync reads the current state afterwards."""

    event_id = models.CharField(_("event"), max_length=64, unique=True)
    type = models.CharField(_("type"), max_length=80)
    object_id = models.CharField(_("object"), max_length=100, blank=True)
    customer_id = models.CharField(_("Stripe customer"), max_length=64, blank=True, db_index=True)
    about_charge = models.CharField(
        _("customer unknown"), max_length=10, blank=True, default="", db_default="", editable=False,
        help_text=_("The kind of object, until its customer is found."),
    )  # fmt: skip
    created_at = models.DateTimeField(_("created"))
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("Stripe event")
        verbose_name_plural = _("Stripe events")
        ordering: ClassVar[list[str]] = ["-received_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["received_at"], condition=~models.Q(about_charge=""), name="billing_event_whose")
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class CheckoutAttempt(models.Model):
    """A checkout session at Stripe that a member was sent to; at most one per account is open."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        COMPLETE = "complete", _("completed")
        EXPIRED = "expired", _("expired")

    account = models.ForeignKey(BillingAccount, models.CASCADE, related_name="attempts", verbose_name=_("account"))
    generation = models.PositiveIntegerField(_("generation"))
    session_id = models.CharField(_("Stripe session"), max_length=255, unique=True)
    url = models.URLField(_("address"), max_length=2000)
    lookup_key = models.CharField(_("price"), max_length=60)
    amount = models.PositiveIntegerField(
        _("amount"), default=0, db_default=0, help_text=_("Per period, in minor units (cents).")
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="", db_default="")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("started"))
    expires_at = models.DateTimeField(_("expires"))
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta:
        verbose_name = _("checkout")
        verbose_name_plural = _("checkouts")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(state="open"), name="checkout_one_open_an_account"
            ),
            models.UniqueConstraint(fields=["account", "generation"], name="checkout_one_a_generation"),
        ]

    def __str__(self) -> str:
        return self.session_id


class SyncRun(models.Model):
    """A sync of an account with Stripe that changed something: why it ran and what it changed."""

    account = models.ForeignKey(BillingAccount, models.CASCADE, related_name="runs", verbose_name=_("account"))
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=40)
    changes = models.JSONField(_("changes"), default=list, help_text=_("One sentence for each change."))
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("sync")
        verbose_name_plural = _("syncs")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.reason} {localize(self.at)}"


class BillingMailQuerySet(models.QuerySet["BillingMail"]):
    def waiting(self) -> Self:
        """Returns emails neither sent nor failed, in due order."""
        return self.filter(sent_at=None, failed_at=None).order_by(Coalesce("next_attempt_at", "created_at"), "pk")

    def due(self, now: dt.datetime) -> Self:
        """Returns waiting emails that are due."""
        return self.waiting().alias(due_at=Coalesce("next_attempt_at", "created_at")).filter(due_at__lte=now)


class BillingMail(models.Model):
    """A billing email, one for each occasion. ``sent_at`` is empty until a server accepts it, ``next_attempt_at`` until
    the first attempt. ``failed_at``: when it was refused or ran out of attempts; ``error`` says why."""

    class Kind(models.TextChoices):
        STARTED = "started", _("Plus started")
        RECEIPT = "receipt", _("receipt")
        PAYMENT_FAILED = "payment_failed", _("payment failed")
        ACTION_NEEDED = "action_needed", _("payment confirmation needed")
        ENDS_SOON = "ends_soon", _("Plus ends soon")
        CANCELLED = "cancelled", _("Plus canceled")
        ENDED = "ended", _("Plus ended")
        REFUNDED = "refunded", _("refund")

    account = models.ForeignKey(BillingAccount, models.CASCADE, related_name="mails", verbose_name=_("account"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    occasion = models.CharField(
        _("occasion"), max_length=120, help_text=_("The invoice or date that the email is about.")
    )
    facts = models.JSONField(_("facts"), default=dict, help_text=_("Amounts, dates and links at that time."))
    created_at = models.DateTimeField(_("created"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    failed_at = models.DateTimeField(_("failed"), null=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = BillingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("billing email")
        verbose_name_plural = _("billing emails")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "kind", "occasion"], name="billing_mail_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                Coalesce("next_attempt_at", "created_at"),
                condition=models.Q(sent_at=None, failed_at=None),
                name="billing_mail_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occasion}"
