"""Checks whether a user has a second factor and has used it in this session. A passkey counts: using it requires both
the device and the means to unlock it.
"""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from accounts.models import User

COUNTS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_one(user: User) -> bool:
    """Returns whether the user has an authenticator app or a passkey; recovery codes alone don't count."""
    return bool(is_mfa_enabled(user, types=COUNTS))


def was_shown(request: HttpRequest) -> bool:
    """Returns whether this session has used a second factor that its member still has."""
    user = request.user
    records = get_authentication_records(request, user)
    return isinstance(user, User) and has_one(user) and any(record.get("method") == "mfa" for record in records)
