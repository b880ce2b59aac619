"""Settings of django-allauth: sign-up, sign-in, second factors, accounts elsewhere. Settings read it, so it imports no model."""

from collections.abc import Mapping
from typing import Any

from toolkit.environment import Environment, refuse

ACCOUNT_FORMS = {
    "signup": "Signup",
    "login": "Login",
    "request_login_code": "RequestLoginCode",
    "confirm_login_code": "ConfirmLoginCode",
    "confirm_email_verification_code": "ConfirmEmail",
    "add_email": "AddEmail",
    "reset_password": "ResetPassword",
    "confirm_password_reset_code": "ConfirmPasswordReset",
    "reset_password_from_key": "NewPassword",
    "change_password": "ChangePassword",
    "set_password": "SetPassword",
    "reauthenticate": "Reauthenticate",
    "confirm_reauthentication_code": "ConfirmReauthenticationCode",
}
MFA_FORMS = {
    "authenticate": "Factor",
    "reauthenticate": "ReauthenticateByFactor",
    "activate_totp": "ActivateApp",
    "add_webauthn": "AddPasskey",
    "edit_webauthn": "EditPasskey",
    "signup_webauthn": "PasskeySignup",
}
RATE_LIMITS = {
    "login": "30/m/ip,100/h/ip",
    "login_failed": "20/h/ip,10/m/ip,5/5m/key",
    "signup": "20/h/ip",
    "request_login_code": "20/h/ip,5/h/key",
    "reset_password": "20/h/ip,5/h/key",
    "confirm_email": "1/60s/key",
}


def social_providers(env: Environment) -> dict[str, dict[str, str]]:
    """Returns the client id and secret of each site whose accounts sign members in: those that have keys. Raises ``SettingError``
    for a half of a pair."""
    found = {}
    for name, client, secret in (
        ("google", env.text("GOOGLE_CLIENT_ID", ""), env.text("GOOGLE_CLIENT_SECRET", "")),
        ("github", env.text("GITHUB_CLIENT_ID", ""), env.text("GITHUB_CLIENT_SECRET", "")),
    ):
        if bool(client) != bool(secret):
            refuse(f"{name.upper()}_CLIENT_{'SECRET' if client else 'ID'}", "must be set too, or leave both empty")
        if client:
            found[name] = {"client_id": client, "secret": secret}
    return found


def allauth_settings(
    *, site_name: str, scheme: str, local: bool, social: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """``social``: the keys of each provider that members can sign in with; ``local`` allows passkeys without HTTPS."""
    return {
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT": 15 * 60,
        "ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND": True,
        "ACCOUNT_LOGIN_BY_CODE_ENABLED": True,
        "ACCOUNT_LOGIN_BY_CODE_TIMEOUT": 15 * 60,
        "ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND": True,
        "ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED": True,
        "ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT": 15 * 60,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": True,
        "ACCOUNT_ADAPTER": "accounts.adapter.AccountAdapter",
        "ACCOUNT_FORMS": _paths(ACCOUNT_FORMS),
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": scheme,
        "ACCOUNT_RATE_LIMITS": RATE_LIMITS,
        "SOCIALACCOUNT_PROVIDERS": {name: {"APPS": [{**keys, "key": ""}]} for name, keys in social.items()},
        "SOCIALACCOUNT_FORMS": {"signup": "accounts.allauth_forms.SocialSignup"},
        "HEADLESS_CLIENTS": ("app",),
        "HEADLESS_TOKEN_STRATEGY": "accounts.app_sessions.AppSessionStrategy",
        "USERSESSIONS_ADAPTER": "accounts.adapter.SessionsAdapter",
        "MFA_ADAPTER": "accounts.adapter.FactorAdapter",
        "MFA_FORMS": _paths(MFA_FORMS),
        "MFA_TOTP_ISSUER": site_name,
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes", "webauthn"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_PASSKEY_SIGNUP_ENABLED": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": local,
    }


def _paths(forms: Mapping[str, str]) -> dict[str, str]:
    return {name: f"accounts.allauth_forms.{form}" for name, form in forms.items()}
