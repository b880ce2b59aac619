"""Receivers of Django's and allauth's signals: audit log entries, bounces lifted after a confirmation."""

from typing import Any

from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.contrib.auth import signals as auth
from django.db.models.signals import pre_save
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit, first_confirmation, impersonation, second_factor, services
from accounts.models import User
from mail import suppression
from mail.models import Suppression
from toolkit import place_cookie

# The signal, its action in the audit log, and which of its arguments to record.
WRITTEN: tuple[tuple[Signal, str], ...] = (
    (auth.user_logged_in, "signin.done"),
    (auth.user_logged_out, "signin.ended"),
    (account.user_signed_up, "account.created"),
    (account.password_set, "security.password_set"),
    (account.password_changed, "security.password_changed"),
    (account.password_reset, "security.password_reset"),
    (account.email_added, "security.email_added"),
    (account.email_changed, "security.email_changed"),
    (account.email_removed, "security.email_removed"),
    (mfa.authenticator_added, "security.factor_added"),
    (mfa.authenticator_removed, "security.factor_removed"),
    (mfa.authenticator_reset, "security.factor_reset"),
)


def connect() -> None:
    account.user_signed_up.connect(first_confirmation.note_maker, dispatch_uid="who made an account")
    pre_save.connect(_before_verified, sender=EmailAddress, weak=False, dispatch_uid="first confirmation")
    mfa.authenticator_added.connect(second_factor.note_setup, dispatch_uid="the code of the setup is used")
    auth.user_logged_in.connect(_adopt_place, dispatch_uid="location of the cookie")
    for signal, action in WRITTEN:
        signal.connect(_writer(action), weak=False, dispatch_uid=f"audit {action}")
    account.email_confirmed.connect(_reached, weak=False, dispatch_uid="lift a bounce")
    auth.user_login_failed.connect(_failed, weak=False, dispatch_uid="audit signin.failed")
    mfa.authentication_failed.connect(_factor_refused, weak=False, dispatch_uid="audit signin.factor_refused")
    for signal, action in ((social.social_account_added, "added"), (social.social_account_removed, "removed")):
        signal.connect(_social(f"security.social_{action}"), weak=False, dispatch_uid=f"audit social {action}")


def _writer(action: str) -> Any:
    def write(sender: Any, request: HttpRequest | None = None, user: Any = None, **kwargs: Any) -> None:
        if isinstance(user, User) and not (request and impersonation.is_beginning(request)):
            detail = {"factor": kwargs["authenticator"].type} if "authenticator" in kwargs else {}
            audit.record(action, actor=user, member=user, request=request, now=timezone.now(), **detail)

    return write


def _adopt_place(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Keeps the location that was set before signing in, unless the account has one. The account's time zone stays if the
    location names none: alerts follow it."""
    told = place_cookie.read(request)
    if told and not user.country and not impersonation.is_beginning(request):
        services.set_place(user=user, told=told._replace(time_zone=told.time_zone or user.time_zone))


def _before_verified(sender: Any, instance: EmailAddress, raw: bool = False, **kwargs: Any) -> None:
    """Receiver of `pre_save`: every way of confirming an address ends in saving it."""
    if raw or not instance.verified or instance.pk is None:
        return
    of_user = EmailAddress.objects.filter(user_id=instance.user_id)
    if of_user.filter(pk=instance.pk, verified=False).exists() and not of_user.filter(verified=True).exists():
        first_confirmation.reset_unless_own(address=instance, request=context.request, now=timezone.now())


def _reached(sender: Any, email_address: EmailAddress, **kwargs: Any) -> None:
    """Lifts a bounce: somebody has read email at this address, whatever a server said before."""
    suppression.lift(email_address.email, Suppression.Reason.BOUNCE)


def _failed(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Doesn't record the address that was typed: it may be a password."""
    audit.record("signin.failed", request=request, now=timezone.now())


def _factor_refused(sender: Any, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Records a wrong second factor: somebody has the password. Wrong emailed codes aren't recorded, since that would
    take longer for an address with an account than for one without."""
    audit.record("signin.factor_refused", member=user, request=request, now=timezone.now(), factor=authenticator.type)


def _social(action: str) -> Any:
    def write(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
        found = kwargs.get("sociallogin") or kwargs["socialaccount"]
        audit.record(action, actor=found.user, member=found.user, request=request, now=timezone.now())

    return write
