"""Second factor: whether a user has one and has used it in this session; each code of an app works once.

A passkey counts: using it requires both the device and the means to unlock it.

RFC 6238, section 5.2, requires that a code works once. allauth remembers used codes in the cache, which is local to each process
while Valkey is unavailable. Here the app's database row stores the time step of the last accepted code, and only later ones
are accepted.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt, is_mfa_enabled
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User

COUNTS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
LAST_STEP = "last_step"  # half minutes since 1970


def has_second_factor(user: User) -> bool:
    """Returns whether the user has an authenticator app or a passkey; recovery codes alone don't count."""
    return bool(is_mfa_enabled(user, types=COUNTS))


def has_used_second_factor(request: HttpRequest) -> bool:
    """Returns whether this session has used a second factor that its member still has."""
    user = request.user
    records = get_authentication_records(request, user)
    return (
        isinstance(user, User) and has_second_factor(user) and any(record.get("method") == "mfa" for record in records)
    )


def note_setup(sender: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Receiver of allauth's `authenticator_added`: marks the code that set up an app as used."""
    if authenticator.type == Authenticator.Type.TOTP:
        authenticator.data[LAST_STEP] = max(yield_hotp_counters_from_time())
        authenticator.save(update_fields=["data"])


@transaction.atomic
def use_code(app: Authenticator, code: str) -> bool:
    """Marks a valid code as used. Returns whether it was unused before."""
    row = Authenticator.objects.select_for_update().filter(pk=app.pk).first()
    if row is None:
        return False
    step = _step_of(decrypt(row.data["secret"]), code)
    if step <= row.data.get(LAST_STEP, 0):
        return False
    row.data[LAST_STEP] = step
    row.save(update_fields=["data"])
    return True


def _step_of(secret: str, code: str) -> int:
    """Returns the time step of a code. It was valid a moment ago, so it may belong to the previous step. Returns 0 if
    none matches."""
    steps = sorted(yield_hotp_counters_from_time(), reverse=True)
    digits = normalize_user_code(code)
    return next((step for step in (*steps, steps[-1] - 1) if format_hotp_value(hotp_value(secret, step)) == digits), 0)
