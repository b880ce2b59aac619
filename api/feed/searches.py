"""Reads a search from the parameters of a feed: the search page's own, and those that readers of job feeds know."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from jobs import landing_pages
from jobs.search import lexemes
from jobs.search.criteria import Criteria, parse
from jobs.search.links import with_query
from jobs.search.places import region_of
from jobs.search.query import Condition, condition

# Names that WP Job Manager gave its feed's parameters, and ours. In lists, its clients also separate values by "|".
LISTS = ("job_categories", "job_types", "search_region")
FORMER = {"job_categories": "industry", "job_types": "type", "search_keywords": "tag", "search_region": "geo"}
_PART = re.compile(r'(?:"[^"]*"|[^,])+')


@dataclass(frozen=True)
class FeedSearch:
    """A search for feeds. ``places`` are alternatives, of which the criteria have the only one; ``problems``: by parameter, what
    wasn't understood."""

    criteria: Criteria
    places: tuple[str, ...]
    problems: dict[str, str]

    @property
    def querystring(self) -> str:
        """The canonical query string."""
        several = urlencode({"geo": ",".join(self.places)}, safe=",") if len(self.places) > 1 else ""
        return "&".join(filter(None, [self.criteria.querystring, several]))

    @property
    def title(self) -> str:
        """What it looks for, in words."""
        title = landing_pages.title(self.criteria)
        names = " · ".join(region_of(place).name for place in self.places) if len(self.places) > 1 else ""
        return f"{title} ({names})" if names else title

    def condition(self, now: dt.datetime) -> Condition:
        """The search for the database."""
        asked = condition(self.criteria, now)
        if len(self.places) < 2:
            return asked
        return asked.instead("geo", " | ".join(f"({lexemes.open_to_people_in(place)})" for place in self.places))


def read_search(query: QueryDict) -> FeedSearch:
    """Reads the parameters. Former names count where the current one isn't given."""
    data = query.copy()
    for former, current in FORMER.items():
        values = data.pop(former, [])
        if not any(data.getlist(current)):
            data.setlist(current, [one.replace("|", ",") for one in values] if former in LISTS else values)
    tags = _listed(data.getlist("tag"))
    if tags and not any(data.getlist("q")):
        data["tag"] = " OR ".join(tags)
    places, problems = _read_places(data)
    data.setlist("geo", list(places) if len(places) == 1 else [])
    asked = parse(data)
    return FeedSearch(asked.criteria, places, {**asked.problems, **problems})


def _listed(values: Iterable[str]) -> list[str]:
    """Returns the parts of lists that are separated by commas. A comma in quotes belongs to the phrase."""
    parts = (part.strip() for value in values for part in _PART.findall(value))
    return [part for part in parts if part]


def former_feed_url(query: QueryDict) -> str:
    """Returns the address of the feed for the parameters of ``/?feed=job_feed``."""
    data = query.copy()
    data.pop("feed", None)
    return with_query(reverse("feed:rss-former"), data.urlencode())


def _read_places(data: QueryDict) -> tuple[tuple[str, ...], dict[str, str]]:
    """Returns the places, or the first problem: similar names are expensive to find."""
    parts = {part.strip() for value in data.getlist("geo") for part in value.split(",")} - {""}
    found: set[str] = set()
    for part in sorted(parts):
        read = parse({"geo": part})
        if read.problems:
            return (), read.problems
        found.add(read.criteria.geo)
    return tuple(sorted(found)), {}
