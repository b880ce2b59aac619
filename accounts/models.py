"""Models of accounts: users, audit log entries, data exports."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from accounts.audit_display import action_label
from toolkit import email_addresses


class UserManager(BaseUserManager["User"]):
    def _create(self, email: str, password: str | None, **fields: Any) -> "User":
        """Raises ``ValidationError`` for an invalid email address."""
        user = self.model(email=email_addresses.canonical(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._create(email, password, **{"is_staff": False, "is_superuser": False, **fields})

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._create(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses are compared in their canonical form: ``Ada@Example.com`` signs in as ``ada@example.com``."""
        return self.get(email__iexact=email_addresses.comparable(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("email address"), max_length=254, unique=True)
    name = models.CharField(
        _("name"), max_length=150, blank=True, help_text=_("Used to address the member and to sign their edits.")
    )
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Two-letter ISO code."))
    part = models.CharField(
        _("part of the country"), max_length=60, blank=True, help_text=_("Slug of a state, province or nation.")
    )
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    locale = models.CharField(
        _("language and region"), max_length=20, blank=True, help_text=_("Used to write dates and amounts.")
    )
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("Can open the staff site."))
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Clear this instead of deleting the account.")
    )
    proved_at = models.DateTimeField(
        _("confirmed by its owner"), null=True, editable=False,
        help_text=_("When someone other than its creator confirmed the address first. Sign-ins started before then fail."),
    )  # fmt: skip
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("This email address already has an account. Enter a different one."),
            )
        ]
        permissions = [("act_as_member", _("Can act as a member"))]

    def __str__(self) -> str:
        return self.name or self.email

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Returns the address in its canonical form, for Django's own forms and commands."""
        return email_addresses.comparable(username)


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def touching(self, numbers: "models.QuerySet[User, Any] | list[int]") -> Self:
        """Filters entries about any of these members, or about what they did themselves or what was done in their
        name."""
        return self.filter(Q(member_id__in=numbers) | Q(actor_id__in=numbers) | Q(behind_id__in=numbers))


class AuditEntry(models.Model):
    """One entry of the audit log: who did what to whom. Entries are only added and read; a database trigger refuses to
    change them, and to remove those younger than a year. Members are stored as ids, which identify nobody once an
    account is gone.
    """

    at = models.DateTimeField(_("time"), db_index=True)
    action = models.CharField(_("action"), max_length=60, db_index=True)
    actor_id = models.BigIntegerField(_("by"), null=True)
    behind_id = models.BigIntegerField(_("acting staff"), null=True, help_text=_("Staff who acted as this member."))
    member_id = models.BigIntegerField(_("member"), null=True, db_index=True)
    address = models.GenericIPAddressField(_("IP address"), null=True)
    detail = models.JSONField(_("details"), default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit log entry")
        verbose_name_plural = _("audit log entries")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{localize(self.at)} {action_label(self.action)}"


class AuditCount(models.Model):
    """How often somebody did one thing within an hour, beyond the individual entries; later turned into one entry."""

    hour = models.DateTimeField(_("hour"))
    action = models.CharField(_("action"), max_length=60)
    who = models.CharField(_("who"), max_length=80, help_text=_("A member's number, or a visitor's network."))
    times = models.PositiveIntegerField(_("times"))
    at = models.DateTimeField(_("last time"))
    actor_id = models.BigIntegerField(_("by"), null=True)
    behind_id = models.BigIntegerField(_("acting staff"), null=True)
    member_id = models.BigIntegerField(_("member"), null=True)

    class Meta:
        verbose_name = _("audit count")
        verbose_name_plural = _("audit counts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["hour", "action", "who"], name="audit_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.action} {self.times}"


class DataExportQuerySet(models.QuerySet["DataExport"]):
    def of(self, user: "User") -> Self:
        """Returns a member's exports, newest first, without their contents."""
        return self.filter(user=user).defer("archive").order_by("-asked_at", "-pk")

    def waiting(self) -> Self:
        """Returns exports that a worker has to make."""
        return self.filter(made_at=None, problem="")


class DataExport(models.Model):
    """A member's copy of everything we hold about them, made by a worker and kept for a few days. The row is kept a
    month longer, so that an old link can still explain its state. An export is waiting, or it was made, or ``problem``
    says why it wasn't."""

    user = models.ForeignKey(User, models.CASCADE, related_name="exports", verbose_name=_("member"))
    asked_at = models.DateTimeField(_("requested"))
    made_at = models.DateTimeField(_("created"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)
    archive = models.BinaryField(_("archive"), null=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("data export")
        verbose_name_plural = _("data exports")
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(made_at=None, problem=""), name="export_one_being_made"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {localize(self.asked_at)}"

    def state(self, now: dt.datetime) -> str:
        """Returns ``waiting``, ``ready``, ``failed`` or ``gone``."""
        if self.problem:
            return "failed"
        if self.expires_at is None:
            return "waiting"
        return "ready" if now < self.expires_at else "gone"
