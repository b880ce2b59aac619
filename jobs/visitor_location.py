"""Visitor's location, set by the visitor, stored in a cookie or the account, never guessed."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest

from accounts.models import User
from jobs.display import region_in_sentence
from jobs.vocabulary.regions import Region, countries, regions
from toolkit import country_parts, geography, place_cookie
from toolkit.country_parts import Part
from toolkit.place_cookie import Told


@dataclass(frozen=True)
class Place:
    """A location. ``country`` is an ISO code, ``timezone`` an IANA name or empty, ``part_slug`` a part of the country or
    empty."""

    country: str
    timezone: str = ""
    part_slug: str = ""

    @property
    def region(self) -> Region:
        return countries()[self.country]

    @property
    def part(self) -> Part | None:
        return country_parts.part_named(self.country, self.part_slug)

    @property
    def slug(self) -> str:
        """The place as searches name it: ``spain``, ``united-states/texas``."""
        return f"{self.region.slug}/{self.part_slug}" if self.part_slug else self.region.slug

    @property
    def label(self) -> str:
        """The place's own name: ``Netherlands``, ``Texas``; with the country if another place has the same name."""
        if self.part is None:
            return self.region.name
        return f"{self.part.name}, {self.region.name}" if self.part_slug in regions() else self.part.name

    @property
    def name(self) -> str:
        """The name for use in a sentence: ``the Netherlands``, ``Texas``."""
        return self.label if self.part else region_in_sentence(self.region)

    @property
    def told(self) -> Told:
        return Told(self.country, self.timezone, self.part_slug)

    def offset(self, now: dt.datetime) -> int | None:
        """Returns minutes from UTC at ``now``."""
        return geography.offset(self.timezone, now) if self.timezone else None


@dataclass(frozen=True)
class Viewer:
    """The person who views jobs; by default, someone unknown. ``saved``: job id to its stage in the tracker; ``viewed``:
    ids of jobs whose page they opened; ``hidden``: of jobs that they hid."""

    location: Place | None = None
    saved: Mapping[int, str] = field(default_factory=dict)
    viewed: Collection[int] = ()
    hidden: Collection[int] = ()
    is_member: bool = False


def visitor_location_of(request: HttpRequest) -> Place | None:
    """Returns the location that the visitor has set, from the account or the cookie; None if unknown."""
    user = getattr(request, "user", None)
    if isinstance(user, User) and user.is_authenticated and user.country:
        told = place_cookie.checked(user.country, user.time_zone, user.part)
    else:
        told = place_cookie.read(request)
    return Place(*told) if told else None


def known_place(country: str, timezone: str, part: str = "") -> Place | None:
    """Returns a place with known values only; None without a country."""
    told = place_cookie.checked(country, timezone, part)
    return Place(*told) if told else None
