"""Checks what a browser says of its subscription: the push service's address and the keys.

The address comes from the browser, so anybody can send any. We only ever post to hosts of known push services, over HTTPS with
their certificate verified, and follow no redirect. ``FETCH_LOOPBACK`` allows servers on this machine.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.http import is_same_domain

from alerts.push.keys import decoded

LONGEST = 1000  # characters of an endpoint; browsers' have 150 to 700
# Scheme, host, port, and a path of characters that need no encoding: nothing that two programs could read in two ways.
_FORM = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?/[A-Za-z0-9!$%&'()*+,./:;=?@_~-]*")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def is_allowed(endpoint: str) -> bool:
    """Returns whether we post to this address."""
    if len(endpoint) > LONGEST or not _FORM.fullmatch(endpoint):
        return False
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if settings.FETCH_LOOPBACK and host in _LOOPBACK:
        return True
    if parts.scheme != "https" or port not in (None, 443):
        return False
    return any(is_same_domain(host, pattern.lower()) for pattern in settings.PUSH_SERVICES)


def are_keys(p256dh: str, auth: str) -> bool:
    """Returns whether a browser can have these keys: a point of the curve P-256, and 16 random bytes (RFC 8291)."""
    from cryptography.hazmat.primitives.asymmetric import ec  # most pages don't need it

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(p256dh))
        return len(decoded(p256dh)) == 65 and len(decoded(auth)) == 16
    except ValueError:
        return False
