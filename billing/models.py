"""Who pays, until when, and what arrived from Stripe. The truth about money is Stripe's; these rows are what was last read.

`billing.sync` is the only writer of subscriptions. An account's standing at a moment is computed from its rows by
`billing.entitlements` and stored nowhere.
"""

import datetime as dt
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class BillingAccount(models.Model):
    """A member as a customer.

    ``generation`` names the next attempt to buy: idempotency keys are made of it. ``sync_requested`` rises with every reason to
    read from Stripe, ``sync_done`` follows it: the account is behind while they differ. ``current`` is the subscription that
    counts among all the customer has.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="billing_account", verbose_name=_("member")
    )
    customer_id = models.CharField(_("customer at Stripe"), max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 - unique where there is one
    generation = models.PositiveIntegerField(_("generation"), default=1, editable=False)
    current = models.ForeignKey(
        "Subscription", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("subscription")
    )
    comped_until = models.DateTimeField(_("Plus as a gift until"), null=True, editable=False)
    sync_requested = models.PositiveBigIntegerField(_("reads asked for"), default=0, editable=False)
    sync_done = models.PositiveBigIntegerField(_("reads done"), default=0, editable=False)
    synced_at = models.DateTimeField(_("last read from Stripe"), null=True, editable=False)
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


class Subscription(models.Model):
    """A subscription to Plus as Stripe told it last. Statuses are Stripe's
    (https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses)."""

    class Status(models.TextChoices):
        INCOMPLETE = "incomplete", _("first payment missing")
        INCOMPLETE_EXPIRED = "incomplete_expired", _("first payment never came")
        TRIALING = "trialing", _("trial")
        ACTIVE = "active", _("active")
        PAST_DUE = "past_due", _("payment failed")
        CANCELED = "canceled", _("ended")
        UNPAID = "unpaid", _("unpaid")
        PAUSED = "paused", _("paused")

    class Dispute(models.TextChoices):
        OPEN = "open", _("open")
        LOST = "lost", _("lost")
        WON = "won", _("won")

    account = models.ForeignKey(BillingAccount, models.CASCADE, related_name="subscriptions", verbose_name=_("account"))
    stripe_id = models.CharField(_("subscription at Stripe"), max_length=64, unique=True)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    livemode = models.BooleanField(_("real money"))
    # The name of the price when it was bought; only its id and the metadata tell that a subscription is ours.
    lookup_key = models.CharField(_("price"), max_length=60, blank=True)
    amount = models.PositiveIntegerField(_("amount"), help_text=_("In minor units a period."))
    currency = models.CharField(_("currency"), max_length=3)
    interval = models.CharField(_("period"), max_length=10)
    period_start = models.DateTimeField(_("period begins"))
    period_end = models.DateTimeField(_("period ends"))
    cancel_at = models.DateTimeField(
        _("cancelled for"),
        null=True,
        help_text=_("However the cancellation was asked for, the moment it takes effect."),
    )
    trial_end = models.DateTimeField(_("trial ends"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    started_at = models.DateTimeField(_("began"))
    invoice_id = models.CharField(_("newest invoice"), max_length=64, blank=True)
    invoice_status = models.CharField(_("its status"), max_length=20, blank=True)
    invoice_paid = models.PositiveIntegerField(
        _("paid of it"), default=0, help_text=_("In minor units, less what was refunded.")
    )
    invoice_due = models.PositiveIntegerField(
        _("still asked for"), default=0, db_default=0, help_text=_("In minor units.")
    )
    invoice_url = models.URLField(_("its page at Stripe"), max_length=500, blank=True)
    dispute = models.CharField(_("dispute"), max_length=4, choices=Dispute, blank=True, default="", db_default="")
    synced_at = models.DateTimeField(_("read"))

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
    """An event that arrived: ids and times, never its payload, since the truth is read from Stripe afterwards."""

    event_id = models.CharField(_("event"), max_length=64, unique=True)
    type = models.CharField(_("type"), max_length=80)
    object_id = models.CharField(_("about"), max_length=100, blank=True)
    customer_id = models.CharField(_("customer at Stripe"), max_length=64, blank=True, db_index=True)
    about_charge = models.CharField(
        _("whose it is must be asked"), max_length=10, blank=True, default="", db_default="", editable=False,
        help_text=_("The kind of object, while nobody knows yet which customer it is about."),
    )  # fmt: skip
    created_at = models.DateTimeField(_("happened"))
    received_at = models.DateTimeField(_("arrived"))

    class Meta:
        verbose_name = _("event from Stripe")
        verbose_name_plural = _("events from Stripe")
        ordering: ClassVar[list[str]] = ["-received_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["received_at"], condition=~models.Q(about_charge=""), name="billing_event_whose")
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class CheckoutAttempt(models.Model):
    """A checkout session at Stripe that a member was sent to; at most one is open."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        COMPLETE = "complete", _("completed")
        EXPIRED = "expired", _("expired")

    account = models.ForeignKey(BillingAccount, models.CASCADE, related_name="attempts", verbose_name=_("account"))
    generation = models.PositiveIntegerField(_("generation"))
    session_id = models.CharField(_("session at Stripe"), max_length=255, unique=True)
    url = models.URLField(_("address"), max_length=2000)
    lookup_key = models.CharField(_("price"), max_length=60)
    amount = models.PositiveIntegerField(_("amount"), default=0, db_default=0, help_text=_("In minor units a period."))
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="", db_default="")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("begun"))
    expires_at = models.DateTimeField(_("ends"))
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
    """One reading of an account from Stripe: why, and what it changed. Readings that change nothing leave no row."""

    account = models.ForeignKey(BillingAccount, models.CASCADE, related_name="runs", verbose_name=_("account"))
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("because of"), max_length=40)
    changes = models.JSONField(
        _("changes"), default=list, help_text=_("Sentences, in the order in which they were found.")
    )
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.reason} {self.at:%Y-%m-%d %H:%M}"


