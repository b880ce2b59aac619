"""Where the visitor lives: asked once, kept in a cookie or in the account, never guessed."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from jobs.vocabulary.regions import Region, countries

COOKIE = "place"


@dataclass(frozen=True)
class Place:
    """``country`` is an ISO code, ``timezone`` an IANA name or empty."""

    country: str
    timezone: str = ""

    @property
    def region(self) -> Region:
        return countries()[self.country]

    def offset(self, now: dt.datetime) -> int | None:
        """Minutes from UTC at ``now``."""
        if not self.timezone:
            return None
        shift = now.astimezone(ZoneInfo(self.timezone)).utcoffset()
        return int(shift.total_seconds() // 60) if shift is not None else None


def of(request: HttpRequest) -> Place | None:
    """The place the visitor has told us, from the account or the cookie; None while we do not know."""
    return None
