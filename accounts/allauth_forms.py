"""Forms for sign-in, sign-up and two-step verification: allauth's, with our labels and without placeholders."""

import secrets
from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as app
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn import forms as passkey
from allauth.socialaccount import forms as elsewhere
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, first_confirmation, second_factor, unconfirmed_limits
from toolkit.email_addresses import EmailField
from toolkit.forms import CleanText

LABELS = {
    "login": _("Email address"),
    "email": _("Email address"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("Confirm new password"),
    "code": _("Code"),
    "name": _("Passkey name"),
    "passwordless": _("Sign in with this passkey alone, without a password"),
}
HINTS = {
    "password1": _("At least 10 characters. Don't use a common password or your email address."),
    "name": _("Helps you tell your passkeys apart."),
    "passwordless": _("If you uncheck this, we ask for the passkey after your password."),
}
MISSING = {
    "login": _("Enter your email address."),
    "email": _("Enter your email address."),
    "password": _("Enter your password."),
    "oldpassword": _("Enter your current password."),
    "password1": _("Choose a password."),
    "password2": _("Enter the new password again."),
    "code": _("Enter the code."),
    "name": _("Enter a name for the passkey."),
}


class OurWords(CleanText):
    """Mixin for allauth's forms: our labels, no placeholders."""

    fields: dict[str, Any]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, field in self.fields.items():
            if name in ("login", "email"):
                field = self.fields[name] = EmailField(
                    required=field.required, widget=field.widget, initial=field.initial
                )
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, field.help_text)
            if name in MISSING:
                field.error_messages["required"] = MISSING[name]


class Signup(OurWords, account.SignupForm):  # type: ignore[misc] # allauth has no type hints
    account_already_exists: bool

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if "password1" in self.fields:
            self.fields["password1"].label = LABELS["password"]

    def try_save(self, request: HttpRequest) -> Any:
        """An address that already has an account gets the same answer as one without, and it must take as long."""
        if self.account_already_exists:
            self._create_and_undo(request)
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:  # somebody else signed up with this address at the same moment
            self.account_already_exists = True
            return super().try_save(request)

    def _create_and_undo(self, request: HttpRequest) -> None:
        """The work of creating an account: its rows, its line in the audit log, and the hash of its password."""
        email, self.cleaned_data["email"] = self.cleaned_data["email"], f"{secrets.token_hex(16)}@example.invalid"
        self.account_already_exists = False
        try:
            with transaction.atomic():
                user = self.save(request)
                audit.record("account.created", actor=user, member=user, request=request, now=timezone.now())
                transaction.set_rollback(True)
        finally:
            self.cleaned_data["email"] = email
            self.account_already_exists = True


class RequestLoginCode(OurWords, account.RequestLoginCodeForm):  # type: ignore[misc]
    _user: Any

    def clean_email(self) -> str:
        email = str(super().clean_email())
        if self._user and not first_confirmation.may_enter(self._user, email):
            self._user = None
        return email


class ResetPassword(OurWords, account.ResetPasswordForm):  # type: ignore[misc]
    users: list[Any]

    def clean_email(self) -> str:
        email = str(super().clean_email())
        self.users = [user for user in self.users if first_confirmation.may_enter(user, email)]
        return email


class AddEmail(OurWords, account.AddEmailForm):  # type: ignore[misc]
    def clean_email(self) -> str:
        email = str(super().clean_email())
        if not unconfirmed_limits.has_room(context.request):
            raise ValidationError(_("We're sending a lot of confirmation emails right now. Try again in an hour."))
        return email


class AddPasskey(OurWords, passkey.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["passwordless"].initial = True


class ActivateApp(OurWords, app.ActivateTOTPForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        """Marks the code that proves the app as used: it can't be used to sign in within the time step in which it is
        shown."""
        code = str(super().clean_code())
        factor_app = TOTP(Authenticator(user=self.user, type=Authenticator.Type.TOTP))
        if not factor_app._mark_code_used(code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeOnce(OurWords):
    """Mixin for forms that ask for an authenticator code or a recovery code."""

    authenticator: Authenticator
    _emit_authentication_failed: Any

    def clean_code(self) -> str:
        code = str(super().clean_code())  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP and not second_factor.use_code(self.authenticator, code):
            self._emit_authentication_failed(self.authenticator)
            raise get_adapter().validation_error("incorrect_code")
        return code


class Factor(CodeOnce, factor.AuthenticateForm):  # type: ignore[misc]
    pass


class ReauthenticateByFactor(CodeOnce, factor.ReauthenticateForm):  # type: ignore[misc]
    pass


def in_our_words(form: Any) -> Any:
    return type(form.__name__, (OurWords, form), {})


Login = in_our_words(account.LoginForm)
ConfirmLoginCode = in_our_words(account.ConfirmLoginCodeForm)
ConfirmEmail = in_our_words(account.ConfirmEmailVerificationCodeForm)
ConfirmPasswordReset = in_our_words(account.ConfirmPasswordResetCodeForm)
NewPassword = in_our_words(account.ResetPasswordKeyForm)
ChangePassword = in_our_words(account.ChangePasswordForm)
SetPassword = in_our_words(account.SetPasswordForm)
Reauthenticate = in_our_words(account.ReauthenticateForm)
ConfirmReauthenticationCode = in_our_words(account.ConfirmReauthenticationCodeForm)
PasskeySignup = in_our_words(passkey.SignupWebAuthnForm)
EditPasskey = in_our_words(passkey.EditWebAuthnForm)
SocialSignup = in_our_words(elsewhere.SignupForm)
