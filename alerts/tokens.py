"""Signs tokens for email links that act without signing in. A token allows one action on one alert (or all alerts of one
email), until the alert's version changes.
"""

from collections.abc import Iterable
from functools import cache

from django.core.signing import BadSignature, Signer

from alerts.models import Alert

_SEPARATOR = "-"


class BadToken(Exception):
    """The token is invalid or for another action, or its alerts were deleted."""


class OldToken(Exception):
    """The token was valid once: the alert's version has changed since."""


def make_token(kind: str, alerts: Iterable[tuple[int, int]]) -> str:
    """Signs a token for pairs of an alert's id and version. ``kind`` is the action, for example ``end``."""
    named = _SEPARATOR.join(f"{pk}.{version}" for pk, version in alerts)
    return _signer(kind).sign(named)


def read_token(kind: str, token: str) -> list[Alert]:
    """Returns the alerts of a token. Raises `BadToken` or `OldToken`."""
    try:
        named = _signer(kind).unsign(token)
        wanted = {int(pk): int(version) for pk, version in (part.split(".") for part in named.split(_SEPARATOR))}
    except (BadSignature, ValueError) as error:
        raise BadToken from error
    alerts = list(Alert.objects.filter(pk__in=wanted).select_related("recipient__user", "search").order_by("pk"))
    if not alerts:
        raise BadToken
    current = [alert for alert in alerts if alert.version == wanted[alert.pk]]
    if not current:
        raise OldToken
    return current


@cache
def _signer(kind: str) -> Signer:
    return Signer(salt=f"alerts.{kind}", sep="~")
