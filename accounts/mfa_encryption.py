"""Encrypts the secrets of authenticator apps and the seeds of recovery codes at rest.

Writing uses the first key of ``MFA_ENCRYPTION_KEYS``; reading accepts all of them, and keys derived from ``SECRET_KEY`` and its
fallbacks, which also write if no key is set. A copy of the database alone reveals no second factor.
"""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction

MARK = "fernet:"  # values stored before encryption have no mark and are read as plain text
SECRET_FIELDS = ("secret", "seed")


def encrypt(text: str) -> str:
    return MARK + _keys().encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """Returns the plain text. Raises ``InvalidToken`` when the key is gone."""
    return _keys().decrypt(stored.removeprefix(MARK)).decode() if stored.startswith(MARK) else stored


def encrypt_rows(authenticators: Any = Authenticator) -> int:
    """Re-encrypts every stored secret with the first key, whichever key it had, if any. Returns the number of rows
    written."""
    return sum(
        _encrypt_row(authenticators, pk) for pk in list(_with_secrets(authenticators).values_list("pk", flat=True))
    )


@transaction.atomic
def _encrypt_row(authenticators: Any, pk: int) -> bool:
    row = _with_secrets(authenticators).select_for_update().filter(pk=pk).first()
    if row is None:
        return False
    _each_secret(row.data, lambda stored: encrypt(decrypt(stored)))
    row.save(update_fields=["data"])
    return True


def _each_secret(data: dict[str, Any], change: Callable[[str], str]) -> None:
    for name in SECRET_FIELDS:
        if name in data:
            data[name] = change(data[name])
    if "migrated_codes" in data:
        data["migrated_codes"] = [change(code) for code in data["migrated_codes"]]


def _with_secrets(authenticators: Any) -> Any:
    return authenticators.objects.filter(type__in=["totp", "recovery_codes"])


def _keys() -> MultiFernet:
    made = [_made_of(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    keys: list[str | bytes] = [*settings.MFA_ENCRYPTION_KEYS, *made]
    return MultiFernet([Fernet(key) for key in keys])


def _made_of(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"mfa encryption\0" + secret.encode()).digest())
