"""Where the visitor lives: asked once, kept in a cookie or in the account, never guessed."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from jobs.vocabulary.regions import Region, countries
from jobs.words import spoken

COOKIE = "place"
YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Place:
    """``country`` is an ISO code, ``timezone`` an IANA name or empty."""

    country: str
    timezone: str = ""

    @property
    def region(self) -> Region:
        return countries()[self.country]

    @property
    def name(self) -> str:
        """For sentences: ``the Netherlands``."""
        return spoken(self.region)

    def offset(self, now: dt.datetime) -> int | None:
        """Minutes from UTC at ``now``."""
        return offset(self.timezone, now) if self.timezone else None


def of(request: HttpRequest) -> Place | None:
    """The place the visitor has told us, from the account or the cookie; None while we do not know."""
    user = getattr(request, "user", None)
    if isinstance(user, User) and user.is_authenticated and user.country:
        return _checked(user.country, user.time_zone)
    country, _separator, timezone = request.COOKIES.get(COOKIE, "").partition("|")
    return _checked(country, timezone)


def _checked(country: str, timezone: str) -> Place | None:
    """A place only of values we know: cookies are the visitor's to write."""
    if country not in countries():
        return None
    return Place(country, timezone if timezone in timezones() else "")


def keep(response: HttpResponse, place: Place | None) -> None:
    """Writes the cookie, or takes it away."""
    if place is None:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE,
        f"{place.country}|{place.timezone}",
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


# --- Time zones ---------------------------------------------------------------------------------------------------------


@cache
def timezones() -> dict[str, str]:
    """Every time zone people live in and its city, in the order of the cities; countries come from the Unicode CLDR."""
    known = available_timezones()
    zones = {zone for inside in get_global("territory_zones").values() for zone in inside if zone in known}
    # Where CLDR knows no city, Babel answers with the rest of the identifier: "Argentina/Buenos Aires".
    cities = {zone: get_timezone_location(zone, locale="en", return_city=True).rpartition("/")[2] for zone in zones}
    return dict(sorted(cities.items(), key=lambda item: (item[1], item[0])))


@cache
def timezones_of(country: str) -> tuple[str, ...]:
    """The time zones of a country, in the order of their cities."""
    inside = set(get_global("territory_zones").get(country, ()))
    return tuple(zone for zone in timezones() if zone in inside)


def offset(timezone: str, now: dt.datetime) -> int:
    """Minutes from UTC in an IANA time zone at ``now``."""
    shift = now.astimezone(ZoneInfo(timezone)).utcoffset()
    return int(shift.total_seconds() // 60) if shift is not None else 0
