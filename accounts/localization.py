"""Localizes dates and amounts for a member: time zone, language and region."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from toolkit.localization import ANYBODY, Reader, read_by

USUAL_LOCALE = "en_US"
PLACE_COOKIE = "place"  # where a visitor without an account lives: country|time zone
YEAR = 365 * 24 * 60 * 60


def zone_of(user: User) -> ZoneInfo:
    """The member's time zone; UTC while we do not know it."""
    try:
        return ZoneInfo(user.time_zone or "UTC")
    except (LookupError, ValueError, OSError):  # a name that no zone has, a path, a folder of zones
        return ZoneInfo("UTC")


def locale_of(user: User) -> str:
    """The member's locale as the Unicode CLDR names it, such as ``de_AT``; American English while we do not know it."""
    try:
        return str(Locale.parse(user.locale.replace("-", "_"))) if user.locale else USUAL_LOCALE
    except (UnknownLocaleError, ValueError):
        return USUAL_LOCALE


def reader_of(user: object) -> Reader:
    """For whom dates are written: the member, or anybody for a visitor."""
    return Reader(locale_of(user), zone_of(user)) if isinstance(user, User) else ANYBODY


class LocalizationMiddleware:
    """Writes dates for the member of the request. Who that is, is asked only when there is something to write."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        with read_by(lambda: reader_of(request.user)):
            return self.get_response(request)


def keep_place(response: HttpResponse, *, country: str, time_zone: str) -> None:
    """Writes the cookie that says where the visitor lives, or takes it away when there is no country."""
    if not country:
        response.delete_cookie(PLACE_COOKIE, samesite="Lax")
        return
    response.set_cookie(
        PLACE_COOKIE,
        f"{country}|{time_zone}",
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
