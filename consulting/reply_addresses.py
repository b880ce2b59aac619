"""Signs the addresses that replies by email go to: one for each thread and recipient."""

import re
from typing import NamedTuple

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "consulting.reply_addresses"
LENGTH = 24  # hexadecimal digits: 96 bits
_LOCAL = re.compile(rf"reply\+([0-9]{{1,19}})\.([0-9]{{1,19}})\.([0-9a-f]{{{LENGTH}}})")


class Address(NamedTuple):
    thread: int
    user: int


def reply_address(*, thread: int, user: int, domain: str) -> str:
    """Returns the address for replies of a user in a thread. Lower case, as mail servers may change the case."""
    return f"reply+{thread}.{user}.{_signature(thread, user)}@{domain}"


def read_address(address: str, *, domain: str) -> Address | None:
    """Returns whose address it is, or None if we didn't sign it."""
    local, _at, host = address.strip().lower().rpartition("@")
    found = _LOCAL.fullmatch(local)
    if not found or not domain or host != domain.lower():
        return None
    thread, user = int(found[1]), int(found[2])
    # Emails that were sent before the key was changed are answered for months.
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    is_ours = any(constant_time_compare(found[3], _signature(thread, user, key)) for key in keys)
    return Address(thread, user) if is_ours else None


def _signature(thread: int, user: int, key: str | None = None) -> str:
    return salted_hmac(SALT, f"{thread}.{user}", secret=key, algorithm="sha256").hexdigest()[:LENGTH]
