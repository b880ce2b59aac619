"""Cookie with where a visitor lives: country, time zone and part of the country, as they told us."""

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from toolkit import geography
from toolkit.country_parts import part_named

COOKIE = "place"
YEAR = 365 * 24 * 60 * 60


class Told(NamedTuple):
    """What a visitor told: an ISO country code, an IANA time zone, and the slug of a part of the country. The last two can
    be empty."""

    country: str
    time_zone: str = ""
    part: str = ""


def checked(country: str, time_zone: str, part: str) -> Told | None:
    """Returns known values only; None without a country."""
    if country not in geography.countries():
        return None
    zone = geography.todays_name(time_zone)
    zone = zone if zone in geography.time_zones() else ""
    return Told(country, zone, part if part_named(country, part) else "")


def read(request: HttpRequest) -> Told | None:
    """Reads the cookie. Visitors can edit it, so only known values count."""
    said = request.COOKIES.get(COOKIE, "")
    if not said:
        return None
    country, zone, part = [*said.split("|", 2), "", ""][:3]
    return checked(country, zone, part)


def write(response: HttpResponse, told: Told | None) -> None:
    """Sets the cookie, or deletes it when nothing is told."""
    if told is None:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    value = f"{told.country}|{told.time_zone}" + (f"|{told.part}" if told.part else "")
    response.set_cookie(
        COOKIE, value, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
