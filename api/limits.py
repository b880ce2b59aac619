"""Limits what programs may ask: requests a minute, counted by access token or else by network, and told in headers.

The feed, the JSON API and MCP are counted together. The headers are those of draft-ietf-httpapi-ratelimit-headers-06.
"""

from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from toolkit import rate_limits
from toolkit.client import client_network
from toolkit.rate_limits import Allowance

ACTION = "programs"

R = TypeVar("R", bound=HttpResponseBase)


def spend(request: HttpRequest, *, token: str = "", action: str = ACTION, rate: str = "") -> Allowance:
    """Counts one request and returns what is left. ``token``: the key of a token that was checked; requests without one are
    counted by network. ``rate``: as ``"60/minute"``, instead of the rate of the settings."""
    if not rate:
        rate = f"{settings.API_TOKEN_MINUTE if token else settings.API_NETWORK_MINUTE}/minute"
    counted: dict[str, Allowance] = request.__dict__.setdefault("counted", {})
    if action not in counted:  # a view can be called twice: with the replica, then with the primary
        counted[action] = rate_limits.spend(action, rate, of=f"token:{token}" if token else client_network(request))
    return counted[action]


def tell_limit(response: R, allowance: Allowance) -> R:
    """Adds the headers: what is left, and when to come back where nothing is."""
    response.headers["RateLimit-Limit"] = str(allowance.limit)
    response.headers["RateLimit-Remaining"] = str(allowance.remaining)
    response.headers["RateLimit-Reset"] = str(allowance.resets_in)
    if allowance.is_over:
        response.headers["Retry-After"] = str(allowance.resets_in)
    return response
