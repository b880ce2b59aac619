"""Sessions of apps: what the header ``X-Session-Token`` opens.

They are stored like the sessions of browsers, so a member sees and ends them under Devices, and a new password ends them too. A
browser's session opens nothing here, and an app's opens no page of the site: staff who act as a member can't take their cookie to
the API, and a token that leaked from an app doesn't reach what only pages do, such as payment.
"""

import re
from typing import cast

from allauth.core.internal.sessionkit import get_session_user
from allauth.headless.internal import sessionkit
from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts import first_confirmation
from accounts.models import User

MARK = "of_app"  # key of the session of an app
_KEY = re.compile("[a-z0-9]{32}")


class AppSessionStrategy(SessionTokenStrategy):  # type: ignore[misc] # allauth has no type hints
    """Marks the sessions that apps begin, and finds only those."""

    def create_session_token(self, request: HttpRequest) -> str:
        request.session[MARK] = True
        return str(super().create_session_token(request))

    def lookup_session(self, session_token: str) -> SessionBase | None:
        return find_session(session_token)


def find_session(token: str) -> SessionBase | None:
    """Returns the session of an app, without sign-ins that are out of date (`first_confirmation`); None if there is none."""
    session = cast("SessionBase | None", sessionkit.lookup_session(token)) if _KEY.fullmatch(token) else None
    if session is None or not session.get(MARK):
        return None
    first_confirmation.drop_outdated(session)
    return session


def member_of(token: str) -> User | None:
    """Returns the member who is signed in to this session of an app, with what `billing.entitlements` reads."""
    session = find_session(token)
    user = get_session_user(session) if session else None
    return user if isinstance(user, User) else None


def is_in_browser(request: HttpRequest) -> bool:
    """Returns whether somebody uses an app's session as a browser's."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and bool(request.session.get(MARK))