class BillingMailQuerySet(models.QuerySet["BillingMail"]):
    def waiting(self) -> Self:
        """Neither sent nor failed, in the order in which they are due: those that fail come later each time."""
        return self.filter(sent_at=None, failed_at=None).order_by(Coalesce("next_attempt_at", "created_at"), "pk")

    def due(self, now: dt.datetime) -> Self:
        """Those whose time has come."""
        return self.waiting().alias(due_at=Coalesce("next_attempt_at", "created_at")).filter(due_at__lte=now)


class BillingMail(models.Model):
    """A mail about money: each occasion gives one, however often it is noticed. ``sent_at`` is empty until a server took it,
    ``next_attempt_at`` until it was tried. ``failed_at``: it was refused, or tried for too long; ``error`` says how."""

    class Kind(models.TextChoices):
        STARTED = "started", _("Plus started")
        RECEIPT = "receipt", _("receipt")
        PAYMENT_FAILED = "payment_failed", _("payment failed")
        ACTION_NEEDED = "action_needed", _("the bank asks for confirmation")
        ENDS_SOON = "ends_soon", _("Plus ends soon")
        CANCELLED = "cancelled", _("Plus ends on a date")
        ENDED = "ended", _("Plus ended")
        REFUNDED = "refunded", _("refunded")

    account = models.ForeignKey(BillingAccount, models.CASCADE, related_name="mails", verbose_name=_("account"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    occasion = models.CharField(
        _("occasion"), max_length=120, help_text=_("What makes it the same mail: an invoice, a date.")
    )
    facts = models.JSONField(_("facts"), default=dict, help_text=_("Amounts, dates and addresses as they were."))
    created_at = models.DateTimeField(_("noticed"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    failed_at = models.DateTimeField(_("failed"), null=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = BillingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail about billing")
        verbose_name_plural = _("mails about billing")
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
