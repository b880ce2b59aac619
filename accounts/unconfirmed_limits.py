"""Caps emails to unconfirmed addresses for the whole site. Without this, a distributed sender with many addresses would
stay under the limits for one visitor and one address.
"""

import logging

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest

from toolkit import rate_limits

logger = logging.getLogger(__name__)
ACTION, OF = "emails to unproved addresses", "the site"


def is_proved(address: str) -> bool:
    """Returns whether a member has confirmed this address."""
    found: bool = EmailAddress.objects.filter(email__iexact=address, verified=True).exists()
    return found


def has_room(request: HttpRequest) -> bool:
    """Returns whether one more email may be sent within this hour; counts nothing."""
    return _log_refusal(rate_limits.has_room(request, ACTION, _rate(), of=OF))


def allow(request: HttpRequest) -> bool:
    """Counts one email to be sent. Returns whether it may be sent within this hour."""
    return _log_refusal(rate_limits.allow(request, ACTION, _rate(), of=OF))


def _rate() -> str:
    return f"{settings.UNPROVED_EMAILS_AN_HOUR}/hour"


def _log_refusal(is_allowed: bool) -> bool:
    if not is_allowed:
        logger.error(
            "More than %s emails to unproved addresses within an hour; no more are sent", _rate().split("/")[0]
        )
    return is_allowed
