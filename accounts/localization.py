"""Localizes dates and amounts for a member: time zone, language and region."""

from collections.abc import Callable
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from toolkit.localization import ANYBODY, Reader, read_by

USUAL_LOCALE = "en_US"


def zone_of(user: User) -> ZoneInfo:
    """Returns the member's time zone; UTC while we don't know it."""
    try:
        return ZoneInfo(user.time_zone or "UTC")
    except (LookupError, ValueError, OSError):  # a name that no zone has, a path, a folder of zones
        return ZoneInfo("UTC")


def locale_of(user: User) -> str:
    """Returns the member's locale as the Unicode CLDR names it, such as ``de_AT``; American English while we don't know
    it."""
    return _locale_named(user.locale) if user.locale else USUAL_LOCALE


@lru_cache(maxsize=512)
def _locale_named(name: str) -> str:
    try:
        return str(Locale.parse(name.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return USUAL_LOCALE


def reader_of(user: object) -> Reader:
    """Returns the reader that dates are formatted for: the member, or the default for a visitor."""
    return Reader(locale_of(user), zone_of(user)) if isinstance(user, User) else ANYBODY


class LocalizationMiddleware:
    """Formats dates for the member of the request. The user is loaded only when there is something to format."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        with read_by(lambda: reader_of(request.user)):
            return self.get_response(request)
