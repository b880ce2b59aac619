"""Caps emails to addresses that nobody has proved to be theirs, for the whole site: many networks and
many addresses of strangers pass the limits for one visitor and for one address."""

import logging

from django.conf import settings
from django.http import HttpRequest

from jobboard.lib import throttle

logger = logging.getLogger(__name__)


def allow(request: HttpRequest) -> bool:
    """Counts one email, and says whether it may be sent within this hour."""
    most = settings.UNPROVED_EMAILS_AN_HOUR
    if throttle.allow(request, "emails to unproved addresses", f"{most}/hour", of="the site"):
        return True
    logger.error("More than %s emails to unproved addresses were asked for within an hour; no more are sent", most)
    return False
