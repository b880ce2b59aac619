"""Adapters for allauth: email through the outbox, visitor addresses, names of passkeys, error messages."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import mfa_encryption, unconfirmed_limits
from accounts.localization import reader_of
from accounts.models import User
from mail import outbox
from toolkit.client import client_address, device
from toolkit.email_addresses import canonical
from toolkit.localization import read_by
from toolkit.web_addresses import own_path

sessions_ended = Signal()  # sent with ``user``, once sessions of theirs were ended, such as those on other devices
# What a page asks the visitor to look for in their mailbox; the same for known and unknown addresses.
AWAITED = {
    "login_code", "password_reset_code", "email_confirmation", "email_confirmation_signup", "unknown_account",
    "account_already_exists",
}  # fmt: skip
REAUTHENTICATION = {
    "reauthenticate": _("Use your password"),
    "reauthenticate_by_code": _("Email me a sign-in code"),
    "mfa_reauthenticate": _("Use your authenticator app"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}
WRONG_CODE = _("Wrong code. Use the one from our latest email.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no type hints
    """Sends email through the outbox, so that the response takes as long for an address with an account as for one
    without."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. If that's a mistake, email us."),
        "cannot_remove_primary_email": _(
            "You can't remove your primary address. Set another address as primary first."
        ),
        "duplicate_email": _("You already have this address. Enter a different one."),
        "email_password_mismatch": _("Wrong email or password."),
        "enter_current_password": _("Wrong password. Try again."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("Wrong password. Try again."),
        "max_email_addresses": _("You can have up to %d email addresses. Remove one to add another."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, or get a sign-in code by email."),
        "unverified_primary_email": _("Confirm your primary address first."),
        "rate_limited": _("Too many requests. Wait a minute, then try again."),
    }

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """If two requests confirm the same address at the same moment, the second gets the answer for an already
        confirmed address."""
        try:
            with transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            template = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, template, {"email": email_address.email})
            return False

    def clean_email(self, email: str) -> str:
        """Also cleans addresses that come from other services, such as Google or GitHub."""
        return canonical(email)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed while the site's limit of emails to unconfirmed addresses is reached. Only emails that are sent count
        (`send_mail`)."""
        return request.method != "POST" or unconfirmed_limits.has_room(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Members always get their emails. Emails to unconfirmed addresses are capped for the whole site; the response
        doesn't reveal which addresses those are."""
        message = self.render_mail(template_prefix, email, context)
        if not unconfirmed_limits.is_proved(email) and not unconfirmed_limits.allow(self.request):
            return
        is_awaited = template_prefix.rpartition("/")[2] in AWAITED
        priority = outbox.Priority.CODE if is_awaited else outbox.Priority.NOTICE
        outbox.enqueue(message, now=timezone.now(), priority=priority)

    def send_notification_mail(self, template_prefix: str, user: User, *arguments: Any, **options: Any) -> None:
        """Formats the time in the member's time zone."""
        with read_by(reader_of(user)):
            super().send_notification_mail(template_prefix, user, *arguments, **options)

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMultiAlternatives:
        """Renders the paragraphs of allauth's text template of that name, as text and as HTML."""
        whole = {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "contact_email": settings.CONTACT_EMAIL,
            "email": email,
            **context,
        }
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", whole).split())
        written = render_to_string(f"{template_prefix}_message.txt", whole)
        paragraphs = [" ".join(part.split()) for part in written.split("\n\n") if part.strip()]
        text = "\n\n".join([*paragraphs, f"{settings.SITE_NAME}\n{settings.SITE_URL}\n"])
        message = EmailMultiAlternatives(subject, text, to=[email], headers=headers)
        shown = {**whole, "subject": subject, "paragraphs": paragraphs}
        message.attach_alternative(render_to_string("account/email/message.html", shown), "text/html")
        return message

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Returns the other ways to confirm the member's identity, with the site's labels."""
        return [
            way | {"description": REAUTHENTICATION.get(way["id"], way["description"])}
            for way in super().get_reauthentication_methods(user)
        ]

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Describes the device for emails in our own words, since a User-Agent can contain anything, links included."""
        return device(request.headers.get("User-Agent", ""))

    def is_safe_url(self, url: str | None) -> bool:
        """Returns whether ``next`` may be followed, on every allauth page."""
        return bool(own_path(context.request, url or ""))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Returns the address that all rate limits of the site are counted by."""
        return client_address(request)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Shows the site's name in authenticator apps and passkeys, and names passkeys after the device where they were
    created."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("You can't turn this off."),
        "cannot_generate_recovery_codes": _(
            "You need an authenticator app or a passkey to have recovery codes. Add one first."
        ),
        "incorrect_code": _("This code is wrong or was already used. Enter a new one."),
        "unverified_email": _("Confirm your email address first."),
    }

    def encrypt(self, text: str) -> str:
        return mfa_encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return mfa_encryption.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return device(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NAME}


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc] # allauth has no type hints
    def end_sessions(self, sessions: Any) -> None:
        super().end_sessions(sessions)
        for user in {session.user for session in sessions}:
            sessions_ended.send(sender=type(self), user=user)
