"""Who calls the API: anybody, or a member with a token. Cookies don't count, so no site can act for a visitor."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security.base import AuthBase

from accounts import app_sessions
from accounts.models import User
from api.access import tokens
from api.access.scopes import ALL, Scope, known_scopes
from api.problems import ProblemError

SESSION_HEADER = "X-Session-Token"
VARY = ("Authorization", SESSION_HEADER)
ASKED_FOR = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True)
class Caller:
    """``key`` identifies the token in the counts of limits; empty for requests without one, which are counted by network.
    ``scopes``: what the caller may do as ``user``."""

    key: str = ""
    user: User | None = None
    scopes: frozenset[Scope] = frozenset()


NOBODY = Caller()


def caller_of(request: HttpRequest) -> Caller:
    """Returns who calls, and remembers it for `needs`; without a token, it's `NOBODY`. Raises ``ProblemError`` (401) for a token
    that isn't valid."""
    caller = _by_access_token(request) or _by_session(request) or NOBODY
    request.api_caller = caller  # type: ignore[attr-defined]
    return caller


def _by_access_token(request: HttpRequest) -> Caller | None:
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _space, secret = header.partition(" ")
    token = tokens.check_token(secret=secret.strip(), now=timezone.now()) if scheme.lower() == "bearer" else None
    if token is None:
        said = 'Bearer error="invalid_token"'
        raise ProblemError(401, "unauthorized", "This access token isn't valid.", headers={"WWW-Authenticate": said})
    return Caller(f"token:{token.pk}", token.user, known_scopes(token.scopes))


def _by_session(request: HttpRequest) -> Caller | None:
    header = request.headers.get(SESSION_HEADER)
    if header is None:
        return None
    user = app_sessions.member_of(header)
    if user is None:
        raise ProblemError(401, "unauthorized", "This session has ended. Sign in again.", headers=ASKED_FOR)
    return Caller(f"member:{user.pk}", user, ALL)


# --- What an operation needs ---------------------------------------------------------------------------------------------


class AccessToken(AuthBase):
    """Lets a caller with one scope in."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A personal access token, created in the account area. It has scopes."

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        caller: Caller = request.api_caller  # type: ignore[attr-defined]
        if caller.user is None:
            raise ProblemError(401, "unauthorized", "This address is for members. Send a token.", headers=ASKED_FOR)
        if self.scope not in caller.scopes:
            said = f'Bearer error="insufficient_scope", scope="{self.scope}"'
            raise ProblemError(
                403, "forbidden", f"This token doesn't have the scope {self.scope}.", headers={"WWW-Authenticate": said}
            )
        return caller


class SessionToken(AuthBase):
    """Describes the other way to sign in; `caller_of` has read it, and `AccessToken` decides for both."""

    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = SESSION_HEADER
    openapi_description = "The session of an app, from signing in below `/api/v1/auth/`. It has all scopes."

    def __call__(self, request: HttpRequest) -> None:
        return None


def needs(scope: Scope) -> list[Callable[[HttpRequest], Any]]:
    """Returns the ``auth`` of an operation for members: 401 without a token, 403 without the scope."""
    return [AccessToken(scope), SessionToken()]


def member_of(request: HttpRequest) -> User:
    """Returns the member whose token an operation was called with."""
    caller: Caller = request.api_caller  # type: ignore[attr-defined]
    if caller.user is None:
        raise TypeError("an operation without needs() asked for its member")
    return caller.user
