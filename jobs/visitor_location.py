"""Visitor's location, set by the visitor, stored in a cookie or the account, never guessed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse

from accounts import localization
from accounts.models import User
from jobs.display import region_in_sentence
from jobs.vocabulary.regions import Region, countries
from toolkit import geography


@dataclass(frozen=True)
class Place:
    """A location. ``country`` is an ISO code, ``timezone`` an IANA name or empty."""

    country: str
    timezone: str = ""

    @property
    def region(self) -> Region:
        return countries()[self.country]

    @property
    def name(self) -> str:
        """The country's name for use in a sentence: ``the Netherlands``."""
        return region_in_sentence(self.region)

    def offset(self, now: dt.datetime) -> int | None:
        """Returns minutes from UTC at ``now``."""
        return geography.offset(self.timezone, now) if self.timezone else None


@dataclass(frozen=True)
class Viewer:
    """The person who views jobs; by default, someone unknown. ``saved``: job id to its stage in the tracker."""

    location: Place | None = None
    saved: Mapping[int, str] = field(default_factory=dict)


def visitor_location_of(request: HttpRequest) -> Place | None:
    """Returns the location that the visitor has set, from the account or the cookie; None if unknown."""
    user = getattr(request, "user", None)
    if isinstance(user, User) and user.is_authenticated and user.country:
        return known_place(user.country, user.time_zone)
    country, _separator, timezone = request.COOKIES.get(localization.PLACE_COOKIE, "").partition("|")
    return known_place(country, timezone)


def known_place(country: str, timezone: str) -> Place | None:
    """Returns a place with known values only, because visitors can edit cookies."""
    if country not in countries():
        return None
    return Place(country, timezone if timezone in geography.time_zones() else "")


def set_location_cookie(response: HttpResponse, place: Place | None) -> None:
    """Sets the cookie, or deletes it if there is no place."""
    localization.keep_place(response, country=place.country if place else "", time_zone=place.timezone if place else "")
