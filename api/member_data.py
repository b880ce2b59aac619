"""Member data in the API: access tokens, without their secrets (contract: `accounts.privacy`)."""

import datetime as dt

from accounts.models import User
from accounts.privacy import Tables
from api.models import AccessToken


def tables(user: User) -> Tables:
    return {
        "access_tokens": list(
            AccessToken.objects.of(user)
            .order_by("pk")
            .values("name", "ending", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
        ),
    }


def release(*, user: User, now: dt.datetime) -> None:
    """Does nothing: no obligations block the deletion."""


def forget(*, user: User) -> None:
    """Does nothing: tokens are deleted by cascade, and stop working with that."""
