"""The site's key for push services (VAPID, RFC 8292). Without it there are no notifications."""

import base64
from functools import cache

from django.conf import settings


def is_on() -> bool:
    """Returns whether the site can send notifications: it has a key, and a service worker to show them."""
    return bool(settings.VAPID_PRIVATE_KEY and settings.APP_WORKER)


def public_key() -> str:
    """Returns the public key, which browsers subscribe with; empty if notifications are off."""
    return _public_key_of(settings.VAPID_PRIVATE_KEY) if is_on() else ""


def make_private_key() -> str:
    """Returns a new private key as `VAPID_PRIVATE_KEY` takes it."""
    from cryptography.hazmat.primitives.asymmetric import ec  # of one command

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encoded(number.to_bytes(32, "big"))


@cache
def _public_key_of(private: str) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec  # most pages don't need it
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = ec.derive_private_key(int.from_bytes(decoded(private), "big"), ec.SECP256R1())
    return encoded(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def encoded(raw: bytes) -> str:
    """Returns URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Reads URL-safe base64, with padding or without. Raises ``ValueError`` for anything else."""
    bare = text.rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
