"""Personal access tokens: issue, check, revoke, remove those that ended long ago."""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import audit
from accounts.models import User
from api.access import emails
from api.access.scopes import Scope
from api.access.secrets import digest_of, is_secret, new_secret
from api.models import AccessToken
from mail import outbox

MOST_WORKING = 20  # tokens of one member
LONGEST = dt.timedelta(days=366)
KEPT_ENDED = dt.timedelta(days=180)  # so long, the member sees when a token ended
USE_NOTED = dt.timedelta(minutes=1)  # how often a use is written down, at most


class TokenRefused(ValueError):
    """The token can't be created. The message tells the member why; ``field`` is the form's field that it is about."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Issued(NamedTuple):
    """A new token with its secret, which nobody can find out again."""

    token: AccessToken
    secret: str


@transaction.atomic
def issue_token(
    *,
    user: User,
    name: str,
    scopes: Collection[Scope],
    expires_at: dt.datetime,
    request: HttpRequest | None = None,
    now: dt.datetime,
) -> Issued:
    """Creates a token, and tells the member by email. Raises ``TokenRefused``, also for a name that a working token has, so
    that a form sent twice creates one token."""
    User.objects.select_for_update().get(pk=user.pk)
    if not now < expires_at <= now + LONGEST:
        raise TokenRefused(_("Choose a day within the next year."), field="days")
    working = AccessToken.objects.of(user).working(now)
    if working.filter(name__iexact=name).exists():
        raise TokenRefused(_("You already have a token with this name. Enter another name."), field="name")
    if working.count() >= MOST_WORKING:
        message = ngettext(
            "You have %d token that works. Revoke it first.",
            "You have %d tokens that work. Revoke one you no longer need first.",
            MOST_WORKING,
        )
        raise TokenRefused(message % MOST_WORKING)
    secret = new_secret()
    token = AccessToken.objects.create(
        user=user,
        name=name,
        digest=digest_of(secret),
        ending=secret[-4:],
        scopes=[scope.value for scope in Scope if scope in scopes],
        created_at=now,
        expires_at=expires_at,
    )
    _record("security.token_created", token, request, now, scopes=token.scopes)
    outbox.enqueue(emails.token_created(token, request=request), now=now, priority=outbox.Priority.NOTICE)
    return Issued(token, secret)


def check_token(*, secret: str, now: dt.datetime) -> AccessToken | None:
    """Returns the working token with this secret, its member with what `billing.entitlements` reads, and notes that it was
    used. One query; another one at most once a minute."""
    if not is_secret(secret):
        return None
    found = AccessToken.objects.select_related("user__billing_account__current").filter(digest=digest_of(secret))
    token = found.first()
    if token is None or not token.is_working(now):
        return None
    if token.last_used_at is None or token.last_used_at <= now - USE_NOTED:
        before = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_NOTED)
        AccessToken.objects.filter(before, pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
    return token


@transaction.atomic
def revoke_token(*, token: AccessToken, request: HttpRequest | None = None, now: dt.datetime) -> bool:
    """Ends a token at once; returns whether it worked until now. Idempotent."""
    if not AccessToken.objects.working(now).filter(pk=token.pk).update(revoked_at=now):
        return False
    _record("security.token_revoked", token, request, now)
    return True


def purge_ended(*, now: dt.datetime) -> int:
    """Removes tokens that ended long ago. Returns their number."""
    long_ago = now - KEPT_ENDED
    ended = AccessToken.objects.filter(Q(revoked_at__lte=long_ago) | Q(expires_at__lte=long_ago))
    return ended.delete()[0]


def _record(action: str, token: AccessToken, request: HttpRequest | None, now: dt.datetime, **detail: Any) -> None:
    audit.record(
        action, actor=token.user, member=token.user, request=request, now=now, token=f"…{token.ending}", **detail
    )
